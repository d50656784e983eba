/** The same statements in the same transactions, by postgres.js and nothing else. */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { idOf } from '../question.ts';
import type { Transcript } from '../transcript.ts';
import { serve } from './serve.ts';

export interface Replay {
  url: string;
  transcript: Transcript;
  workers: number;
  seconds: number;
  /** Ends it earlier. */
  count?: number;
}

export interface Pace {
  pairs: number;
  seconds: number;
}

serve(run);

async function run({ url, transcript, workers, seconds, count = Infinity }: Replay): Promise<Pace> {
  const sql = postgres(url, { max: 10, fetch_types: false, onnotice: () => {} });
  // The values are in PostgreSQL's own spelling already.
  for (const type of Object.keys(sql.options.serializers)) {
    delete sql.options.serializers[Number(type)];
  }
  const started = performance.now();
  const end = started + seconds * 1000;
  let pairs = 0;
  const isOver = () => performance.now() >= end || pairs >= count;
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      for (let n = 0; !isOver(); n++) {
        await one(sql, transcript, idOf('principal', worker * 300 + (n % 300)));
        pairs += 1;
      }
    }),
  );
  const took = (performance.now() - started) / 1000;
  await sql.end();
  return { pairs, seconds: took };
}

async function one(sql: postgres.Sql, transcript: Transcript, person: string): Promise<void> {
  const ids = new Map<string, string>(transcript.fresh.map((id) => [id, randomUUID()]));
  ids.set(transcript.principal, person);
  const now = (value: string | null) => {
    let text = value;
    if (text !== null) for (const [then, other] of ids) text = text.replaceAll(then, other);
    return text;
  };
  for (const { transaction, statements } of transcript.units) {
    const all = async (on: postgres.Sql) => {
      for (const { text, values } of statements) {
        await on.unsafe(text, values.map(now), { prepare: true });
      }
    };
    if (transaction) await sql.begin((tx) => all(tx as unknown as postgres.Sql));
    else await all(sql);
  }
}
