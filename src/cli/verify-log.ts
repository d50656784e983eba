import { type LogReport, type OutsideCheckpoint, verifyWholeLog } from '../audit/index.ts';
import type { Config } from '../config.ts';
import { argumentsOf, UsageProblem } from './arguments.ts';
import { besideServer } from './beside.ts';
import { readKeys } from './keys.ts';
import { readPlace } from './place.ts';

/**
 * Verifies the whole log and says what it found. Ends with 1 when anything was touched, and with 2 when it
 * cannot look.
 *
 * @param args `--checkpoint FILE or URL` for each checkpoint kept outside, beside the configured one;
 * `--keys FILE or URL` for the public keys, should those of the database not be trusted.
 */
export async function verifyLog(config: Config, args: string[]): Promise<void> {
  const { values, positionals } = argumentsOf(args, {
    checkpoint: { type: 'string', multiple: true, default: [] },
    keys: { type: 'string' },
  });
  if (positionals.length > 0) throw new UsageProblem('verify-log takes options only');
  const files = [config.auditCheckpointFile ?? [], ...values.checkpoint].flat();
  const outside = await Promise.all(files.map(readCheckpoint));
  const trusted = values.keys === undefined ? undefined : await readKeys(values.keys);
  const began = performance.now();
  const report = await besideServer(config, (opened) =>
    verifyWholeLog(opened, { outside, trusted, onProgress: progressLine() }),
  );
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(describe(report, outside, seconds));
  if (report.touched.length > 0) process.exitCode = 1;
}

async function readCheckpoint(place: string): Promise<OutsideCheckpoint> {
  return { place, note: await readPlace(place) };
}

/** Tells a person how far it is, now and then. */
function progressLine(): (done: number, of: number) => void {
  let told = performance.now();
  return (done, of) => {
    if (performance.now() - told < 1_000) return;
    told = performance.now();
    const share = Math.floor((100 * done) / Math.max(of, 1));
    process.stderr.write(`${done} of ${of} entries (${share} %)\n`);
  };
}

function describe(report: LogReport, outside: OutsideCheckpoint[], seconds: number): string {
  const { touched, entries, dropped, checkpoints, subtrees, root } = report;
  const lines = [
    `${entries} entries in ${seconds.toFixed(1)} s, root ${root.toString('hex')}`,
    `${dropped} of them are gone from history by retention; their leaf hashes were verified`,
    `${subtrees} stored subtrees and ${checkpoints} signed checkpoints compared, ${outside.length} of these kept outside`,
  ];
  if (outside.length === 0) {
    lines.push(
      'No checkpoint from outside: a log that was rewritten as a whole, keys and all, would pass. Keep checkpoints elsewhere (AUDIT_CHECKPOINT_FILE, AUDIT_CHECKPOINT_URL) and pass --checkpoint FILE or URL.',
    );
  }
  const [first, ...more] = touched.map(
    ({ position, entryId, finding }) =>
      `${position === null ? '' : `position ${position}, `}${entryId === null ? '' : `entry ${entryId}: `}${finding}`,
  );
  if (first === undefined) return `${[...lines, 'The log is whole and untouched.'].join('\n')}\n`;
  lines.push(
    `TOUCHED, first of all: ${first}`,
    ...more.slice(0, 19).map((line) => `  and ${line}`),
  );
  if (more.length > 19) lines.push(`  and ${more.length - 19} more`);
  return `${lines.join('\n')}\n`;
}
