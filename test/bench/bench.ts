import type { Databases } from './database.ts';

/** What one part of the benchmark is given. */
export interface Bench {
  databases: Databases;
  quick: boolean;
  /** Tells a person who waits; never on standard output. */
  progress(text: string): void;
}

export interface Row {
  /** What was measured. */
  name: string;
  values: Record<string, number>;
}

/** What one part found. */
export interface Findings {
  /** By the names of the README's table. */
  ratios: Record<string, number>;
  /** Medians over the rounds, each with its unit in its name. */
  medians: Record<string, number>;
  /** For people: why something was left out, what was wrong. */
  remarks: string[];
}

export interface Part {
  name: string;
  about: string;
  run(bench: Bench): Promise<Findings>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median over rounds of one series over another of the same rounds. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)));
}

/** Half the distance between the best and the worst round, as a part of the median. */
export function spreadOf(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / 2 / median(values);
}

/** The same in another order each time, so that nobody always runs after the same other. */
export function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Does some work two at a time, which is for warming up alone: nobody then has the machine to itself. */
export async function byTwos<T>(
  items: readonly T[],
  work: (item: T, lane: 0 | 1) => Promise<unknown>,
): Promise<void> {
  const waiting = [...items];
  const go = async (lane: 0 | 1) => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await work(item, lane);
    }
  };
  await Promise.all([go(0), go(1)]);
}
