import { Client } from 'undici';
import type { Base } from './base.ts';
import type { DatabaseUrls } from './database.ts';
import { untilTaken } from './load/taken.ts';
import { startOurs, tokenFor } from './ours.ts';
import { idOf, reasonOf } from './question.ts';

/**
 * Makes events: through a server of its own, so that what it costs is not the listener's cost. It runs
 * from the first withdrawal on.
 */
export interface Withdrawals {
  /** The consents still in force, in the order in which they will be withdrawn. */
  readonly ahead: readonly number[];
  /** Withdraws the next ones, as fast as four at once can. */
  make(count: number): Promise<void>;
  /** Leaves the next ones as they are. */
  skip(count: number): number[];
  close(): Promise<void>;
}

export function openWithdrawals(urls: DatabaseUrls, base: Base): Withdrawals {
  let opened: ReturnType<typeof openServer> | undefined;
  let ahead = Array.from({ length: 10_000 }, (_, i) => i).filter(isInForce);

  const openServer = async () => {
    const server = await startOurs('withdrawals', urls, base);
    const authorization = `Bearer ${await tokenFor(server.url, base)}`;
    return { server, client: new Client(server.url, { pipelining: 8 }), authorization };
  };

  const withdraw = async (i: number) => {
    opened ??= openServer();
    const { client, authorization } = await opened;
    const id = idOf('artifact', i);
    const text = await untilTaken(async () => {
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
      return body.text();
    });
    if (!text.includes('"WITHDRAWN"')) throw new Error(`not withdrawn: ${text}`);
  };

  const next = (count: number) => {
    const taken = ahead.slice(0, count);
    ahead = ahead.slice(count);
    return taken;
  };

  return {
    get ahead() {
      return ahead;
    },
    async make(count) {
      const due = next(count);
      const some = async () => {
        for (let i = due.shift(); i !== undefined; i = due.shift()) await withdraw(i);
      };
      await Promise.all([some(), some(), some(), some()]);
    },
    skip: next,
    async close() {
      if (!opened) return;
      const { client, server } = await opened;
      await client.close();
      await server.stop();
    },
  };
}

function isInForce(i: number): boolean {
  return reasonOf(i) === 'VALID' || reasonOf(i) === 'PURPOSE_NOT_GRANTED';
}
