import { type Database, newId } from '../database/index.ts';
import type { History } from '../history/index.ts';
import { canonicalJson, type Vault } from '../vault/index.ts';
import { Bucket } from './bucket.ts';
import { beat, forgetOver, giveBack, lease, leave, type Span } from './store.ts';

/** Whose requests are counted together. */
export type Subject =
  | { fiduciaryId: string }
  | { issuer: string; subject: string }
  | { address: string }
  /** An address that wrong tokens come from. */
  | { refusedFrom: string };

/** Where a subject stands after a request was let in, or refused. */
export interface Quota {
  admitted: boolean;
  /** Of the windows that count, the one that runs out first. */
  tightest: WindowState | undefined;
}

export interface WindowState {
  span: Span;
  most: number;
  remaining: number;
  endsInSeconds: number;
}

export interface LimiterOptions {
  database: Database;
  vault: Vault;
  history: Pick<History, 'hub'>;
  /**
   * Requests a minute of one account; of one address that nobody is signed in from; and tokens
   * refused from one address, counted apart.
   */
  perMinute: { account: number; address: number };
}

/**
 * Rate limits that hold over all servers of a database. Permits are leased from it in batches, so
 * that almost every request is counted in memory alone; what is leased is counted as used, so that
 * the servers together never let in more than the limit, and refuse a few early at most.
 *
 * (rate-limiter-flexible counts in the database at each request, or in each server for itself.)
 */
export interface Limiter {
  /** Counts a request. A promise only when permits must be leased first. */
  take(subject: Subject, permits?: number): Quota | Promise<Quota>;
  /** To be called every few seconds: says that this server is at work. */
  beat(): Promise<void>;
  /** To be called now and then: deletes what is over. */
  clean(): Promise<void>;
  /** Gives back what was not spent. */
  close(): Promise<void>;
}

type Windows = readonly { span: Span; bucket: Bucket }[];

interface Counted {
  digest: Buffer;
  windows: Windows;
}

/** Above this many subjects, those whose windows are over are forgotten. */
const manySubjects = 10_000;

export async function openLimiter(options: LimiterOptions): Promise<Limiter> {
  const { database, vault, history, perMinute } = options;
  const id = newId();
  const subjects = new Map<string, Counted>();
  let roomUntil = manySubjects;
  await beat(database, id);

  const unfollow = history.hub.onEvent(({ entry }) => {
    if (entry.action !== 'SET_LIMITS') return;
    const counted = subjects.get(keyOf({ fiduciaryId: entry.fiduciaryId ?? '' }));
    // What is left of the old limit goes back; the next request leases by the new one.
    if (counted) void release(database, counted).catch(() => {});
  });

  function counted(subject: Subject): Counted {
    const key = keyOf(subject);
    const known = subjects.get(key);
    if (known) return known;
    if (subjects.size >= roomUntil) forgetIdle();
    const digest = vault.fingerprint(nameOf(subject));
    const made = { digest, windows: windowsOf(subject, digest) };
    subjects.set(key, made);
    return made;
  }

  function windowsOf(subject: Subject, digest: Buffer): Windows {
    const window = (span: Span, fiduciaryId: string | null, most: number | null) => ({
      span,
      bucket: new Bucket((wanted) =>
        lease(database, { subject: digest, span, fiduciaryId, most, wanted }),
      ),
    });
    if ('address' in subject || 'refusedFrom' in subject) {
      return [window('minute', null, perMinute.address)];
    }
    if ('issuer' in subject) return [window('minute', null, perMinute.account)];
    // The minute first: what it refuses costs nothing of the day.
    return [window('minute', subject.fiduciaryId, null), window('day', subject.fiduciaryId, null)];
  }

  function forgetIdle(): void {
    for (const [key, { windows }] of subjects) {
      if (windows.every(({ bucket }) => bucket.isOver)) subjects.delete(key);
    }
    roomUntil = Math.max(manySubjects, subjects.size * 2);
  }

  return {
    take(subject, permits = 1) {
      const { windows } = counted(subject);
      return spend(windows, permits) ?? fillAndSpend(windows, permits);
    },
    beat: () => beat(database, id),
    clean: () => forgetOver(database),
    async close() {
      unfollow();
      for (const counted of subjects.values()) await release(database, counted);
      await leave(database, id);
    },
  };
}

function spend(windows: Windows, permits: number): Quota | undefined {
  for (const { bucket } of windows) if (!bucket.has(permits)) return undefined;
  for (const { bucket } of windows) bucket.spend(permits);
  return quotaOf(windows, true);
}

async function fillAndSpend(windows: Windows, permits: number): Promise<Quota> {
  for (;;) {
    for (const window of windows) {
      while (!window.bucket.has(permits)) {
        if (!(await window.bucket.fill(permits))) return quotaOf([window], false);
      }
    }
    // Whoever waited for the same lease may have spent it: then there is another turn.
    const quota = spend(windows, permits);
    if (quota) return quota;
  }
}

function quotaOf(windows: Windows, admitted: boolean): Quota {
  let tightest: WindowState | undefined;
  for (const { span, bucket } of windows) {
    const { most, remaining, endsIn } = bucket.state;
    if (tightest && tightest.remaining <= remaining) continue;
    tightest = { span, most, remaining, endsInSeconds: Math.ceil(endsIn / 1000) };
  }
  return { admitted, tightest };
}

async function release(database: Database, { digest, windows }: Counted): Promise<void> {
  for (const { span, bucket } of windows) {
    await bucket.release(({ startedAt }, unspent) =>
      giveBack(database, { subject: digest, span, startedAt, unspent }),
    );
  }
}

/** What this server finds a subject by, at each request: an id is not put together anew. */
function keyOf(subject: Subject): string {
  return 'fiduciaryId' in subject ? subject.fiduciaryId : nameOf(subject);
}

/** What all servers know a subject by; the database has its keyed digest alone. */
function nameOf(subject: Subject): string {
  if ('address' in subject) return canonicalJson(['limit', 'address', network(subject.address)]);
  if ('refusedFrom' in subject) {
    return canonicalJson(['limit', 'refused', network(subject.refusedFrom)]);
  }
  if ('issuer' in subject) {
    return canonicalJson(['limit', 'account', subject.issuer, subject.subject]);
  }
  return `limit:fiduciary:${subject.fiduciaryId}`;
}

/** One household or host has a whole /64 of IPv6 (RFC 6177). */
function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const before = head.split(':').filter(Boolean);
  const after = tail.split(':').filter(Boolean);
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
