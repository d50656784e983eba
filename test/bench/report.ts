import type { Figure, Findings } from './bench.ts';

/** What each ratio must reach; `most` where less is better. */
const goals: Record<string, { least?: number; most?: number }> = {
  validate_vs_bare: { least: 1.2 },
  validate_vs_mercurius_jit: { least: 1.2 },
  validate_vs_postgraphile: { least: 2.5 },
  validate_vs_yoga: { least: 3 },
  validate_vs_shared_bare: { least: 0.6 },
  validate_1m_vs_10k: { least: 0.9 },
  validate_p99_vs_bare: { most: 1.5 },
  bulk_items_vs_single: { least: 10 },
  write_vs_bare: { least: 0.6 },
  write_vs_pgbench: { least: 0.35 },
  live_cpu_vs_ws: { most: 2 },
  live_targeted_10k_vs_100: { most: 1.2 },
  live_kb_per_subscription: { most: 25 },
  live_p99_ms: { most: 10 },
  stale_valid: { most: 0 },
  start_s: { most: 1.5 },
  idle_mb: { most: 150 },
};

/** Everything that was found, for people: medians over the rounds, and how far these lie apart. */
export function printTable({ ratios, medians }: Findings): void {
  const out = (name: string, figure: Figure, remark = '') =>
    process.stdout.write(`${`${name.padEnd(34)} ${shown(figure)}   ${remark}`.trimEnd()}\n`);
  process.stdout.write('\n');
  for (const [name, figure] of Object.entries(medians)) out(name, figure);
  process.stdout.write('\n');
  for (const [name, figure] of Object.entries(ratios)) out(name, figure, judged(name, figure));
}

/** The same for programs. */
export function mediansOf(figures: Record<string, Figure>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, { median }]) => [name, median]));
}

function judged(name: string, { median }: Figure): string {
  const { least, most } = goals[name] ?? {};
  if (least !== undefined) return `at least ${least}${median < least ? '   MISSED' : ''}`;
  if (most !== undefined) return `at most ${most}${median > most ? '   MISSED' : ''}`;
  return '';
}

function shown({ median, spread }: Figure): string {
  const value = median >= 100 ? median.toFixed(0) : median.toFixed(2);
  const percent = spread === undefined ? '' : `± ${(100 * spread).toFixed(0)} %`;
  return `${value.padStart(10)}  ${percent.padStart(7)}`;
}
