import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What went over the wire, in both directions. */
export interface Passed {
  /** The mutation that carried the message; empty for what is no GraphQL. */
  mutation: string;
  request: string;
  response: string;
  /** Address and headers of both. */
  around: string;
}

/** What a proxy does with a request instead of passing it on. */
type Verdict =
  | 'pass'
  | 'cut'
  | 'lose answer'
  | { status: number; headers?: Record<string, string>; body?: string };
export type Intercept = (mutation: string, request: string) => Verdict | Promise<Verdict>;

/** Stands between two servers: records every byte, and can be told to get in the way. */
export interface Recorder {
  readonly url: string;
  readonly passed: Passed[];
  /** Where requests go; nowhere while undefined. */
  target: string | undefined;
  intercept: Intercept;
  stop(): Promise<void>;
}

export async function startRecorder(): Promise<Recorder> {
  const passed: Passed[] = [];
  const proxy = { target: undefined as string | undefined, intercept: (() => 'pass') as Intercept };
  const server = http.createServer(async (incoming, outgoing) => {
    let request = '';
    for await (const part of incoming.setEncoding('utf8')) request += part;
    const mutation = /sent: (\w+)\(/.exec(request)?.[1] ?? '';
    const verdict = await proxy.intercept(mutation, request);
    if (!proxy.target || verdict === 'cut') return void outgoing.destroy();
    if (typeof verdict === 'object') {
      outgoing.writeHead(verdict.status, verdict.headers).end(verdict.body);
      return;
    }
    try {
      const response = await fetch(new URL(incoming.url ?? '/', proxy.target), {
        method: incoming.method ?? 'GET',
        headers: {
          accept: incoming.headers.accept ?? '*/*',
          ...(request && { 'content-type': 'application/json' }),
        },
        ...(request && { body: request }),
      });
      const text = await response.text();
      const around = JSON.stringify([
        incoming.url,
        incoming.rawHeaders,
        [...response.headers],
        response.status,
      ]);
      passed.push({ mutation, request, response: text, around });
      if (verdict === 'lose answer') return void outgoing.destroy();
      outgoing.writeHead(response.status, { 'content-type': 'application/json' }).end(text);
    } catch {
      outgoing.destroy();
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(proxy, {
    url,
    passed,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
