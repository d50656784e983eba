import { and, asc, desc, eq, sql } from 'drizzle-orm';
import {
  consentNow,
  converted,
  type Given,
  insertion,
  isOneOf,
  type Reader,
  statement,
  type Tx,
} from '../database/index.ts';
import {
  type Fiduciary,
  fiduciaryTable,
  type Practitioner,
  practitionerTable,
} from '../fiduciary/table.ts';
import { principalTable } from '../principal/table.ts';
import { type PurposeVersion, purposeVersionTable } from '../purpose/table.ts';
import { requestNow } from './effective.ts';
import { type Actor, type OwnedColumns, reaching } from './reach.ts';
import {
  type ConsentRequest,
  requestPurposeTable as purposes,
  type RequestPurpose,
  requestTable as requests,
} from './table.ts';

const owned: OwnedColumns = {
  fiduciaryId: requests.fiduciaryId,
  principalId: requests.principalId,
  practitionerId: requests.practitionerId,
  requestId: requests.id,
};

export async function findRequest(
  reader: Reader,
  id: string,
  actors: Actor[],
): Promise<ConsentRequest | undefined> {
  const [row] = await reached(reader, actors, { id });
  return row;
}

const reached = reaching(owned, (on, { id }: Given<{ id: string }>, { isReached }) =>
  on
    .select(requestNow)
    .from(requests)
    .where(and(eq(requests.id, id), isReached)),
);

/** A request as anyone who knows its id may use it: to read the notice, and nothing more. */
export async function findNoticeRequest(
  reader: Reader,
  id: string,
): Promise<ConsentRequest | undefined> {
  const [row] = await findRequests(reader, [id]);
  return row;
}

/**
 * Locks a request that one of the actors reaches, and says which, and when. It is locked by a
 * statement of its own, so that whose it is counts as of then: a link that was revoked, or a record
 * that was unlinked, while this waited for the row, reaches it no more. Somebody else's is not even
 * waited for.
 */
export async function lockRequest(
  tx: Tx,
  id: string,
  actors: Actor[],
): Promise<{ request: ConsentRequest; as: Actor['type']; now: Date } | undefined> {
  // Sent together, in this order.
  const [[locked], [row]] = await Promise.all([
    lockReached(tx, actors, { id }),
    readReached(tx, actors, { id }),
  ]);
  return locked && row;
}

/** A locked request, with all that its notice and its decision are made of. */
export interface Undecided {
  request: ConsentRequest;
  as: Actor['type'];
  now: Date;
  /** Of the person. */
  dataKeyId: string;
  fiduciary: Fiduciary;
  practitioner: Practitioner | null;
  pinned: Pinned[];
}

/** Locks a request as {@link lockRequest} does, to decide it: what that needs is read with it. */
export async function lockUndecided(
  tx: Tx,
  id: string,
  actors: Actor[],
): Promise<Undecided | undefined> {
  // Sent together, in this order.
  const [[locked], [row], pinned] = await Promise.all([
    lockReached(tx, actors, { id }),
    readUndecided(tx, actors, { id }),
    findPinned(tx, id),
  ]);
  return locked && row && { ...row, pinned };
}

const lockReached = reaching(owned, (on, { id }: Given<{ id: string }>, { isReached }) =>
  on
    .select({ id: requests.id })
    .from(requests)
    .where(and(eq(requests.id, id), isReached))
    .for('no key update'),
);

const readReached = reaching(owned, (on, { id }: Given<{ id: string }>, { isReached, reachedAs }) =>
  on
    .select({ request: requests, as: reachedAs, now: consentNow })
    .from(requests)
    .where(and(eq(requests.id, id), isReached)),
);

const readUndecided = reaching(
  owned,
  (on, { id }: Given<{ id: string }>, { isReached, reachedAs }) =>
    on
      .select({
        request: requests,
        as: reachedAs,
        now: consentNow,
        dataKeyId: principalTable.dataKeyId,
        fiduciary: fiduciaryTable,
        practitioner: practitionerTable,
      })
      .from(requests)
      .innerJoin(principalTable, eq(principalTable.id, requests.principalId))
      .innerJoin(fiduciaryTable, eq(fiduciaryTable.id, requests.fiduciaryId))
      .leftJoin(practitionerTable, eq(practitionerTable.id, requests.practitionerId))
      .where(and(eq(requests.id, id), isReached)),
);

/** Locks the request that asks the same question and is not decided yet, if any. Sent when it is called. */
export async function lockOpenQuestion(
  tx: Tx,
  principalId: string,
  question: Buffer,
): Promise<ConsentRequest | undefined> {
  const [row] = await lockOpen(tx, { principalId, question });
  return row;
}

const lockOpen = statement((on, given: Given<{ principalId: string; question: Buffer }>) =>
  on
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.principalId, given.principalId),
        eq(requests.question, given.question),
        // Not a value of the statement, since the index has only such requests.
        sql`${requests.status} = 'INITIATED'`,
      ),
    )
    .for('no key update'),
);

/** When the person last denied this question. */
export async function lastDenial(
  reader: Reader,
  principalId: string,
  question: Buffer,
): Promise<Date | null> {
  const [row] = await reader
    .select({ decidedAt: requests.decidedAt })
    .from(requests)
    .where(
      and(
        eq(requests.principalId, principalId),
        eq(requests.question, question),
        eq(requests.status, 'DENIED'),
      ),
    )
    .orderBy(desc(requests.decidedAt))
    .limit(1);
  return row?.decidedAt ?? null;
}

export function findRequests(reader: Reader, ids: readonly string[]): Promise<ConsentRequest[]> {
  return requestsById(reader, { ids });
}

const requestsById = statement((on, { ids }: Given<{ ids: readonly string[] }>) =>
  on.select(requestNow).from(requests).where(isOneOf(requests.id, ids)),
);

/** What requests ask for, in the order it was asked. */
export function findRequestPurposes(
  reader: Reader,
  requestIds: readonly string[],
): Promise<RequestPurpose[]> {
  return purposesOf(reader, { requestIds });
}

const purposesOf = statement((on, { requestIds }: Given<{ requestIds: readonly string[] }>) =>
  on
    .select()
    .from(purposes)
    .where(isOneOf(purposes.requestId, requestIds))
    .orderBy(asc(purposes.ordinal)),
);

/** A purpose of a request, with the version it was pinned to. */
export interface Pinned {
  row: RequestPurpose;
  version: PurposeVersion;
}

/** What a request asks for, in the order it was asked. Sent when it is called. */
export function findPinned(reader: Reader, requestId: string): Promise<Pinned[]> {
  return pinned(reader, { requestId });
}

const pinned = statement((on, { requestId }: Given<{ requestId: string }>) =>
  on
    .select({ row: purposes, version: purposeVersionTable })
    .from(purposes)
    .innerJoin(purposeVersionTable, eq(purposeVersionTable.id, purposes.purposeVersionId))
    .where(eq(purposes.requestId, requestId))
    .orderBy(asc(purposes.ordinal)),
);

/** Sent when it is called. */
export function insertRequest(
  tx: Tx,
  request: ConsentRequest,
  asked: RequestPurpose[],
): Promise<unknown> {
  return Promise.all([insertRequests(tx, [request]), insertPurposes(tx, asked)]);
}

const insertRequests = insertion(requests);
const insertPurposes = insertion(purposes);

/**
 * Writes a transition over a locked row: a compare-and-set on its version. Sent when it is called, so
 * that it may stand together with what must come after it.
 *
 * @returns the row as it is now
 */
export async function updateRequest(
  tx: Tx,
  request: ConsentRequest,
  changes: Partial<Changes>,
): Promise<ConsentRequest> {
  const { id, version, status, decidedAt, linkGeneration } = { ...request, ...changes };
  const [row] = await change(tx, { id, version, status, decidedAt, linkGeneration });
  if (!row) throw new Error('A locked request changed under its lock');
  return row;
}

type Changes = Pick<ConsentRequest, 'status' | 'decidedAt' | 'linkGeneration'>;

const change = statement((on, given: Given<Changes & { id: string; version: number }>) =>
  on
    .update(requests)
    .set({
      status: converted(requests.status, given.status),
      decidedAt: converted(requests.decidedAt, given.decidedAt),
      linkGeneration: converted(requests.linkGeneration, given.linkGeneration),
      version: sql`${requests.version} + 1`,
    })
    .where(and(eq(requests.id, given.id), eq(requests.version, given.version)))
    .returning(),
);
