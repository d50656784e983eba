import type postgres from 'postgres';

/** The database's clock as a test sees it: it runs on, from wherever it was moved to. */
export interface Clock {
  now(): Promise<Date>;
  /** Moves it on by so many milliseconds. */
  advance(milliseconds: number): Promise<void>;
  /** Stops it at a moment, until it is advanced or reset. */
  set(moment: Date): Promise<void>;
  /** Back to the real time. */
  reset(): Promise<void>;
}

/** Replaces `consent_now()`, the function that every statement asks. */
export function clockOf(owner: postgres.Sql): Clock {
  let stopped: Date | undefined;
  let offset = 0;
  const define = async () => {
    const moment = stopped
      ? `timestamptz '${stopped.toISOString()}'`
      : `clock_timestamp() + interval '${offset} milliseconds'`;
    await owner.unsafe(`
      create or replace function consent_now() returns timestamptz(3)
      language sql volatile parallel safe return date_trunc('milliseconds', ${moment})`);
  };
  return {
    async now() {
      const [row] = await owner<{ now: Date }[]>`select consent_now() as now`;
      if (!row) throw new Error('consent_now() returned no row');
      return row.now;
    },
    async advance(milliseconds) {
      if (stopped) stopped = new Date(stopped.getTime() + milliseconds);
      else offset += milliseconds;
      await define();
    },
    async set(moment) {
      stopped = moment;
      await define();
    },
    async reset() {
      stopped = undefined;
      offset = 0;
      await define();
    },
  };
}
