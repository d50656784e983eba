import type { TransactionSql } from 'postgres';
import type { Database, Sql } from '../database/index.ts';
import { newId } from '../database/index.ts';
import type { Performer } from '../history/index.ts';
import type { Platform } from '../platform.ts';
import type { PersonalData } from './access.ts';
import { accessLock } from './hold-back.ts';

/** A reading of personal data: of whom, what, and by whom. */
export interface Access {
  fiduciaryId: string;
  principalId: string;
  what: PersonalData;
  reader: Performer;
}

/**
 * Who read personal data, and who asked about consents, on this server. Both are counted in memory
 * and written in batches, so that no reading and no validation waits for it: a killed server loses
 * the last seconds at most.
 */
export interface Recorder {
  accessed(access: Access): void;
  /** @param checkedAt the database's clock when the consent was judged */
  validated(artifactId: string, checkedAt: Date, isValid: boolean): void;
  /** Writes what was counted so far. */
  flush(): Promise<void>;
}

/** The recorder of a server. Flush it before the database is closed. */
export function recorderOf({ database, log }: Pick<Platform, 'database' | 'log'>): Recorder {
  const known = recorders.get(database);
  if (known) return known;
  const made = createRecorder(database, (err) => log.warn({ err }, 'accesses are not written yet'));
  recorders.set(database, made);
  return made;
}

const recorders = new WeakMap<Database, Recorder>();

const flushAfterMs = 2_000;
/** Rows of one statement. */
const batchSize = 2_000;

type Counted = Access & { times: number };
/**
 * How often each consent was asked about, by the answer. Numbers: an object for each consent would be
 * garbage that lives for two seconds.
 */
interface Asked {
  valid: Map<string, number>;
  notValid: Map<string, number>;
}

function createRecorder({ sql }: Database, onProblem: (error: unknown) => void): Recorder {
  let accesses = new Map<string, Counted>();
  /** By day (UTC). */
  let days = new Map<number, Asked>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function schedule(): void {
    timer ??= setTimeout(() => flush().catch(onProblem), flushAfterMs).unref();
  }

  function accessed(access: Access, times = 1): void {
    const { principalId, what, reader } = access;
    const key = `${principalId} ${what} ${reader.type} ${reader.id}`;
    const counted = accesses.get(key);
    if (counted) counted.times += times;
    else accesses.set(key, { ...access, times });
    schedule();
  }

  function asked(artifactId: string, day: number, isValid: boolean, times = 1): void {
    const known = days.get(day);
    const { valid, notValid } = known ?? { valid: new Map(), notValid: new Map() };
    if (!known) days.set(day, { valid, notValid });
    const counts = isValid ? valid : notValid;
    counts.set(artifactId, (counts.get(artifactId) ?? 0) + times);
    schedule();
  }

  async function write(): Promise<void> {
    const [counted, validations] = [accesses, days];
    [accesses, days] = [new Map(), new Map()];
    const problems: unknown[] = [];
    const note = (error: unknown) => problems.push(error);
    await inBatches(
      [...counted.values()],
      (batch) => insertAccesses(sql, batch),
      (row) => accessed(row, row.times),
    ).catch(note);
    for (const [day, counts] of validations) {
      const countAgain = (artifactId: string) => {
        for (const isValid of [true, false]) {
          const times = timesOf(counts, artifactId, isValid);
          if (times > 0) asked(artifactId, day, isValid, times);
        }
      };
      // Neighbours together, so that a batch touches few pages of the index: a quarter less work for
      // the database.
      await inBatches(
        consentsOf(counts).sort(),
        (batch) => addValidations(sql, day, batch, counts),
        countAgain,
      ).catch(note);
    }
    if (problems.length > 0) throw problems[0];
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.catch(() => {}).then(write);
    return writing;
  }

  return {
    accessed: (access) => accessed(access),
    validated(artifactId, checkedAt, isValid) {
      const day = Math.floor(checkedAt.getTime() / dayMs);
      asked(artifactId, day, isValid);
    },
    flush,
  };
}

const dayMs = 24 * 60 * 60 * 1000;

function timesOf({ valid, notValid }: Asked, artifactId: string, isValid: boolean): number {
  return (isValid ? valid : notValid).get(artifactId) ?? 0;
}

function consentsOf({ valid, notValid }: Asked): string[] {
  return [...valid.keys(), ...[...notValid.keys()].filter((id) => !valid.has(id))];
}

/** Writes rows a batch at a time; those that were not written are counted again. */
async function inBatches<Row>(
  rows: readonly Row[],
  writeSome: (batch: Row[]) => Promise<unknown>,
  countAgain: (row: Row) => void,
): Promise<void> {
  for (let start = 0; start < rows.length; start += batchSize) {
    try {
      await writeSome(rows.slice(start, start + batchSize));
    } catch (error) {
      for (const row of rows.slice(start)) countAgain(row);
      throw error;
    }
  }
}

/**
 * Records that were erased meanwhile leave no trace here either. An erasure under way is waited for
 * first, by a statement of its own: the insert then sees whom it has erased.
 */
function insertAccesses(sql: Sql, batch: Counted[]): Promise<unknown> {
  return sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock_shared(${accessLock}::bigint)`;
    await insertRows(tx, batch);
  });
}

function insertRows(sql: TransactionSql, batch: Counted[]): Promise<unknown> {
  return sql`
    insert into access_log
      (id, fiduciary_id, principal_id, what, reader_type, reader_id, times, read_at)
    select r.id, r.fiduciary_id, r.principal_id, r.what, r.reader_type, r.reader_id, r.times, consent_now()
    from unnest(
      ${batch.map(() => newId())}::uuid[],
      ${batch.map(({ fiduciaryId }) => fiduciaryId)}::uuid[],
      ${batch.map(({ principalId }) => principalId)}::uuid[],
      ${batch.map(({ what }) => what)}::text[],
      ${batch.map(({ reader }) => reader.type)}::text[],
      ${batch.map(({ reader }) => reader.id)}::text[],
      ${batch.map(({ times }) => times)}::integer[]
    ) as r (id, fiduciary_id, principal_id, what, reader_type, reader_id, times)
    join principal p on p.id = r.principal_id and p.erased_at is null`;
}

/** In the order of their keys, so that two servers never wait for each other in a circle. */
function addValidations(
  sql: Sql,
  day: number,
  artifactIds: readonly string[],
  counts: Asked,
): Promise<unknown> {
  const valid = artifactIds.map((id) => timesOf(counts, id, true));
  const asked = artifactIds.map((id, i) => (valid[i] ?? 0) + timesOf(counts, id, false));
  return sql`
    insert into validation_count as c (artifact_id, day, asked, valid)
    select artifact_id, date '1970-01-01' + ${day}::integer, asked, valid
    from unnest(
      ${listOf(artifactIds)}::uuid[], ${listOf(asked)}::integer[], ${listOf(valid)}::integer[]
    ) as v (artifact_id, asked, valid)
    order by artifact_id
    on conflict (artifact_id, day)
      do update set asked = c.asked + excluded.asked, valid = c.valid + excluded.valid`;
}

/** PostgreSQL's own writing of a list of ids or numbers, which need no quotes. */
function listOf(values: readonly (string | number)[]): string {
  return `{${values.join()}}`;
}
