import { batched, type Database, type Sql } from '../database/index.ts';
import type { History, HistoryEntry } from '../history/index.ts';
import { unauthenticated } from './authenticate.ts';
import type { Caller } from './caller.ts';
import { callerStands, type Standing, standingOf } from './standing.ts';

/**
 * Whether callers still stand: token and client not revoked, fiduciary not suspended, practitioner
 * not dismissed. Known in two ways: from the primary, for what a request is about to do, and in
 * memory from the log, for each event of an open stream.
 */
export interface Authority {
  /**
   * Asks the primary, so that a revocation holds from the next request on every server. Callers of
   * the same moment share one statement.
   *
   * @throws `UNAUTHENTICATED` when the caller does not stand; `UNAVAILABLE` when the database did not
   * answer in time
   */
  confirm(caller: Caller): Promise<void>;
  /** What the log has told so far: exact for an event that is delivered in position order. */
  stands(caller: Caller): boolean;
  /**
   * Calls back, once at most, when the caller loses their standing; at once if they have none.
   * Returns how to stop watching.
   */
  watch(caller: Caller, onLost: () => void): () => void;
}

export interface AuthorityOptions {
  database: Database;
  history: Pick<History, 'hub'>;
}

/** Reads who has lost their standing, and follows the log from there. */
export async function openAuthority({ database, history }: AuthorityOptions): Promise<Authority> {
  const lost = new Map<LostKey, Ends>();
  const watchers = new Map<LostKey, Set<() => void>>();

  const apply = (entry: HistoryEntry) => {
    const { key, ends } = changeOf(entry);
    if (!key) return;
    if (ends === undefined) {
      lost.delete(key);
      return;
    }
    lost.set(key, ends);
    for (const tell of [...(watchers.get(key) ?? [])]) tell();
    if (ends !== never) forgetExpired(lost);
  };

  let reading: Promise<void> | undefined = readLost(database, lost);
  // What comes meanwhile waits, and is applied to what was read, which is at most newer.
  history.hub.onEvent(({ entry }) => reading?.then(() => apply(entry)) ?? apply(entry));
  await reading;
  reading = undefined;

  const stillStands = batched(database.line, ask, ({ fiduciary, token }) => fiduciary ?? token, {
    most: 200,
    inFlight: 4,
    patience: 5_000,
  });

  const stands = (caller: Caller) => !keysOf(standingOf(caller)).some((key) => lost.has(key));

  return {
    stands,
    async confirm(caller) {
      if (!(await stillStands(standingOf(caller)))) throw unauthenticated();
    },
    watch(caller, onLost) {
      const keys = keysOf(standingOf(caller));
      const tell = () => {
        stop();
        onLost();
      };
      const stop = () => {
        for (const key of keys) {
          const told = watchers.get(key);
          told?.delete(tell);
          if (told?.size === 0) watchers.delete(key);
        }
      };
      for (const key of keys) {
        const told = watchers.get(key) ?? new Set();
        watchers.set(key, told.add(tell));
      }
      if (!stands(caller)) tell();
      return stop;
    },
  };
}

/** What a caller's standing can be lost through. */
type LostKey = `${keyof Standing}:${string}`;

/** When the loss no longer matters, since the token has expired: milliseconds since 1970. */
type Ends = number;

const never = Number.POSITIVE_INFINITY;

function keysOf({ token, client, fiduciary, practitioner }: Standing): LostKey[] {
  const keys: LostKey[] = [`token:${token}`];
  if (client) keys.push(`client:${client}`);
  if (fiduciary) keys.push(`fiduciary:${fiduciary}`);
  if (practitioner) keys.push(`practitioner:${practitioner}`);
  return keys;
}

/** What an entry says is lost, and until when; or, without an end, restored. */
function changeOf(entry: HistoryEntry): { key?: LostKey; ends?: Ends } {
  const { action, facts, fiduciaryId, practitionerId } = entry;
  switch (action) {
    case 'REVOKE_TOKEN':
      return { key: `token:${facts.tokenDigest}`, ends: Date.parse(String(facts.expiresAt)) };
    case 'REVOKE_CLIENT':
      return { key: `client:${facts.clientId}`, ends: never };
    case 'SUSPEND':
      return { key: `fiduciary:${fiduciaryId}`, ends: never };
    case 'REINSTATE':
      return { key: `fiduciary:${fiduciaryId}` };
    case 'DISMISS':
      return { key: `practitioner:${practitionerId}`, ends: never };
    case 'EMPLOY':
      return { key: `practitioner:${practitionerId}` };
    default:
      return {};
  }
}

async function readLost({ sql }: Database, lost: Map<LostKey, Ends>): Promise<void> {
  const rows = await sql<{ key: LostKey; expiresAt: Date | null }[]>`
    select 'token:' || encode(digest, 'hex') as key, expires_at as "expiresAt" from revoked_token
    union all select 'client:' || id, null from client where revoked_at is not null
    union all select 'fiduciary:' || id, null from fiduciary where status <> 'ACTIVE'
    union all select 'practitioner:' || id, null from practitioner where status <> 'EMPLOYED'`;
  for (const { key, expiresAt } of rows) lost.set(key, expiresAt?.getTime() ?? never);
}

function forgetExpired(lost: Map<LostKey, Ends>): void {
  const longAgo = Date.now() - 60_000;
  for (const [key, ends] of lost) if (ends < longAgo) lost.delete(key);
}

/**
 * One autocommitted statement on the primary; the answers in the order of the questions. Lists stand
 * in a `select` of their own so that PostgreSQL keeps one plan for lists of any length.
 */
async function ask(sql: Sql, batch: readonly Standing[]): Promise<boolean[]> {
  const column = (name: keyof Standing) => batch.map((standing) => standing[name]);
  const rows = await sql<{ stands: boolean }[]>`
    select ${sql.unsafe(
      callerStands({
        token: 'asked.token',
        client: 'asked.client',
        fiduciary: 'asked.fiduciary',
        practitioner: 'asked.practitioner',
      }),
    )} as stands
    from unnest((select ${column('token')}::text[]), (select ${column('client')}::uuid[]),
      (select ${column('fiduciary')}::uuid[]), (select ${column('practitioner')}::uuid[]))
      with ordinality as asked (token, client, fiduciary, practitioner, ordinal)
    order by ordinal`;
  return rows.map(({ stands }) => stands);
}
