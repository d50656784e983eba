import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { ChaosServer } from './servers.ts';

const operation = `subscription Chaos($after: String) {
  consentStatusChanged(after: $after) { cursor action request { id } consent { id } }
}`;

interface Event {
  cursor: string;
  action: string;
  request: { id: string };
  consent: { id: string } | null;
}

/** A live client that goes on from its last cursor, on any server, whenever its socket ends. */
export interface Listener {
  readonly name: string;
  /** What it received, in order, each event by `action request consent`. */
  readonly received: string[];
  /** How often it went on from a cursor. */
  readonly resumed: number;
  stop(): Promise<void>;
}

export function listen(
  name: string,
  servers: readonly ChaosServer[],
  { token, after, random }: { token: string; after: string; random: () => number },
): Listener {
  const received: string[] = [];
  let cursor = after;
  let connected = 0;
  let dispose: (() => void | Promise<void>) | undefined;
  let isStopped = false;

  async function once(): Promise<void> {
    const server = servers[Math.floor(random() * servers.length)] as ChaosServer;
    const client = createClient({
      url: server.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      // A frozen server accepts connections and says nothing: leave it.
      connectionAckWaitTimeout: 2_000,
      keepAlive: 500,
      connectionParams: { authorization: `Bearer ${token}` },
      on: {
        connected: () => {
          connected += 1;
        },
        ping: (received) => {
          if (!received) silence = setTimeout(() => client.terminate(), 1_500);
        },
        pong: () => clearTimeout(silence),
        closed: () => clearTimeout(silence),
      },
    });
    let silence: NodeJS.Timeout | undefined;
    dispose = () => client.dispose();
    const events = client.iterate<{ consentStatusChanged: Event }>({
      query: operation,
      variables: { after: cursor },
    });
    for await (const { data, errors } of events) {
      // An event that could not be shown was not seen: go on from the one before it.
      if (errors || !data) break;
      const { consentStatusChanged: event } = data;
      cursor = event.cursor;
      received.push(eventName(event.action, event.request.id, event.consent?.id ?? null));
    }
    await client.dispose();
  }

  const running = (async () => {
    while (!isStopped) {
      await once().catch(() => {});
      await delay(20 + random() * 100);
    }
  })();

  return {
    name,
    received,
    get resumed() {
      return Math.max(0, connected - 1);
    },
    async stop() {
      isStopped = true;
      await dispose?.();
      await running;
    },
  };
}

/** No event of the load happens twice, so this names it. */
export function eventName(action: string, requestId: string, consentId: string | null): string {
  return `${action} ${requestId} ${consentId ?? '-'}`;
}
