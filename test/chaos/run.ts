import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { type ChaosReport, runChaos } from './chaos.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seconds: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const seconds = values.seconds === undefined ? Number(values.minutes) * 60 : Number(values.seconds);
if (!(seconds > 0 && seconds <= 6 * 60 * 60)) throw new Error('from a second to six hours');

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const began = Date.now();
const tell = (line: string) => {
  const at = ((Date.now() - began) / 1000).toFixed(1).padStart(7);
  process.stdout.write(`${at} s  ${line}\n`);
};
tell(`${seconds} seconds of harm, seed ${values.seed}`);
const report = await runChaos({ milliseconds: seconds * 1000, seed: Number(values.seed), tell });
process.stdout.write(describe(report));
process.exitCode = report.violations.length === 0 ? 0 : 1;

function describe(report: ChaosReport): string {
  const { disturbances, calls, log, violations } = report;
  const refusals = Object.entries(calls.refusals).map(([code, times]) => `${code} ${times}`);
  return [
    '',
    `killed            ${disturbances.kills} times a server, frozen ${disturbances.freezes} times, cut off ${disturbances.cutOffs} times`,
    `database          ${disturbances.databaseStops} immediate stops, ${disturbances.longTransactions} long transactions`,
    `calls             ${calls.acknowledged} acknowledged, ${calls.repeated} repeated (${refusals.join(', ') || 'no refusal'})`,
    `mutations         ${report.mutations} acknowledged: compared with state, history and log`,
    `validations       ${report.validations}, each right after a change`,
    `live              ${report.events} events received, over ${report.resumptions} resumptions by cursor`,
    `webhooks          ${report.webhooks} requests received`,
    `log               ${log.entries} entries verified, ${log.checkpoints} checkpoints`,
    violations.length === 0 ? 'Everything held.' : `${violations.length} VIOLATIONS`,
    ...violations.slice(0, 50).map((line) => `  ${line}`),
    '',
  ].join('\n');
}
