import { type AnyColumn, and, asc, desc, eq, gte, inArray, lte, type SQL, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import type { Reader } from '../database/index.ts';
import type { PageWindow } from '../graphql/connection.ts';
import { principalTable } from '../principal/table.ts';
import { artifactNow, artifactStatusNow, requestNow, requestStatusNow } from './effective.ts';
import type { ArtifactStatus, RequestStatus } from './lifecycle.ts';
import {
  artifactPurposeTable,
  artifactTable as artifacts,
  type ConsentArtifact,
  type ConsentRequest,
  requestPurposeTable,
  requestTable as requests,
} from './table.ts';

/** Whose list it is: the ids that are listed are of this kind. */
export type ListOwner = 'fiduciary' | 'principal' | 'practitioner' | 'account';

export interface Listing<Status, Sort> {
  owner: ListOwner;
  /** Keeps a person's list to one fiduciary's records, or a practitioner's to their fiduciary. */
  fiduciaryId?: string | undefined;
  statuses: Status[] | null;
  purposeId: string | null;
  from: Date | null;
  to: Date | null;
  sort: Sort;
  descending: boolean;
  page: PageWindow;
}

export type ConsentSort = 'GRANTED_AT' | 'VALID_TILL';
export type RequestSort = 'CREATED_AT' | 'EXPIRES_AT';
export type ConsentListing = Listing<ArtifactStatus, ConsentSort>;
export type RequestListing = Listing<RequestStatus, RequestSort>;

export const consentSorts = { GRANTED_AT: artifacts.grantedAt, VALID_TILL: artifacts.validTill };
export const requestSorts = { CREATED_AT: requests.createdAt, EXPIRES_AT: requests.expiresAt };

/** One page of consents for each owner, in one statement, one row more than the page holds. */
export async function listConsents(
  reader: Reader,
  ownerIds: readonly string[],
  listing: ConsentListing,
): Promise<{ ownerId: string; row: ConsentArtifact }[]> {
  const sort = consentSorts[listing.sort];
  const pages = ownerIds.map((ownerId) =>
    reader
      .select({ ownerId: sql<string>`${ownerId}::text`.as('owner_id'), ...artifactNow })
      .from(artifacts)
      .where(and(consentsOf(ownerId, listing), beyond(listing, sort, artifacts.id)))
      .orderBy(...ordered(listing, sort, artifacts.id))
      .limit(listing.page.size + 1)
      .offset(listing.page.offset),
  );
  const [only, next, ...more] = pages;
  if (!only) return [];
  const rows = await (next
    ? unionAll(only, next, ...more).orderBy(...outOfUnion(listing, sort))
    : only);
  return rows.map(({ ownerId, ...row }) => ({ ownerId, row }));
}

/** One page of requests for each owner, in one statement, one row more than the page holds. */
export async function listRequests(
  reader: Reader,
  ownerIds: readonly string[],
  listing: RequestListing,
): Promise<{ ownerId: string; row: ConsentRequest }[]> {
  const sort = requestSorts[listing.sort];
  const pages = ownerIds.map((ownerId) =>
    reader
      .select({ ownerId: sql<string>`${ownerId}::text`.as('owner_id'), ...requestNow })
      .from(requests)
      .where(and(requestsOf(ownerId, listing), beyond(listing, sort, requests.id)))
      .orderBy(...ordered(listing, sort, requests.id))
      .limit(listing.page.size + 1)
      .offset(listing.page.offset),
  );
  const [only, next, ...more] = pages;
  if (!only) return [];
  const rows = await (next
    ? unionAll(only, next, ...more).orderBy(...outOfUnion(listing, sort))
    : only);
  return rows.map(({ ownerId, ...row }) => ({ ownerId, row }));
}

/** How many consents each owner has under the listing's filters, in one statement. */
export async function countConsents(
  reader: Reader,
  ownerIds: readonly string[],
  listing: ConsentListing,
): Promise<{ ownerId: string; count: number }[]> {
  const counts = ownerIds.map((ownerId) =>
    reader
      .select({ ownerId: sql<string>`${ownerId}::text`, count: sql<number>`count(*)::int` })
      .from(artifacts)
      .where(consentsOf(ownerId, listing)),
  );
  const [only, next, ...more] = counts;
  if (!only) return [];
  return next ? unionAll(only, next, ...more) : only;
}

/** How many requests each owner has under the listing's filters, in one statement. */
export async function countRequests(
  reader: Reader,
  ownerIds: readonly string[],
  listing: RequestListing,
): Promise<{ ownerId: string; count: number }[]> {
  const counts = ownerIds.map((ownerId) =>
    reader
      .select({ ownerId: sql<string>`${ownerId}::text`, count: sql<number>`count(*)::int` })
      .from(requests)
      .where(requestsOf(ownerId, listing)),
  );
  const [only, next, ...more] = counts;
  if (!only) return [];
  return next ? unionAll(only, next, ...more) : only;
}

function consentsOf(ownerId: string, listing: ConsentListing): SQL | undefined {
  const { purposeId, statuses, from, to } = listing;
  return and(
    owned(listing, ownerId, artifacts),
    statuses ? inArray(artifactStatusNow, statuses) : undefined,
    from ? gte(artifacts.grantedAt, from) : undefined,
    to ? lte(artifacts.grantedAt, to) : undefined,
    purposeId
      ? sql`exists (select from ${artifactPurposeTable} where ${eq(artifactPurposeTable.artifactId, artifacts.id)} and ${eq(artifactPurposeTable.purposeId, purposeId)})`
      : undefined,
  );
}

function requestsOf(ownerId: string, listing: RequestListing): SQL | undefined {
  const { purposeId, statuses, from, to } = listing;
  return and(
    owned(listing, ownerId, requests),
    statuses ? inArray(requestStatusNow, statuses) : undefined,
    from ? gte(requests.createdAt, from) : undefined,
    to ? lte(requests.createdAt, to) : undefined,
    purposeId
      ? sql`exists (select from ${requestPurposeTable} where ${eq(requestPurposeTable.requestId, requests.id)} and ${eq(requestPurposeTable.purposeId, purposeId)})`
      : undefined,
  );
}

interface Owned {
  fiduciaryId: AnyColumn;
  principalId: AnyColumn;
  practitionerId: AnyColumn;
}

function owned(
  { owner, fiduciaryId }: { owner: ListOwner; fiduciaryId?: string | undefined },
  id: string,
  table: Owned,
) {
  const mine = {
    fiduciary: () => eq(table.fiduciaryId, id),
    principal: () => eq(table.principalId, id),
    practitioner: () => eq(table.practitionerId, id),
    account: () =>
      sql`${table.principalId} in (select ${principalTable.id} from ${principalTable} where ${eq(principalTable.accountId, id)})`,
  }[owner]();
  return and(mine, fiduciaryId ? eq(table.fiduciaryId, fiduciaryId) : undefined);
}

function ordered(listing: { descending: boolean }, sort: AnyColumn, id: AnyColumn): SQL[] {
  const direction = listing.descending ? desc : asc;
  return [direction(sort), direction(id)];
}

/** The same order over the union, whose columns go by their names. */
function outOfUnion({ descending }: { descending: boolean }, sort: AnyColumn): SQL[] {
  const direction = descending ? desc : asc;
  return [direction(sql.identifier(sort.name)), direction(sql.identifier('id'))];
}

function beyond(
  { page, descending }: { page: PageWindow; descending: boolean },
  sort: AnyColumn,
  id: AnyColumn,
): SQL | undefined {
  if (!page.after) return undefined;
  const { key, id: last } = page.after;
  const position = sql`(${key}::timestamptz, ${last}::uuid)`;
  return descending ? sql`(${sort}, ${id}) < ${position}` : sql`(${sort}, ${id}) > ${position}`;
}
