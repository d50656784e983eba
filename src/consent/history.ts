import DataLoader from 'dataloader';
import { type Context, loader } from '../auth/index.ts';
import { isUuid } from '../database/index.ts';
import { badInput } from '../errors.ts';
import {
  type Connection,
  connectionOf,
  type PageArguments,
  pageWindow,
} from '../graphql/connection.ts';
import {
  countEntries,
  type Disclosures,
  disclose,
  type HistoryEntry,
  readEntries,
} from '../history/index.ts';

export type HistorySubject = 'artifact' | 'request';

export interface HistoryArguments extends PageArguments {
  /** The newest entries first. */
  newestFirst?: boolean | null;
}

/**
 * The history of a consent or a request, paged by its own sequence: a change is in it from the moment
 * it is acknowledged. A request's history is its own and that of the consents it led to.
 *
 * @throws `BAD_USER_INPUT`
 */
export async function historyPage(
  context: Context,
  subject: HistorySubject,
  subjectId: string,
  args: HistoryArguments,
): Promise<Connection<HistoryEntry> & { count: () => Promise<number> }> {
  const page = pageWindow(args);
  if (page.after && !isUuid(page.after.id)) {
    throw badInput('after', 'This is not a cursor that this list gave.');
  }
  const rows = await loader(context, entryPages).load({
    subject,
    subjectId,
    newestFirst: args.newestFirst ?? false,
    after: page.after?.id ?? null,
    // Counted pages are few and short: the entries before the page are read and left out.
    limit: page.offset + page.size + 1,
  });
  const connection = connectionOf(
    rows.slice(page.offset),
    page,
    ({ id }) => ({ key: '', id }),
    (entry) => entry,
  );
  const counts = subject === 'artifact' ? countsOfConsents : countsOfRequests;
  return { ...connection, count: () => loader(context, counts).load(subjectId) };
}

/** What an entry keeps encrypted; null when it keeps nothing or its person was erased. */
export function disclosuresOf({ platform }: Context): DataLoader<string, Disclosures | null> {
  return new DataLoader(async (ids) => {
    const found = await disclose(platform.database.db, platform.vault, ids);
    return ids.map((id) => found.get(id) ?? null);
  });
}

interface Asked {
  subject: HistorySubject;
  subjectId: string;
  newestFirst: boolean;
  after: string | null;
  limit: number;
}

function entryPages({ platform }: Context): DataLoader<Asked, HistoryEntry[], string> {
  return new DataLoader(
    async (asked) => {
      const ways = Map.groupBy(asked, ({ subject, newestFirst }) => `${subject} ${newestFirst}`);
      const pages = new Map<Asked, HistoryEntry[]>();
      await Promise.all(
        [...ways.values()].map(async (same) => {
          const [{ subject, newestFirst }] = same as [Asked];
          const order = newestFirst ? 'NEWEST_FIRST' : 'OLDEST_FIRST';
          const read = await readEntries(platform.database.db, subject, same, order);
          same.forEach((one, index) => {
            pages.set(one, read[index] ?? []);
          });
        }),
      );
      return asked.map((one) => pages.get(one) ?? []);
    },
    { cacheKeyFn: (asked) => JSON.stringify(asked) },
  );
}

function countsOfConsents(context: Context): DataLoader<string, number> {
  return counts(context, 'artifact');
}

function countsOfRequests(context: Context): DataLoader<string, number> {
  return counts(context, 'request');
}

function counts({ platform }: Context, subject: HistorySubject): DataLoader<string, number> {
  return new DataLoader(async (ids) => {
    const found = await countEntries(platform.database.db, subject, ids);
    return ids.map((id) => found.get(id) ?? 0);
  });
}
