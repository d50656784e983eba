import type { Sql } from './open.ts';

/**
 * One connection for short statements that come all the time, several of them under way at once. They
 * go out one behind the other, and PostgreSQL, done with one, finds the next: on connections of their
 * own it falls asleep after each and has to be woken, which took a sixth of all validations. A long
 * statement has no place here, since the others stand behind it.
 */
export interface Line {
  /** As of now: ask for it anew for each statement. */
  readonly sql: Sql;
  /**
   * Gives up the connection, and what is under way on it, for another one. Nothing happens while this
   * one is young: of a database that stands still everybody despairs at once, and it would find a
   * connection for each of them when it goes on.
   */
  renew(): void;
  close(): Promise<void>;
}

/** Milliseconds that a connection is given. */
export const youth = 5_000;

/** @param connect makes a client of one connection, which it opens when it is first used */
export function openLine(connect: () => Sql): Line {
  let sql = connect();
  let since = performance.now();
  return {
    get sql() {
      return sql;
    },
    renew() {
      const now = performance.now();
      if (now - since < youth) return;
      since = now;
      void sql.end({ timeout: 0 });
      sql = connect();
    },
    close: () => sql.end({ timeout: 5 }),
  };
}
