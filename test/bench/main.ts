import { parseArgs } from 'node:util';
import type { Findings, Part } from './bench.ts';
import { openDatabases } from './database.ts';
import { bulk } from './parts/bulk.ts';
import { live } from './parts/live.ts';
import { stale } from './parts/stale.ts';
import { start } from './parts/start.ts';
import { validate } from './parts/validate.ts';
import { write } from './parts/write.ts';
import { printTable } from './report.ts';

const parts: Part[] = [validate, bulk, write, live, stale, start];

const usage = `Usage: npm run bench [-- [--quick] [--json] [PART…]]
${parts.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n')}
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !parts.some((part) => part.name === name));
if (values.help || unknown.length > 0) {
  process.stderr.write(usage);
  process.exit(values.help ? 0 : 2);
}

const started = performance.now();
function progress(text: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stderr.write(`${seconds.padStart(4)} s  ${text}\n`);
}

const databases = await openDatabases(progress);
const all: Findings = { ratios: {}, medians: {}, remarks: [] };
try {
  for (const part of parts) {
    if (positionals.length > 0 && !positionals.includes(part.name)) continue;
    try {
      const { ratios, medians, remarks } = await part.run({
        databases,
        quick: values.quick,
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
for (const remark of all.remarks) process.stderr.write(`${remark}\n`);
if (values.json) {
  process.stdout.write(`${JSON.stringify({ ratios: all.ratios, medians: all.medians })}\n`);
} else {
  printTable(all);
}
