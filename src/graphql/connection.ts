import { badInput } from '../errors.ts';

/** The most a list gives in one page. */
export const largestPage = 100;
export const defaultPage = 20;

/** How a list is asked for: by cursor, or by page number for those who count pages. */
export interface PageArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
  page?: number | null | undefined;
  limit?: number | null | undefined;
}

/** A page to read: `size` rows, after a row or after a number of rows. */
export interface PageWindow {
  size: number;
  after: ListPosition | null;
  offset: number;
  /** The page's number from 1, when pages were counted. */
  page: number | null;
}

/** Where a row stands in a list: what the list is sorted by, then the id. */
export interface ListPosition {
  key: string;
  id: string;
}

export interface Edge<Node> {
  cursor: string;
  node: Node;
}

export interface Connection<Node> {
  edges: Edge<Node>[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/** @throws `BAD_USER_INPUT` naming the argument that is out of range or does not go with another. */
export function pageWindow(args: PageArguments): PageWindow {
  const { first, after, page, limit } = args;
  const counted = page != null || limit != null;
  if (counted && (first != null || after != null)) {
    throw badInput(
      page == null ? 'limit' : 'page',
      'Ask by cursor (first, after) or by page (page, limit), not both.',
    );
  }
  const size = within(counted ? 'limit' : 'first', counted ? limit : first, defaultPage);
  if (!counted) {
    return { size, after: after == null ? null : parsePosition(after), offset: 0, page: null };
  }
  const number = page ?? 1;
  if (number < 1 || number > 1_000_000) {
    throw badInput('page', 'Pages are numbered from 1 to 1,000,000.');
  }
  return { size, after: null, offset: (number - 1) * size, page: number };
}

function within(field: string, asked: number | null | undefined, fallback: number): number {
  const size = asked ?? fallback;
  if (size < 1 || size > largestPage) {
    throw badInput(field, `A page has 1 to ${largestPage} entries.`);
  }
  return size;
}

/** The Relay connection of a page that was read with one row more than its size. */
export function connectionOf<Row, Node>(
  rows: Row[],
  window: PageWindow,
  positionOf: (row: Row) => ListPosition,
  nodeOf: (row: Row) => Node,
): Connection<Node> {
  const edges = rows
    .slice(0, window.size)
    .map((row) => ({ cursor: formatPosition(positionOf(row)), node: nodeOf(row) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > window.size,
      hasPreviousPage: window.after !== null || window.offset > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function formatPosition({ key, id }: ListPosition): string {
  return Buffer.from(JSON.stringify([key, id])).toString('base64url');
}

function parsePosition(cursor: string): ListPosition {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 2) {
      const [key, id] = parsed;
      if (typeof key === 'string' && typeof id === 'string') return { key, id };
    }
  } catch {
    // Falls through to the refusal: what is not JSON is as wrong as what is other JSON.
  }
  throw badInput('after', 'This is not a cursor that a list gave.');
}
