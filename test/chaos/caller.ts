import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, ask, textOf } from '../support/client.ts';
import type { World } from '../support/world.ts';
import type { ChaosServer } from './servers.ts';

/** Counts of what callers went through. */
export interface CallCounts {
  acknowledged: number;
  /** Calls that failed in a way that says nothing about whether they took effect. */
  repeated: number;
  /** How often each code was met. */
  refusals: Record<string, number>;
}

/**
 * Asks any of the servers as a good client does: with an idempotency key, and again elsewhere when
 * a call fails in a way that may pass. It returns once a server has acknowledged the call, or
 * refused it for good.
 *
 * @param sessions those of the database, for whoever looks into a call that nobody answers
 */
export function openCaller(
  servers: readonly ChaosServer[],
  counts: CallCounts,
  random: () => number,
  sessions = async () => '',
): Pick<World, 'graphql'> {
  return {
    async graphql(operation, variables, options = {}) {
      const sent = keyed(variables);
      let said = '';
      for (const deadline = Date.now() + 120_000; Date.now() < deadline; ) {
        const server = servers[Math.floor(random() * servers.length)] as ChaosServer;
        const answer = await attempt(() =>
          ask(server.url, operation, sent, { ...options, signal: AbortSignal.timeout(4_000) }),
        );
        const codes = answer?.body.errors?.map(({ extensions }) => String(extensions?.code)) ?? [];
        for (const code of codes) counts.refusals[code] = (counts.refusals[code] ?? 0) + 1;
        if (answer && !isPassing(answer)) {
          if (codes.length === 0) counts.acknowledged += 1;
          return answer;
        }
        said = `${server.name}: ${answer ? `${answer.status} ${codes}` : 'nothing'}`;
        counts.repeated += 1;
        await delay(50 + random() * 200);
      }
      throw new Error(
        `a call was not answered for two minutes, last ${said}: ${textOf(operation)}\n${await sessions()}`,
      );
    },
  };
}

/** The same key for every repeat, so that the call takes effect once. */
function keyed<Variables>(variables: Variables): Variables {
  const { input } = (variables ?? {}) as { input?: object };
  return input ? { ...variables, input: { idempotencyKey: randomUUID(), ...input } } : variables;
}

function isPassing({ status, body }: Answer<unknown>): boolean {
  if (status >= 500) return true;
  return body.errors?.some(({ extensions }) => extensions?.retryable === true) ?? false;
}

/** Nothing when there was no answer, or half of one. */
async function attempt<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch {
    return undefined;
  }
}
