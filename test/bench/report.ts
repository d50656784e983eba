import type { Findings } from './bench.ts';

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

/** Everything that was found, for people. */
export function printTable({ ratios, medians }: Findings): void {
  const out = (text: string) => process.stdout.write(`${text}\n`);
  out('');
  for (const [name, value] of Object.entries(medians)) out(`${name.padEnd(34)} ${shown(value)}`);
  out('');
  for (const [name, value] of Object.entries(ratios)) {
    const { least, most } = goals[name] ?? {};
    const goal =
      least !== undefined ? `at least ${least}` : most !== undefined ? `at most ${most}` : '';
    const missed = (least !== undefined && value < least) || (most !== undefined && value > most);
    out(`${name.padEnd(34)} ${shown(value)}   ${goal}${missed ? '   MISSED' : ''}`);
  }
}

function shown(value: number): string {
  return (value >= 100 ? value.toFixed(0) : value.toFixed(2)).padStart(10);
}
