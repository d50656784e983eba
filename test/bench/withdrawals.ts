import postgres from 'postgres';
import { Client } from 'undici';
import type { DatabaseUrls } from './database.ts';
import { startOurs, tokenFor } from './ours.ts';
import { idOf, reasonOf } from './question.ts';
import type { Base } from './seed.ts';

/** Makes events: through a server of its own, so that what it costs is not the listener's cost. */
export interface Withdrawals {
  /** The consents still in force, in the order in which they will be withdrawn. */
  readonly ahead: readonly number[];
  /** Withdraws the next ones; so many a second, or as fast as four at once can. */
  make(count: number, rate?: number): Promise<void>;
  /** When each was committed, by its consent's id: milliseconds since 1970 with fractions. */
  commits(): Promise<Map<string, number>>;
  close(): Promise<void>;
}

export async function openWithdrawals(urls: DatabaseUrls, base: Base): Promise<Withdrawals> {
  const server = await startOurs('withdrawals', urls, base);
  const authorization = `Bearer ${await tokenFor(server.url, base)}`;
  const client = new Client(server.url, { pipelining: 8 });
  let ahead = Array.from({ length: 10_000 }, (_, i) => i).filter(isInForce);

  const withdraw = async (i: number) => {
    const id = idOf('artifact', i);
    const { body } = await client.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({
        query:
          'mutation ($id: ID!) { withdrawConsent(input: { consentId: $id }) { consent { status } } }',
        variables: { id },
      }),
    });
    const text = await body.text();
    if (!text.includes('"WITHDRAWN"')) throw new Error(`not withdrawn: ${text}`);
  };

  return {
    get ahead() {
      return ahead;
    },
    async make(count, rate) {
      const due = ahead.slice(0, count);
      ahead = ahead.slice(count);
      if (!rate) {
        const some = async () => {
          for (let i = due.shift(); i !== undefined; i = due.shift()) await withdraw(i);
        };
        await Promise.all([some(), some(), some(), some()]);
        return;
      }
      const started = performance.now();
      await Promise.all(
        due.map(async (i, n) => {
          const wait = Math.max(0, started + (n * 1000) / rate - performance.now());
          await new Promise((resolve) => setTimeout(resolve, wait));
          await withdraw(i);
        }),
      );
    },
    async commits() {
      const owner = postgres(urls.owner, { max: 1, onnotice: () => {} });
      const rows = await owner<{ id: string; at: number }[]>`
        select artifact_id as id,
          (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as at
        from history where action = 'WITHDRAW'`;
      await owner.end();
      return new Map(rows.map(({ id, at }) => [id, at]));
    },
    async close() {
      await client.close();
      await server.stop();
    },
  };
}

function isInForce(i: number): boolean {
  return reasonOf(i) === 'VALID' || reasonOf(i) === 'PURPOSE_NOT_GRANTED';
}
