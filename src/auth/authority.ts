import DataLoader from 'dataloader';
import type { Database } from '../database/index.ts';
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
   * @throws `UNAUTHENTICATED` when the caller does not stand.
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
  const lost = new Set<string>();
  const watchers = new Map<string, Set<() => void>>();

  const apply = (entry: HistoryEntry) => {
    for (const key of restored(entry)) lost.delete(key);
    for (const key of revoked(entry)) {
      lost.add(key);
      for (const tell of [...(watchers.get(key) ?? [])]) tell();
    }
  };
  // Listening begins first: what is read next is then at least as new as where listening began.
  history.hub.onEvent(({ entry }) => apply(entry));
  for (const key of await lostKeys(database)) lost.add(key);

  const confirmed = new DataLoader<Standing, boolean>((batch) => ask(database, batch), {
    // A batch is closed before it is sent, and nothing is remembered: no answer is older than its
    // question.
    cache: false,
    maxBatchSize: 200,
    batchScheduleFn: (send) => setImmediate(send),
  });

  const stands = (caller: Caller) => !keysOf(standingOf(caller)).some((key) => lost.has(key));

  return {
    stands,
    async confirm(caller) {
      if (!(await confirmed.load(standingOf(caller)))) throw unauthenticated();
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

function keysOf({ token, client, fiduciary, practitioner }: Standing): string[] {
  return [
    `token:${token}`,
    ...(client ? [`client:${client}`] : []),
    ...(fiduciary ? [`fiduciary:${fiduciary}`] : []),
    ...(practitioner ? [`practitioner:${practitioner}`] : []),
  ];
}

function revoked({ action, facts, fiduciaryId, practitionerId }: HistoryEntry): string[] {
  if (action === 'REVOKE_TOKEN') return [`token:${facts.tokenDigest}`];
  if (action === 'REVOKE_CLIENT') return [`client:${facts.clientId}`];
  if (action === 'SUSPEND') return [`fiduciary:${fiduciaryId}`];
  if (action === 'DISMISS') return [`practitioner:${practitionerId}`];
  return [];
}

function restored({ action, fiduciaryId, practitionerId }: HistoryEntry): string[] {
  if (action === 'REINSTATE') return [`fiduciary:${fiduciaryId}`];
  if (action === 'EMPLOY') return [`practitioner:${practitionerId}`];
  return [];
}

async function lostKeys({ sql }: Database): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    select 'token:' || encode(digest, 'hex') as key from revoked_token
      where expires_at > (select consent_now())
    union all select 'client:' || id from client where revoked_at is not null
    union all select 'fiduciary:' || id from fiduciary where status <> 'ACTIVE'
    union all select 'practitioner:' || id from practitioner where status <> 'EMPLOYED'`;
  return rows.map(({ key }) => key);
}

/** One autocommitted statement on the primary; the answers in the order of the questions. */
async function ask({ sql }: Database, batch: readonly Standing[]): Promise<boolean[]> {
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
    from unnest(${column('token')}::text[], ${column('client')}::uuid[],
      ${column('fiduciary')}::uuid[], ${column('practitioner')}::uuid[])
      with ordinality as asked (token, client, fiduciary, practitioner, ordinal)
    order by ordinal`;
  return rows.map(({ stands }) => stands);
}
