import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type OpenServer, openServer } from '../../src/open-server.ts';
import { dataOf } from '../support/answer.ts';
import { ask } from '../support/client.ts';
import { type Stream, stream } from '../support/stream.ts';
import { startWorld, type World } from '../support/world.ts';

const requests =
  'subscription Received($after: String) { consentRequestReceived(after: $after) { cursor request { id } } }';
const liveCursor = '{ fiduciary { consentRequests { liveCursor } } }';
const question = '{ fiduciary { name } }';

let world: World;
/** The world's own server is for the seed alone; these two are what is rolled, and what follows them. */
const pair: OpenServer[] = [];
const successors: OpenServer[] = [];
let balancer: Balancer;

beforeAll(async () => {
  world = await startWorld();
  // All beforehand: opening one blocks this process for a moment, which is all servers' at once.
  pair.push(await another(), await another());
  successors.push(await another(), await another());
  balancer = await balance(pair.map(portOf));
});
afterAll(async () => {
  await balancer.close();
  for (const server of [...pair, ...successors]) await server.close();
  await world.stop();
});

interface Received {
  consentRequestReceived: { cursor: string; request: { id: string } };
}

test('a rolling restart drops no request, and hands sockets over by cursor', async () => {
  const bank = await world.seed.fiduciary();
  const asha = await world.seed.person();
  const { token } = bank;
  const headers = { connection: 'close' };
  const asked = await world.graphql<{
    fiduciary: { consentRequests: { liveCursor: string } };
  }>(liveCursor, undefined, { token });
  const first = dataOf(asked).fiduciary.consentRequests.liveCursor;

  let isOver = false;
  let isHeard = false;
  let live: Stream<Received> | undefined;
  const made: string[] = [];
  const seen: string[] = [];
  const closings: number[] = [];
  let answers = 0;
  onTestFinished(async () => {
    isOver = true;
    isHeard = true;
    await live?.stop();
  });

  const asking = (async () => {
    while (!isOver) {
      dataOf(await ask(balancer.url, question, undefined, { token, headers }));
      answers += 1;
      // Well below the thousand requests a minute that a data fiduciary may make.
      await delay(50);
    }
  })();
  const making = (async () => {
    while (!isOver) {
      made.push((await bank.ask(asha, [await bank.purpose()])).id);
      await delay(50);
    }
  })();
  const listening = (async () => {
    let after = first;
    while (!isHeard) {
      live = stream<Received, Record<string, never>>(
        balancer.url.replace('http', 'ws'),
        requests,
        {},
        { token, after },
      );
      try {
        for (;;) {
          const { data } = await live.next();
          if (!data) throw new Error('an event without data');
          after = data.consentRequestReceived.cursor;
          seen.push(data.consentRequestReceived.request.id);
        }
      } catch {
        if (!isHeard) closings.push((await live.closed).code);
      }
      await live.stop();
    }
  })();

  /** Until more was asked and made in the present state of things. */
  const goOn = async () => {
    const [before, madeBefore] = [answers, made.length];
    const hasMoved = () => answers > before + 3 && made.length > madeBefore;
    // Either of the two ends before it is told to only by what went wrong.
    await Promise.race([asking, making, expect.poll(hasMoved).toBe(true)]);
  };
  for (const index of [0, 1]) {
    await goOn();
    const next = successors.shift() as OpenServer;
    balancer.use([portOf(next), portOf(pair[1 - index] as OpenServer)]);
    await pair[index]?.close();
    pair[index] = next;
    balancer.use(pair.map(portOf));
  }
  await goOn();
  isOver = true;
  await Promise.all([asking, making]);
  await expect.poll(() => seen.length).toBe(made.length);
  isHeard = true;
  await live?.stop();
  await listening;

  expect(seen).toEqual(made);
  expect(closings.length).toBeGreaterThan(0);
  // Going Away (RFC 6455 §7.4.1): the client knows that it may come again at once.
  expect(new Set(closings)).toEqual(new Set([1001]));
});

/** One more server on the world's database. */
function another(): Promise<OpenServer> {
  return openServer(world.platform.config, pino({ level: 'silent' }));
}

function portOf({ api }: OpenServer): number {
  return Number(new URL(api.url).port);
}

interface Balancer {
  readonly url: string;
  /** Sends new connections to these from now on; open ones stay where they are. */
  use(ports: number[]): void;
  close(): Promise<void>;
}

/** Passes connections on in turn, and knows nothing of HTTP. */
async function balance(first: number[]): Promise<Balancer> {
  let ports = first;
  let turn = 0;
  const server: Server = createServer((client) => {
    turn += 1;
    const backend = connect(ports[turn % ports.length] as number, '127.0.0.1');
    client.pipe(backend).pipe(client);
    client.on('error', () => backend.destroy()).on('close', () => backend.destroy());
    backend.on('error', () => client.destroy()).on('close', () => client.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    use: (next) => {
      ports = next;
    },
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}
