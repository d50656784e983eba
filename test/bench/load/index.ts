import { fork } from 'node:child_process';
import { join } from 'node:path';
import { watched } from '../host.ts';
import { compileEarly } from '../options.ts';
import { ask, type Contender } from '../server.ts';
import type { HttpLoad, HttpOutcome } from './http.ts';

/** A process that asks: apart from the server, and apart from what counts. */
export interface LoadProcess<Load extends object, Outcome> {
  ask(load: Load): Promise<Outcome>;
  stop(): void;
}

/** Starts one of the programs in this folder. */
export function startProcess<Load extends object, Outcome>(
  name: string,
): LoadProcess<Load, Outcome> {
  const child = fork(join(import.meta.dirname, `${name}.ts`), {
    // Small, so that what is late was not held up by a long collection of the process that counts.
    execArgv: ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=4', ...compileEarly],
  });
  return { ask: (load) => ask<Outcome>(child, load), stop: () => child.kill() };
}

export type LoadGenerator = LoadProcess<HttpLoad, HttpOutcome>;

export const startLoadGenerator = (): LoadGenerator => startProcess('http');

export interface Measured extends HttpOutcome {
  /** Answers for each second that the host left to this machine. */
  rate: number;
  /** The part that it left, above 0 to 1. */
  left: number;
  /** Microseconds of the server's CPU for each. */
  cpu: number;
}

/** One stretch of load, and what it cost the server. */
export async function measure(
  generator: LoadGenerator,
  contender: Pick<Contender, 'name' | 'usage'>,
  load: HttpLoad,
): Promise<Measured> {
  const before = await contender.usage();
  const { found: outcome, left } = await watched(() => generator.ask(load));
  const after = await contender.usage();
  if (outcome.wrong > 0) {
    throw new Error(`${contender.name} gave ${outcome.wrong} wrong answers: ${outcome.example}`);
  }
  return {
    ...outcome,
    rate: outcome.answers / outcome.seconds / left,
    left,
    cpu: (after.cpu - before.cpu) / outcome.answers,
  };
}
