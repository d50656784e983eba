import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { and, asc, desc, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import { consentNow, type Reader, readClock, type Tx } from '../database/index.ts';
import { append } from '../history/index.ts';
import { seal, unseal, type Vault } from '../vault/index.ts';
import type { Key } from './jose.ts';
import { makeStatement } from './statement.ts';
import { type Party, partyTable as parties, keyStateTable as states } from './table.ts';
import { retiredKeySeconds } from './typ.ts';

/** This server's name, and the keys it signs and is encrypted to with at present. */
export interface Self {
  id: string;
  endpoint: string;
  signing: Key;
  encryption: Key;
  /** Every state of its keys, the oldest first, as it is published. */
  chain: string[];
}

/** The server's own party; undefined for a connector that has joined no exchange yet. */
export async function findSelf(reader: Reader): Promise<Party | undefined> {
  const [row] = await reader.select().from(parties).where(eq(parties.standing, 'SELF'));
  return row;
}

/** Lets one transaction at a time give the server a name, or its next keys. */
export async function lockSelf(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('exchange:self', 0))`);
}

/** The server's name and present keys. @throws Error before it has a name */
export async function readSelf(reader: Reader, vault: Vault): Promise<Self> {
  const party = await findSelf(reader);
  if (!party) throw new Error('This server has joined no exchange');
  const rows = await reader
    .select()
    .from(states)
    .where(eq(states.partyId, party.id))
    .orderBy(asc(states.seq));
  const current = rows.at(-1);
  if (!current) throw new Error('This server has no keys for messages');
  const { signing, encryption } = privateKeys(vault, current);
  return {
    id: party.id,
    endpoint: party.endpoint,
    signing: { kid: current.signingKid, key: signing },
    encryption: { kid: current.encryptionKid, key: encryption },
    chain: rows.map(({ statement }) => statement),
  };
}

/** The private key that a message to us is decrypted with: the present one, or one not long retired. */
export async function decryptionKey(
  reader: Reader,
  vault: Vault,
  kid: string,
): Promise<KeyObject | undefined> {
  const [row] = await reader
    .select({ state: states })
    .from(states)
    .innerJoin(parties, eq(parties.id, states.partyId))
    .where(
      and(
        eq(states.encryptionKid, kid),
        eq(parties.standing, 'SELF'),
        isNotNull(states.privateKeys),
      ),
    );
  return row && privateKeys(vault, row.state).encryption;
}

/**
 * Makes the next keys of this server, stated under the signature of the ones before, and puts them
 * in force: at once for what it signs, while messages to the old ones can still be read for as long
 * as an exchange lasts.
 */
export async function makeOwnKeys(tx: Tx, vault: Vault, partyId: string): Promise<{ seq: number }> {
  await lockSelf(tx);
  const now = await readClock(tx);
  const [before] = await tx
    .select()
    .from(states)
    .where(eq(states.partyId, partyId))
    .orderBy(desc(states.seq))
    .limit(1);
  const seq = (before?.seq ?? 0) + 1;
  const signing = generateKeyPairSync('ed25519');
  const encryption = generateKeyPairSync('x25519');
  const jwks: [JWK, JWK] = [
    await toJwk(signing.publicKey, 'Ed25519', 'sig'),
    await toJwk(encryption.publicKey, 'ECDH-ES+A256KW', 'enc'),
  ];
  const [signingKid = '', encryptionKid = ''] = jwks.map(({ kid }) => kid);
  const statement = await makeStatement(
    { party: partyId, seq, issuedAt: Math.floor(now.getTime() / 1000), jwks },
    before
      ? { kid: before.signingKid, key: privateKeys(vault, before).signing }
      : { kid: signingKid, key: signing.privateKey },
  );
  const pems = [signing, encryption].map(({ privateKey }) =>
    privateKey.export({ format: 'pem', type: 'pkcs8' }),
  );
  await supersede(tx, partyId, now);
  await tx.insert(states).values({
    partyId,
    seq,
    statement,
    signingKid,
    encryptionKid,
    privateKeys: seal(vault.systemKey, placeOf(partyId, seq), JSON.stringify(pems)),
    pinnedAt: now,
  });
  await recordKeys(tx, { partyId, seq, signingKid, encryptionKid }, now);
  return { seq };
}

/** Marks the state in force as followed by another. */
export async function supersede(tx: Tx, partyId: string, now: Date): Promise<void> {
  await tx
    .update(states)
    .set({ supersededAt: now })
    .where(and(eq(states.partyId, partyId), isNull(states.supersededAt)));
}

/** Keys are log entries: which party had which, since when. */
export async function recordKeys(
  tx: Tx,
  state: { partyId: string; seq: number; signingKid: string; encryptionKid: string },
  performedAt: Date,
): Promise<void> {
  const { seq, ...facts } = state;
  await append(tx, {
    action: 'ROTATE_KEY',
    sequence: seq,
    performedBy: { type: 'SYSTEM', id: null },
    performedAt,
    facts,
  });
}

/** Destroys private keys that no exchange under way can need. */
export async function destroyRetiredKeys(reader: Reader): Promise<void> {
  await reader
    .update(states)
    .set({ privateKeys: null })
    .where(
      and(
        isNotNull(states.privateKeys),
        lt(states.supersededAt, sql`${consentNow} - make_interval(secs => ${retiredKeySeconds})`),
      ),
    );
}

function privateKeys(
  vault: Vault,
  row: typeof states.$inferSelect,
): { signing: KeyObject; encryption: KeyObject } {
  if (!row.privateKeys) throw new Error('The private keys of this state are destroyed');
  const place = placeOf(row.partyId, row.seq);
  const [signing, encryption] = JSON.parse(
    unseal(vault.systemKey, place, row.privateKeys).toString(),
  ) as [string, string];
  return { signing: createPrivateKey(signing), encryption: createPrivateKey(encryption) };
}

function placeOf(partyId: string, seq: number): string {
  return `party_key_state.private_keys:${partyId}:${seq}`;
}

async function toJwk(publicKey: KeyObject, alg: string, use: 'sig' | 'enc'): Promise<JWK> {
  const jwk = await exportJWK(publicKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg, use };
}
