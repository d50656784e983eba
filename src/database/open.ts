import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { type Line, openLine } from './line.ts';
import { preparing } from './prepare.ts';
import { connectionProblem } from './problem.ts';
import { appRole } from './role.ts';
import { endingTheLost, givingUpTheLost, patience } from './silence.ts';

export type Sql = postgres.Sql<{ bigint: bigint }>;
export type Db = PostgresJsDatabase;
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];
/** Anything a query can be run on: the pool, or the transaction that is open. */
export type Reader = Db | Tx;

export interface Database {
  /** postgres.js, for statements that Drizzle cannot say: `int8` is `bigint`, times are `Date`. */
  readonly sql: Sql;
  /** Drizzle over the same pool. */
  readonly db: Db;
  /** Beside the pool. */
  readonly line: Line;
  /** The address it was opened with, password included. */
  readonly url: string;
  /** Waits up to five seconds for running statements, then closes every connection. */
  close(): Promise<void>;
}

export interface OpenOptions {
  url: string;
  /** Connections in the pool; 10 unless said. The line is one more, once it is used. */
  max?: number;
  /** The name shown in `pg_stat_activity`. */
  applicationName?: string;
  /** PostgreSQL's settings for its sessions, such as `{ enable_seqscan: 'off' }`. */
  settings?: Record<string, string>;
  /**
   * Milliseconds of silence after which PostgreSQL is asked whether it still works on an answer; twice
   * as long may a transaction stand still.
   */
  silence?: number;
}

/**
 * Opens a pool whose every session acts as the role `consentgraph_app`, whoever logs in, so that
 * what the migrations forbid to that role is forbidden to the whole server.
 *
 * Both libraries below it come patched (in `patches/`). In postgres.js a connection that was lost
 * ended the process; statements that came between its loss and its closing were kept for ever, and got
 * the answers of later ones; one whose other end had vanished was waited for until the system gave it
 * up; a list that was never empty, such as that of idle connections, kept a place for each statement
 * ever sent, and was looked through for each; functions that every query made for itself kept it, and
 * its answer, from being collected before V8's next large collection; and statements waited for the
 * event loop's next turn, while the database had nothing to do, or went out in pieces of a kilobyte,
 * each of which wakes PostgreSQL. They are sent now when nothing of what made them is left to run, in
 * one piece: a fifth more validations, and writes. And each answer's properties were defined one by
 * one, in 3 µs instead of 0.1. Drizzle walked up the classes of each part of a statement, anew each
 * time, which was a tenth of what a write cost the server.
 *
 * @throws DatabaseProblem when the database cannot be reached or refuses the login.
 */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const { url, max = 10, applicationName = 'consentgraph', silence = patience } = options;
  const givingUp = givingUpTheLost(url, silence);
  const settings = { ...endingTheLost(silence), ...options.settings };
  const role = userOf(url) === appRole ? {} : { role: appRole };
  const connect = (most: number): Sql =>
    postgres(url, {
      ...givingUp,
      max: most,
      connect_timeout: 10,
      backoff: secondsUntilRetry,
      types: { bigint: postgres.BigInt },
      onnotice: () => {},
      connection: { ...settings, application_name: applicationName, ...role },
    });
  const sql = connect(max);
  const line = openLine(() => connect(1));
  const db = drizzle(preparing(sql));
  restoreConversions(sql);
  try {
    await sql`select 1`;
  } catch (error) {
    await sql.end({ timeout: 0 });
    throw connectionProblem(url, error);
  }
  const close = async () => {
    await Promise.all([sql.end({ timeout: 5 }), line.close()]);
  };
  return { sql, db, line, url, close };
}

/**
 * When a connection is tried again that could not be made: at once, and each second in the end. By
 * itself postgres.js waits up to twenty, and a database that is back stays unused for as long as it
 * was gone. No two servers keep the same time.
 */
function secondsUntilRetry(failures: number): number {
  return (0.5 + Math.random() / 2) * Math.min(3 ** failures / 100, 1);
}

function userOf(url: string): string {
  return URL.canParse(url) ? decodeURIComponent(new URL(url).username) : '';
}

/**
 * Drizzle switches conversions off on the client that it is given: times would come back as text
 * from hand-written SQL, and objects could not be sent as JSON. Its own columns accept both forms.
 */
function restoreConversions(sql: Sql): void {
  const { parsers, serializers } = sql.options;
  for (const time of [1114, 1184]) parsers[time] = (value: string) => new Date(value);
  for (const json of [114, 3802]) {
    serializers[json] = (value: unknown) =>
      typeof value === 'string' ? value : JSON.stringify(value);
  }
}
