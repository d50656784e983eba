import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { idOf } from './question.ts';
import type { Transcript } from './transcript.ts';

const run = promisify(execFile);

export function hasPgbench(): Promise<boolean> {
  return run('pgbench', ['--version']).then(
    () => true,
    () => false,
  );
}

/** Runs a transcript by pgbench. Returns how many times a second. */
export async function runPgbench(
  url: string,
  transcript: Transcript,
  { workers, seconds }: { workers: number; seconds: number },
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'consentgraph-pgbench-'));
  try {
    const file = join(folder, 'pair.sql');
    const { script, values } = scriptOf(transcript);
    await writeFile(file, script);
    const { stdout } = await run('pgbench', [
      ...['--no-vacuum', '--protocol', 'prepared', '--file', file],
      ...values.map((value, n) => `--define=value${n}=${value}`),
      ...['--client', String(workers), '--jobs', '1', '--time', String(seconds), url],
    ]);
    const rate = /tps = ([\d.]+)/.exec(stdout)?.[1];
    if (!rate || !/failed transactions: 0 /.test(stdout)) throw new Error(stdout);
    return Number(rate);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * The statements with their values as parameters, as our server sends them: written into the text,
 * PostgreSQL would read them once and not each time. The ids that are new each time come from one
 * statement more.
 */
function scriptOf({ units, fresh, principal }: Transcript): { script: string; values: string[] } {
  const names = new Map(fresh.map((id, n) => [id, `fresh${n}`]));
  names.set(principal, 'person');
  const first = `lpad(to_hex(${0x0194_0000_0000} + :i), 12, '0') || '${idOf('principal', 0).slice(13)}'`;
  const ids = fresh.map((_, n) => `gen_random_uuid() as fresh${n}`);
  const lines = [
    '\\set i :client_id * 300 + random(0, 299)',
    `select (${first})::uuid as person, ${ids.join(', ')} \\gset`,
  ];
  const values: string[] = [];
  const parameter = (value: string | null | undefined) => {
    if (value == null) return 'null';
    const name = names.get(value) ?? `value${values.push(value) - 1}`;
    names.set(value, name);
    return `:${name}`;
  };
  for (const { transaction, statements } of units) {
    if (transaction) lines.push('begin;');
    for (const { text, values: given } of statements) {
      const told = text.replace(/\$(\d+)/g, (_, place) => parameter(given[Number(place) - 1]));
      lines.push(`${told.replace(/\s+/g, ' ')};`);
    }
    if (transaction) lines.push('commit;');
  }
  return { script: `${lines.join('\n')}\n`, values };
}
