import { and, eq, lt, sql } from 'drizzle-orm';
import { consentNow, type Reader, type Tx } from '../database/index.ts';
import { refuse } from '../errors.ts';
import { canonicalJson, type DataKey, type Vault } from '../vault/index.ts';
import type { Verdict } from './answer.ts';
import { sealJson, unsealJson } from './sealed.ts';
import { inboxTable as inbox } from './table.ts';
import type { MessageTyp } from './typ.ts';

/** A message as the inbox knows it. */
export interface Received {
  issuer: string;
  jti: string;
  typ: MessageTyp;
  exchangeId: string;
  hash: Buffer;
}

/**
 * What the very same message was answered before.
 *
 * @throws `REPLAY_CONFLICT` when other bytes came under its name
 */
export async function earlierAnswer(
  reader: Reader,
  vault: Vault,
  { issuer, jti, hash }: Received,
): Promise<Verdict | undefined> {
  const [row] = await reader
    .select()
    .from(inbox)
    .where(and(eq(inbox.issuer, issuer), eq(inbox.jti, jti)));
  if (!row) return undefined;
  if (!row.hash.equals(hash)) throw replayed();
  return opened(reader, vault, row);
}

/** What was answered to a message of the same meaning, which was made anew. */
export async function equalAnswer(
  reader: Reader,
  vault: Vault,
  { issuer, typ, exchangeId }: Received,
  matter: Buffer,
): Promise<Verdict | undefined> {
  const [row] = await reader
    .select()
    .from(inbox)
    .where(
      and(
        eq(inbox.exchangeId, exchangeId),
        eq(inbox.typ, typ),
        eq(inbox.issuer, issuer),
        eq(inbox.matter, matter),
      ),
    )
    .limit(1);
  return row && opened(reader, vault, row);
}

/**
 * Remembers a message with its answer.
 *
 * @throws `REPLAY_CONFLICT` when another came under its name at the same moment, about another exchange
 */
export async function remember(
  tx: Tx,
  vault: Vault,
  received: Received,
  { verdict, matter, key }: { verdict: Verdict; matter: Buffer | null; key?: DataKey | undefined },
): Promise<void> {
  const { dataKeyId, sealed } = sealJson(vault, key, placeOf(received), verdict);
  const kept = await tx
    .insert(inbox)
    .values({
      ...received,
      matter: 'result' in verdict ? matter : null,
      dataKeyId,
      answer: sealed,
      receivedAt: consentNow,
    })
    .onConflictDoNothing()
    .returning({ jti: inbox.jti });
  if (kept.length === 0) throw replayed();
}

/** What matters in a message's claims, under a key: among them is how a participant names a person. */
export function matterOf(vault: Vault, value: unknown): Buffer {
  return vault.fingerprint(canonicalJson(value));
}

/** Forgets messages of which no copy can be accepted any more. */
export async function forgetInbox(reader: Reader): Promise<void> {
  await reader.delete(inbox).where(lt(inbox.receivedAt, sql`${consentNow} - interval '1 day'`));
}

async function opened(
  reader: Reader,
  vault: Vault,
  row: typeof inbox.$inferSelect,
): Promise<Verdict> {
  const { dataKeyId, answer: sealed } = row;
  const verdict = await unsealJson(reader, vault, placeOf(row), { dataKeyId, sealed });
  if (verdict !== undefined) return verdict as Verdict;
  return { error: { code: 'EXCHANGE_UNKNOWN', message: 'The person was erased.' } };
}

function replayed() {
  return refuse('REPLAY_CONFLICT', 'Another message came under this jti.');
}

function placeOf({ issuer, jti }: { issuer: string; jti: string }): string {
  return `inbox.answer:${issuer}:${jti}`;
}
