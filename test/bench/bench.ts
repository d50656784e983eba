import type { Databases } from './database.ts';
import type { patientWith } from './host.ts';

/** What one part of the benchmark is given. */
export interface Bench {
  databases: Databases;
  quick: boolean;
  /** Tells a person who waits; never on standard output. */
  progress(text: string): void;
  /** Measures, and again where the host took the machine away meanwhile: see {@link patientWith}. */
  undisturbed: ReturnType<typeof patientWith>;
}

/** The median over the rounds. */
export interface Figure {
  median: number;
  /** Half the distance between the best and the worst round, as a part of the median. */
  spread?: number;
}

/** What one part found. */
export interface Findings {
  ratios: Record<string, Figure>;
  /** Each with its unit in its name. */
  medians: Record<string, Figure>;
  /** For people: why something was left out, what was wrong. */
  remarks: string[];
}

export interface Part {
  name: string;
  about: string;
  run(bench: Bench): Promise<Findings>;
}

/** What was found in one round or in several. */
export function figureOf(...values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const [least = Number.NaN, most = Number.NaN] = [sorted[0], sorted.at(-1)];
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
  return sorted.length > 1 ? { median, spread: (most - least) / 2 / median } : { median };
}

/** One series over another of the same rounds, round by round. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Figure {
  return figureOf(...ours.map((value, round) => value / (theirs[round] ?? Number.NaN)));
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
