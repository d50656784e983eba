import { and, asc, desc, eq, gt, isNull, ne, or, sql } from 'drizzle-orm';
import { consentNow, type Reader, readClock, type Tx } from '../database/index.ts';
import { refuse } from '../errors.ts';
import { recordKeys, supersede } from './own-keys.ts';
import { followChain, type KeyState, readState } from './statement.ts';
import { type Party, partyTable as parties, keyStateTable as states } from './table.ts';
import { retiredKeySeconds } from './typ.ts';

export async function findParty(reader: Reader, id: string): Promise<Party | undefined> {
  const [row] = await reader.select().from(parties).where(eq(parties.id, id));
  return row;
}

export async function insertParty(tx: Tx, party: Omit<Party, 'pinnedAt'>): Promise<void> {
  await tx.insert(parties).values({ ...party, pinnedAt: consentNow });
}

/** Has messages to a party sent elsewhere from now on. */
export async function moveParty(tx: Tx, id: string, endpoint: string): Promise<void> {
  const elsewhere = and(eq(parties.id, id), ne(parties.endpoint, endpoint));
  await tx.update(parties).set({ endpoint }).where(elsewhere);
}

/**
 * Remembers a party with its keys. What was pinned before stays: other keys are taken only when a
 * chain of statements, each signed by the keys before it, leads to them.
 *
 * @throws `KEY_UNKNOWN` when none does
 */
export async function pinParty(
  tx: Tx,
  party: { id: string; endpoint: string; standing: 'MANAGER' | 'PEER' },
  chain: readonly string[],
): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`party:${party.id}`}, 0))`);
  const known = await findParty(tx, party.id);
  if (known && known.standing !== party.standing) {
    throw refuse('KEY_UNKNOWN', 'This party is known here as another.');
  }
  if (!known) await insertParty(tx, party);
  else await moveParty(tx, party.id, party.endpoint);
  const [pinned] = await tx
    .select()
    .from(states)
    .where(eq(states.partyId, party.id))
    .orderBy(desc(states.seq))
    .limit(1);
  // An older chain than the pinned one tells nothing new: it came with a message that was under way.
  if (pinned && (await isOlder(party.id, chain, pinned.seq))) return;
  const followed = await followChain(party.id, chain, pinned);
  const now = await readClock(tx);
  for (const state of pinned ? followed.slice(1) : followed) await insertState(tx, state, now);
}

/** A party's keys in force. */
export async function currentState(reader: Reader, partyId: string): Promise<KeyState | undefined> {
  const [row] = await reader
    .select()
    .from(states)
    .where(eq(states.partyId, partyId))
    .orderBy(desc(states.seq))
    .limit(1);
  return row && readState(partyId, row.statement);
}

/** The state that a signature by this key belongs to: the one in force, or one not long superseded. */
export async function stateOfSigner(
  reader: Reader,
  partyId: string,
  kid: string,
): Promise<KeyState | undefined> {
  const limit = sql`${consentNow} - make_interval(secs => ${retiredKeySeconds})`;
  const [row] = await reader
    .select()
    .from(states)
    .where(
      and(
        eq(states.partyId, partyId),
        eq(states.signingKid, kid),
        or(isNull(states.supersededAt), gt(states.supersededAt, limit)),
      ),
    );
  return row && readState(partyId, row.statement);
}

/** Every statement of a party's keys that is known here, the oldest first. */
export async function chainOf(reader: Reader, partyId: string): Promise<string[]> {
  const rows = await reader
    .select({ statement: states.statement })
    .from(states)
    .where(eq(states.partyId, partyId))
    .orderBy(asc(states.seq));
  return rows.map(({ statement }) => statement);
}

async function isOlder(partyId: string, chain: readonly string[], seq: number): Promise<boolean> {
  const last = chain.at(-1);
  if (last === undefined) return true;
  return (await readState(partyId, last)).seq < seq;
}

async function insertState(tx: Tx, state: KeyState, now: Date): Promise<void> {
  const { party: partyId, seq, statement, signing, encryption } = state;
  await supersede(tx, partyId, now);
  const kids = { signingKid: signing.kid, encryptionKid: encryption.kid };
  const kept = await tx
    .insert(states)
    .values({ partyId, seq, statement, ...kids, pinnedAt: now })
    .onConflictDoNothing()
    .returning({ seq: states.seq });
  if (kept.length === 0) throw refuse('KEY_UNKNOWN', 'This key belongs to another party.');
  await recordKeys(tx, { partyId, seq, ...kids }, now);
}

/** Whether a signing key is, or was, one of a party's. */
export async function hasSigned(reader: Reader, partyId: string, kid: string): Promise<boolean> {
  const found = await reader.$count(
    states,
    and(eq(states.partyId, partyId), eq(states.signingKid, kid)),
  );
  return found > 0;
}
