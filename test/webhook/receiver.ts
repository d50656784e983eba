import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../support/until.ts';

/** One message as it came. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  at: number;
}

/** A real receiver on the loopback interface. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** The most messages that were being answered at the same time. */
  readonly mostAtOnce: number;
  /** Answers what comes from now on. */
  answer(how: Answering): void;
  /** Waits until so many messages came. */
  has(count: number): Promise<Received[]>;
  close(): Promise<void>;
}

export type Answering = (response: ServerResponse, message: Received) => unknown;

export const ok: Answering = (response) => response.writeHead(200).end('thank you');

export const status =
  (code: number, headers: Record<string, string> = {}): Answering =>
  (response) =>
    response.writeHead(code, headers).end(`status ${code}`);

export async function startReceiver(answering: Answering = ok, port = 0): Promise<Receiver> {
  const received: Received[] = [];
  let answer = answering;
  let open = 0;
  let mostAtOnce = 0;
  const server = createServer(async (request, response) => {
    mostAtOnce = Math.max(mostAtOnce, ++open);
    response.on('close', () => open--);
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const message = { headers: request.headers, body, at: performance.now() };
    received.push(message);
    await answer(response, message);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    get mostAtOnce() {
      return mostAtOnce;
    },
    answer(how) {
      answer = how;
    },
    async has(count) {
      await until(() => received.length >= count);
      return received;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
