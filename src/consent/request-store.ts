import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { consentNow, type Reader, type Tx, together } from '../database/index.ts';
import { type Actor, type OwnedColumns, ownedBy, reachedAs } from './actor.ts';
import { requestNow } from './effective.ts';
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
  const [row] = await reader
    .select(requestNow)
    .from(requests)
    .where(and(eq(requests.id, id), ownedBy(actors, owned)));
  return row;
}

/** A request as anyone who knows its id may use it: to read the notice, and nothing more. */
export async function findNoticeRequest(
  reader: Reader,
  id: string,
): Promise<ConsentRequest | undefined> {
  const [row] = await reader.select(requestNow).from(requests).where(eq(requests.id, id));
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
  const reached = and(eq(requests.id, id), ownedBy(actors, owned));
  const [, [row]] = await together(
    tx.select({ id: requests.id }).from(requests).where(reached).for('no key update'),
    tx
      .select({ request: requests, as: reachedAs(actors, owned), now: consentNow })
      .from(requests)
      .where(reached),
  );
  return row;
}

/** Locks the request that asks the same question and is not decided yet, if any. Sent when it is called. */
export async function lockOpenQuestion(
  tx: Tx,
  principalId: string,
  question: Buffer,
): Promise<ConsentRequest | undefined> {
  const [row] = await tx
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.principalId, principalId),
        eq(requests.question, question),
        eq(requests.status, 'INITIATED'),
      ),
    )
    .for('no key update')
    .execute();
  return row;
}

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
  return reader
    .select(requestNow)
    .from(requests)
    .where(inArray(requests.id, [...ids]));
}

/** What requests ask for, in the order it was asked. */
export function findRequestPurposes(
  reader: Reader,
  requestIds: readonly string[],
): Promise<RequestPurpose[]> {
  return reader
    .select()
    .from(purposes)
    .where(inArray(purposes.requestId, [...requestIds]))
    .orderBy(asc(purposes.ordinal));
}

export function insertRequest(
  tx: Tx,
  request: ConsentRequest,
  asked: RequestPurpose[],
): Promise<unknown> {
  return together(tx.insert(requests).values(request), tx.insert(purposes).values(asked));
}

/**
 * Writes a transition over a locked row: a compare-and-set on its version. Sent when it is called, so
 * that it may stand {@link together} with what must come after it.
 *
 * @returns the row as it is now
 */
export async function updateRequest(
  tx: Tx,
  request: ConsentRequest,
  changes: Partial<Pick<ConsentRequest, 'status' | 'decidedAt' | 'linkGeneration'>>,
): Promise<ConsentRequest> {
  const [row] = await tx
    .update(requests)
    .set({ ...changes, version: sql`${requests.version} + 1` })
    .where(and(eq(requests.id, request.id), eq(requests.version, request.version)))
    .returning()
    .execute();
  if (!row) throw new Error('A locked request changed under its lock');
  return row;
}
