import DataLoader from 'dataloader';
import { z } from 'zod';
import { type Context, loader } from '../auth/index.ts';
import { isUuid } from '../database/index.ts';
import { badInput } from '../errors.ts';
import {
  type Connection,
  connectionOf,
  type PageArguments,
  pageWindow,
} from '../graphql/connection.ts';
import { checked, optional, present, text } from '../input.ts';
import { artifactStatuses, requestStatuses } from './lifecycle.ts';
import {
  type ConsentListing,
  consentSorts,
  countConsents,
  countRequests,
  type Listing,
  type ListOwner,
  listConsents,
  listRequests,
  type RequestListing,
  requestSorts,
} from './list-store.ts';
import type { ConsentArtifact, ConsentRequest } from './table.ts';

/** A page with what a live list needs beside it. */
export interface Page<Row> extends Connection<Row> {
  /** How many there are in all, counted when asked. */
  count(): Promise<number>;
  /** The number and size of the page, when pages were counted. */
  counted: { page: number; limit: number } | null;
  /** The cursor from which to subscribe so that nothing is missed after this page was read. */
  liveCursor: string;
}

export interface ListArguments extends PageArguments {
  filter?: object | null;
  orderBy?: { field?: string | null; direction?: string | null } | null;
}

export interface Owner {
  kind: ListOwner;
  id: string;
  /** Keeps the list to one fiduciary's. */
  fiduciaryId?: string;
}

/** A time that the database can hold: there is no year 0. */
const moment = z.date().min(new Date('0001-01-01'), 'This is a time from the year 1 on.');

/** Exactly as a cursor of this list says it. */
function isMoment(text: string): boolean {
  const date = new Date(text);
  return moment.safeParse(date).success && date.toISOString() === text;
}

const order = <Field extends string>(fields: Record<Field, unknown>, field: NoInfer<Field>) =>
  z
    .object({
      field: z.enum(Object.keys(fields) as [Field, ...Field[]]).default(field),
      direction: z.enum(['ASC', 'DESC']).default('DESC'),
    })
    .prefault({});

const filter = <Status extends string>(statuses: readonly [Status, ...Status[]]) =>
  z
    .object({
      status: optional(z.array(z.enum(statuses))),
      purposeId: optional(text(255)),
      from: optional(moment),
      to: optional(moment),
    })
    .prefault({});

const consentArguments = z.object({
  filter: filter(artifactStatuses),
  orderBy: order(consentSorts, 'GRANTED_AT'),
});
const requestArguments = z.object({
  filter: filter(requestStatuses),
  orderBy: order(requestSorts, 'CREATED_AT'),
});

/** An owner's consents, filtered and sorted. @throws `BAD_USER_INPUT` */
export async function consentPage(
  context: Context,
  owner: Owner,
  args: ListArguments,
): Promise<Page<ConsentArtifact>> {
  const listing = listingOf(owner, checked(consentArguments, shaped(args)), args);
  const liveCursor = context.platform.history.headCursor();
  const rows = await loader(context, consentLists).load({ id: owner.id, listing });
  const key = listing.sort === 'GRANTED_AT' ? 'grantedAt' : 'validTill';
  return {
    ...connectionOf(
      rows,
      listing.page,
      (row) => ({ key: row[key].toISOString(), id: row.id }),
      (row) => row,
    ),
    count: () => loader(context, consentCounts).load({ id: owner.id, listing }),
    counted: countedPage(listing),
    liveCursor,
  };
}

/** An owner's requests, filtered and sorted. @throws `BAD_USER_INPUT` */
export async function requestPage(
  context: Context,
  owner: Owner,
  args: ListArguments,
): Promise<Page<ConsentRequest>> {
  const listing = listingOf(owner, checked(requestArguments, shaped(args)), args);
  const liveCursor = context.platform.history.headCursor();
  const rows = await loader(context, requestLists).load({ id: owner.id, listing });
  const key = listing.sort === 'CREATED_AT' ? 'createdAt' : 'expiresAt';
  return {
    ...connectionOf(
      rows,
      listing.page,
      (row) => ({ key: row[key].toISOString(), id: row.id }),
      (row) => row,
    ),
    count: () => loader(context, requestCounts).load({ id: owner.id, listing }),
    counted: countedPage(listing),
    liveCursor,
  };
}

/** Where a counted page stands in its list; null when the list was read by cursor. */
export async function paginationOf({ counted, count }: Page<unknown>) {
  if (!counted) return null;
  const total = await count();
  return {
    total,
    limit: counted.limit,
    currentPage: counted.page,
    totalPages: Math.ceil(total / counted.limit),
  };
}

function shaped({ filter, orderBy }: ListArguments): object {
  return {
    ...(filter ? { filter: present(filter) } : {}),
    ...(orderBy ? { orderBy: present(orderBy) } : {}),
  };
}

function listingOf<Status, Sort>(
  owner: Owner,
  asked: {
    filter: {
      status: Status[] | null;
      purposeId: string | null;
      from: Date | null;
      to: Date | null;
    };
    orderBy: { field: Sort; direction: 'ASC' | 'DESC' };
  },
  args: PageArguments,
): Listing<Status, Sort> {
  const page = pageWindow(args);
  if (page.after && !(isUuid(page.after.id) && isMoment(page.after.key))) {
    throw badInput('after', 'This is not a cursor that this list gave.');
  }
  const { status, purposeId, from, to } = asked.filter;
  return {
    owner: owner.kind,
    fiduciaryId: owner.fiduciaryId,
    statuses: status,
    purposeId: purposeId === null || isUuid(purposeId) ? purposeId : nothing,
    from,
    to,
    sort: asked.orderBy.field,
    descending: asked.orderBy.direction === 'DESC',
    page,
  };
}

/** An id that nothing has: what is not a UUID is simply unknown. */
const nothing = '00000000-0000-0000-0000-000000000000';

function countedPage({ page }: { page: { page: number | null; size: number } }) {
  return page.page === null ? null : { page: page.page, limit: page.size };
}

interface Asked<Of> {
  id: string;
  listing: Of;
}

function consentLists({ platform }: Context) {
  return perListing(async (ids: string[], listing: ConsentListing) =>
    grouped(ids, await listConsents(platform.database.db, ids, listing)),
  );
}

function requestLists({ platform }: Context) {
  return perListing(async (ids: string[], listing: RequestListing) =>
    grouped(ids, await listRequests(platform.database.db, ids, listing)),
  );
}

function consentCounts({ platform }: Context) {
  return perListing(async (ids: string[], listing: ConsentListing) =>
    counted(ids, await countConsents(platform.database.db, ids, listing)),
  );
}

function requestCounts({ platform }: Context) {
  return perListing(async (ids: string[], listing: RequestListing) =>
    counted(ids, await countRequests(platform.database.db, ids, listing)),
  );
}

/** Owners whose lists are asked for in the same way share one statement. */
function perListing<Of, Answer>(read: (ids: string[], listing: Of) => Promise<Answer[]>) {
  return new DataLoader<Asked<Of>, Answer, string>(
    async (asked) => {
      const ways = Map.groupBy(asked, ({ listing }) => JSON.stringify(listing));
      const answers = new Map<Asked<Of>, Answer>();
      await Promise.all(
        [...ways.values()].map(async (same) => {
          const [{ listing }] = same as [Asked<Of>];
          const found = await read(
            same.map(({ id }) => id),
            listing,
          );
          same.forEach((one, index) => {
            answers.set(one, found[index] as Answer);
          });
        }),
      );
      return asked.map((one) => answers.get(one) as Answer);
    },
    { cacheKeyFn: ({ id, listing }) => id + JSON.stringify(listing) },
  );
}

function grouped<Row>(ids: string[], rows: { ownerId: string; row: Row }[]): Row[][] {
  const byOwner = Map.groupBy(rows, ({ ownerId }) => ownerId);
  return ids.map((id) => (byOwner.get(id) ?? []).map(({ row }) => row));
}

function counted(ids: string[], rows: { ownerId: string; count: number }[]): number[] {
  return ids.map((id) => rows.find(({ ownerId }) => ownerId === id)?.count ?? 0);
}
