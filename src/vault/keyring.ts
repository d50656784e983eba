import { setTimeout as delay } from 'node:timers/promises';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { type Database, newId, type Reader, readClock, type Tx } from '../database/index.ts';
import type { KeyEncryption } from './kek.ts';
import {
  isSecretUse,
  isSigningUse,
  makeSecretKey,
  makeSigningKey,
  openSecretKey,
  openSigningKey,
  type SecretKey,
  type SecretUse,
  type SigningKey,
  type SigningUse,
  type SystemKeyRow,
  secretUses,
  signingUses,
  type VerificationKey,
  wrapRetired,
} from './system-key.ts';
import { systemKey as table } from './table.ts';
import { Unreadable } from './unreadable.ts';

/** The installation's own keys as this server knows them. */
export interface Keyring {
  secret(use: SecretUse): SecretKey;
  signing(use: SigningUse): SigningKey;
  /** Looks in the database, too, when the kid is not known. */
  verification(kid: string, use: SigningUse): Promise<VerificationKey | undefined>;
  published(): VerificationKey[];
  rotate(use: SigningUse): Promise<{ kid: string }>;
  /** Reads the keys again, at most once a second. Never rejects: what is known stays usable. */
  refresh(): Promise<void>;
}

interface Known {
  secrets: ReadonlyMap<SecretUse, SecretKey>;
  signing: ReadonlyMap<SigningUse, SigningKey>;
  verification: ReadonlyMap<string, VerificationKey>;
}

/** One lock for all servers of a database; any constant that nothing else uses will do. */
const systemKeyLock = 7_264_002;
/** Between two looks into the database: strangers can make up unknown kids as fast as they like. */
const coolDownMs = 1_000;
/** After this, a use of the keys looks for rotations by other servers in the background. */
const staleAfterMs = 30_000;
/** An RFC 7638 thumbprint by SHA-256. */
const thumbprint = /^[\w-]{43}$/;

/**
 * Opens the installation's keys, making those that are missing. Servers that start at the same
 * moment agree on every key.
 *
 * @throws Unreadable when a key does not open, above all for want of its key-encryption key.
 */
export async function openKeyring(
  database: Database,
  keks: KeyEncryption,
  onProblem: (error: unknown) => void,
): Promise<Keyring> {
  await makeMissing(database, keks);
  let known = await open(keks, await database.db.select().from(table));
  let lookedAt = performance.now();
  let running: Promise<void> = Promise.resolve();
  let scheduled: Promise<void> | undefined;

  /** One after the other, so that an older look never replaces a newer one. */
  function look(): Promise<void> {
    running = running.then(async () => {
      lookedAt = performance.now();
      try {
        known = await open(keks, await database.db.select().from(table), { known, onProblem });
      } catch (error) {
        onProblem(error);
      }
    });
    return running;
  }

  /** Whoever joins a scheduled look came before it began, so it sees what was committed by then. */
  function refresh(): Promise<void> {
    scheduled ??= (async () => {
      await running;
      await delay(Math.max(0, lookedAt + coolDownMs - performance.now()));
      scheduled = undefined;
      await look();
    })();
    return scheduled;
  }

  function fresh(): Known {
    if (performance.now() - lookedAt > staleAfterMs) void refresh();
    return known;
  }

  return {
    secret: (use) => present(known.secrets, use),
    signing: (use) => present(fresh().signing, use),
    published: () => [...fresh().verification.values()],
    refresh,
    async verification(kid, use) {
      if (!thumbprint.test(kid)) return undefined;
      if (!fresh().verification.has(kid)) await refresh();
      const key = known.verification.get(kid);
      return key?.use === use ? key : undefined;
    },
    async rotate(use) {
      const kid = await database.db.transaction((tx) => replace(tx, keks, use));
      await look();
      return { kid };
    },
  };
}

async function makeMissing(database: Database, keks: KeyEncryption): Promise<void> {
  if ((await missingUses(database.db)).length === 0) return;
  await database.db.transaction(async (tx) => {
    await lock(tx);
    const createdAt = await readClock(tx);
    for (const use of await missingUses(tx)) {
      const make = isSigningUse(use)
        ? makeSigningKey(keks, newId(), use)
        : makeSecretKey(keks, newId(), use);
      await tx.insert(table).values({ ...(await make), createdAt });
    }
  });
}

/** A new secret beside older keys would quietly make what the lost one had indexed unfindable. */
async function missingUses(reader: Reader): Promise<(SecretUse | SigningUse)[]> {
  const rows = await reader.select({ use: table.use }).from(table).where(isNull(table.retiredAt));
  const isMissing = (use: string) => !rows.some((row) => row.use === use);
  const secrets = secretUses.filter(isMissing);
  if (secrets.length > 0 && rows.length > 0) {
    throw new Unreadable(`system_key:${secrets.join()}`, 'its row is lost; restore it');
  }
  return [...secrets, ...signingUses.filter(isMissing)];
}

/** Retires the current key of a use and puts a new one in its place. Returns the new kid. */
async function replace(tx: Tx, keks: KeyEncryption, use: SigningUse): Promise<string> {
  await lock(tx);
  const now = await readClock(tx);
  const [current] = await tx
    .select()
    .from(table)
    .where(and(eq(table.use, use), isNull(table.retiredAt)));
  if (current) {
    const publicHalf = await wrapRetired(keks, current, now);
    await tx
      .update(table)
      .set({ ...publicHalf, retiredAt: now })
      .where(eq(table.id, current.id));
  }
  const { kid, ...made } = await makeSigningKey(keks, newId(), use);
  await tx.insert(table).values({ ...made, kid, createdAt: now });
  return kid;
}

async function lock(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${systemKeyLock})`);
}

/**
 * Opens the rows, except for what is open already. At the start every row must open; later, one
 * that does not is reported and skipped, and what was known stays.
 */
async function open(
  keks: KeyEncryption,
  rows: SystemKeyRow[],
  before?: { known: Known; onProblem: (error: unknown) => void },
): Promise<Known> {
  const secrets = new Map(before?.known.secrets);
  const signing = new Map(before?.known.signing);
  const verification = new Map(before?.known.verification);
  for (const row of rows) {
    try {
      if (isSecretUse(row.use)) {
        if (secrets.get(row.use)?.id === row.id) continue;
        secrets.set(row.use, await openSecretKey(keks, row, row.use));
      } else if (isSigningUse(row.use)) {
        const known = row.retiredAt ? verification.get(row.kid ?? '') : signing.get(row.use);
        if (known && known.kid === row.kid) continue;
        const { privateKey, ...key } = await openSigningKey(keks, row);
        verification.set(key.kid, key);
        if (privateKey) signing.set(key.use, { ...key, privateKey });
      }
    } catch (error) {
      if (!before) throw error;
      before.onProblem(error);
    }
  }
  return { secrets, signing, verification };
}

function present<K, V>(keys: ReadonlyMap<K, V>, use: K): V {
  const key = keys.get(use);
  if (key === undefined) throw new Error(`there is no system key for "${use}"`);
  return key;
}
