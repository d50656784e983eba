import { sql } from 'drizzle-orm';
import type { Database } from '../database/index.ts';

export type Span = 'minute' | 'day';

/** What a server asks the database for. */
export interface LeaseQuestion {
  /** A keyed digest of whose permits they are. */
  subject: Buffer;
  span: Span;
  /** Whose row says how many there are; null where `most` does. */
  fiduciaryId: string | null;
  most: number | null;
  /** What is needed at once: this many are given, or none. */
  wanted: number;
}

/** A server's share of a minute or a day. */
export interface Lease {
  /** Permits that are this server's to spend, in this window alone; 0 when too few are left. */
  granted: number;
  /** Permits of the window that no server has. */
  remaining: number;
  /** Permits of the whole window. */
  most: number;
  startedAt: Date;
  /** Milliseconds until the window ends. */
  endsIn: number;
}

/** Takes permits out of a window, in one autocommitted statement. */
export async function lease({ sql }: Database, question: LeaseQuestion): Promise<Lease> {
  const { subject, span, fiduciaryId, most, wanted } = question;
  const [row] = await sql<Lease[]>`
    select granted, remaining, most, started_at as "startedAt", ends_in as "endsIn"
    from lease_permits(${subject}, ${span}, ${fiduciaryId}::uuid, ${most}::integer, ${wanted})`;
  if (!row) throw new Error('A lease was neither given nor refused');
  return row;
}

/** Gives back what a server did not spend, unless the window is over. */
export async function giveBack(
  { sql }: Database,
  {
    subject,
    span,
    startedAt,
    unspent,
  }: Pick<LeaseQuestion, 'subject' | 'span'> & Pick<Lease, 'startedAt'> & { unspent: number },
): Promise<void> {
  await sql`
    update permit_window set taken = greatest(0, taken - ${unspent}::integer)
    where subject = ${subject} and span = ${span} and started_at = ${startedAt.toISOString()}::timestamptz`;
}

/** Says that a server is at work, so that the others leave it its share. */
export async function beat({ sql }: Database, id: string): Promise<void> {
  await sql`
    insert into live_server (id, seen_at) values (${id}, clock_timestamp())
    on conflict (id) do update set seen_at = excluded.seen_at`;
}

export async function leave({ sql }: Database, id: string): Promise<void> {
  await sql`delete from live_server where id = ${id}`;
}

/** Deletes windows and servers that are long over. */
export async function forgetOver({ db }: Database): Promise<void> {
  await db.execute(sql`delete from permit_window where started_at <
    consent_now() - case span when 'minute' then interval '10 minutes' else interval '2 days' end`);
  await db.execute(
    sql`delete from live_server where seen_at < clock_timestamp() - interval '10 minutes'`,
  );
}
