import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A receiver of webhooks that is sometimes slow and sometimes fails. */
export interface Receiver {
  readonly url: string;
  /** The ids that each event came under, by the event's id; only those that were answered with 200. */
  readonly events: Map<string, Set<string>>;
  readonly requests: number;
  close(): Promise<void>;
}

export async function openReceiver(random: () => number): Promise<Receiver> {
  const events = new Map<string, Set<string>>();
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    take(request)
      .then((status) => response.writeHead(status).end())
      // A sender that was killed leaves half a request.
      .catch(() => response.destroy());
  });
  async function take(request: IncomingMessage): Promise<number> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    if (random() < 0.05) await delay(200);
    if (random() < 0.03) return 500;
    const { event_id: eventId } = JSON.parse(body);
    const ids = events.get(eventId) ?? new Set();
    events.set(eventId, ids.add(String(request.headers['webhook-id'])));
    return 200;
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    events,
    get requests() {
      return requests;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
