/** Checks that race withdrawals: one process, so that it knows which came first. */
import { Client } from 'undici';
import { idOf } from '../question.ts';
import { serve } from './serve.ts';
import { untilTaken } from './taken.ts';

export interface StaleLoad {
  url: string;
  token: string;
  /** Consents that are in force at the start. */
  consents: number[];
  checks: number;
}

export interface StaleOutcome {
  checks: number;
  valid: number;
  withdrawals: number;
  /** "Valid" to a check that began after the withdrawal was acknowledged. */
  stale: number;
}

serve(race);

async function race({ url, token, consents, checks }: StaleLoad): Promise<StaleOutcome> {
  const acknowledged = new Set<number>();
  /** Withdrawals under way and the last ones acknowledged: where a race can be lost. */
  const contested: number[] = consents.slice(0, 8);
  let next = 0;
  let done = 0;
  let valid = 0;
  let stale = 0;

  const askOnce = async (client: Client, query: string) => {
    const { body } = await client.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    return body.text();
  };
  const ask = (client: Client, query: string) => untilTaken(() => askOnce(client, query));

  const withdraw = async (client: Client) => {
    while (next < consents.length && done < checks) {
      const i = consents[next++] ?? 0;
      contested.push(i);
      if (contested.length > 24) contested.shift();
      const answer = await ask(
        client,
        `mutation { withdrawConsent(input: { consentId: "${idOf('artifact', i)}" }) { consent { status } } }`,
      );
      if (!answer.includes('"WITHDRAWN"')) throw new Error(`not withdrawn: ${answer}`);
      acknowledged.add(i);
    }
  };

  const check = async (client: Client) => {
    while (done < checks) {
      done += 1;
      const i = contested[Math.floor(Math.random() * contested.length)] ?? 0;
      const wasWithdrawn = acknowledged.has(i);
      const answer = await ask(
        client,
        `{ validateConsent(artifactId: "${idOf('artifact', i)}") { isValid reason } }`,
      );
      if (!answer.includes('"reason":')) throw new Error(`no answer: ${answer}`);
      if (!answer.includes('"isValid":true')) continue;
      valid += 1;
      if (wasWithdrawn) stale += 1;
    }
  };

  const clients = Array.from({ length: 36 }, () => new Client(url, { pipelining: 1 }));
  await Promise.all(clients.map((client, n) => (n < 4 ? withdraw(client) : check(client))));
  await Promise.all(clients.map((client) => client.close()));
  return { checks: done, valid, withdrawals: acknowledged.size, stale };
}
