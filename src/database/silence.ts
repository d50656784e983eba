import postgres from 'postgres';

/** Milliseconds that an answer may take before its connection is asked about. */
export const patience = 15_000;

/**
 * Tells connections whose answers will never come from those whose statements take long. When a
 * machine vanishes, or a firewall forgets a connection, nobody says so: the system would go on sending
 * for a quarter of an hour, and everybody who needs a connection would wait for as long. So PostgreSQL
 * is asked, on a connection of its own, whether the session is there and at work. Where nobody answers
 * that either, nothing is given up: there is no other place to go.
 *
 * @returns options of postgres.js, as it comes patched
 */
export function givingUpTheLost(url: string, silence: number): object {
  const silent = new Map<number, () => void>();
  let isAsking = false;

  async function ask(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    // All that fell silent with one machine is asked about at once.
    await new Promise(setImmediate);
    while (silent.size > 0) {
      const drops = new Map(silent);
      silent.clear();
      const working = await atWork(url, [...drops.keys()], silence).catch(() => drops);
      for (const [pid, drop] of drops) if (!working.has(pid)) drop();
    }
    isAsking = false;
  }

  return {
    silence,
    onsilence(pid: number, drop: () => void) {
      silent.set(pid, drop);
      void ask();
    },
  };
}

/**
 * The same from the other side: PostgreSQL ends the sessions of servers that have vanished, or stand
 * still in the middle of a transaction, and with them the locks that others wait for. By itself it
 * would take two hours to notice. Seconds, unless said.
 */
export function endingTheLost(silence: number): Record<string, string> {
  return {
    idle_in_transaction_session_timeout: `${2 * silence}ms`,
    tcp_keepalives_idle: '30',
    tcp_keepalives_interval: '10',
    tcp_keepalives_count: '3',
  };
}

/**
 * Ends the sessions that stand in the middle of a statement, between its parsing and its execution
 * say, and that have heard nothing from their server for twice as long as silence is borne. PostgreSQL
 * holds them to be at work: no timeout of its own ends them, or frees what they have locked. Only those
 * of this program, and of who logs in by this address.
 *
 * @returns how many it ended
 */
export async function endInterrupted(url: string, silence = patience): Promise<number> {
  return asWhoLogsIn(url, async (sql) => {
    const ended = await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where usename = session_user and datname = current_database()
        and application_name like 'consentgraph%'
        and state = 'active' and wait_event = 'ClientRead'
        and state_change < clock_timestamp() - make_interval(secs => ${(2 * silence) / 1_000})`;
    return ended.length;
  });
}

/**
 * Which sessions PostgreSQL knows to be at work, or to have been a moment ago: those that do not wait
 * for their client.
 */
async function atWork(
  url: string,
  pids: readonly number[],
  silence: number,
): Promise<{ has(pid: number): boolean }> {
  return asWhoLogsIn(url, async (sql) => {
    const found = await sql<{ own: number; pids: number[] }[]>`
      select pg_backend_pid() as own, array(
        select pid from pg_stat_activity
        where pid = any(${[...pids]}::int[]) and (
          wait_event is distinct from 'ClientRead'
          or state_change > clock_timestamp() - make_interval(secs => ${silence / 1_000}))
      ) as pids`;
    const [row] = found;
    // What stands between names other sessions than PostgreSQL's.
    if (!row || row.own !== found.state.pid) return { has: () => true };
    return new Set(row.pids);
  });
}

/** On a connection of its own, as who logs in, who may see what the own sessions do, and end them. */
async function asWhoLogsIn<T>(url: string, ask: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, {
    max: 1,
    connect_timeout: 10,
    onnotice: () => {},
    connection: { application_name: 'consentgraph' },
  });
  // It may be lost like any other.
  const end = () => void sql.end({ timeout: 0 });
  const cutOff = setTimeout(end, patience);
  try {
    return await ask(sql);
  } finally {
    clearTimeout(cutOff);
    end();
  }
}
