import type { Findings, Part } from './bench.ts';
import { openDatabases } from './database.ts';
import { patientWith, watchHost } from './host.ts';
import { options, positionals } from './options.ts';
import { bulk } from './parts/bulk.ts';
import { live } from './parts/live.ts';
import { stale } from './parts/stale.ts';
import { start } from './parts/start.ts';
import { validate } from './parts/validate.ts';
import { write } from './parts/write.ts';
import { mediansOf, printTable } from './report.ts';

/**
 * First what is measured against the clock: ratios of what runs in turns bear a machine that grows
 * slower with use better.
 */
const parts: Part[] = [start, live, validate, bulk, write, stale];

const usage = `Usage: npm run bench [-- [--quick] [--json] [PART…]]
${parts.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n')}
`;

const unknown = positionals.filter((name) => !parts.some((part) => part.name === name));
if (options.help || unknown.length > 0) {
  process.stderr.write(usage);
  process.exit(options.help ? 0 : 2);
}

const started = performance.now();
function progress(text: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stderr.write(`${seconds.padStart(4)} s  ${text}\n`);
}

const databases = await openDatabases(progress);
const takenByHost = await watchHost();
const all: Findings = { ratios: {}, medians: {}, remarks: [] };
try {
  for (const part of parts) {
    if (positionals.length > 0 && !positionals.includes(part.name)) continue;
    try {
      const { ratios, medians, remarks } = await part.run({
        databases,
        quick: options.quick,
        undisturbed: patientWith(options.quick ? 10 : 120),
        progress: (text) => progress(`${part.name}: ${text}`),
      });
      Object.assign(all.ratios, ratios);
      Object.assign(all.medians, medians);
      all.remarks.push(...remarks);
    } catch (error) {
      // The others are worth having, and the exit code tells that one is missing.
      process.exitCode = 1;
      const reason = error instanceof Error ? error.stack : error;
      all.remarks.push(`${part.name} did not come to an end: ${reason}`);
    }
  }
} finally {
  await databases.stop();
}
const taken = 100 * (await takenByHost());
if (taken >= 1) {
  all.remarks.push(`The host took ${taken.toFixed(0)} % of this machine's CPU meanwhile.`);
}
for (const remark of all.remarks) process.stderr.write(`${remark}\n`);
if (options.json) {
  const { ratios, medians } = all;
  const found = { ratios: mediansOf(ratios), medians: mediansOf(medians) };
  process.stdout.write(`${JSON.stringify(found)}\n`);
} else {
  printTable(all);
}
