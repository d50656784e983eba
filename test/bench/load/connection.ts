import { once } from 'node:events';
import { connect } from 'node:net';

/** Asks one thing at a time, and is given what the answer says. */
export interface Connection {
  post(body: string): Promise<string>;
  close(): void;
}

/**
 * A connection without an HTTP client: server, database and clients share the machine, and a client
 * that does more for an answer than it must hides how fast a server is, the faster the more.
 */
export async function openConnection(
  address: string,
  path: string,
  headers: Record<string, string>,
): Promise<Connection> {
  const { host, hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  const lines = Object.entries({ host, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const head = `POST ${path} HTTP/1.1\r\n${lines.join('')}content-length: `;

  let received = '';
  let asked: { resolve(body: string): void; reject(error: Error): void } | undefined;
  // Nothing but ASCII is asked and answered here.
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text;
    const body = bodyOf(received);
    if (body === undefined) return;
    received = '';
    asked?.resolve(body);
  });
  const fail = (error: Error) => asked?.reject(error);
  socket.on('error', fail).on('close', () => fail(new Error('The server hung up')));
  return {
    post: (body) =>
      new Promise((resolve, reject) => {
        asked = { resolve, reject };
        socket.write(`${head}${body.length}\r\n\r\n${body}`);
      }),
    close: () => socket.destroy(),
  };
}

/** The body of an answer that has come whole. */
function bodyOf(received: string): string | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const body = received.slice(end + 4);
  const [, length] = /\ncontent-length: *(\d+)/i.exec(received.slice(0, end)) ?? [];
  if (length !== undefined) return body.length >= Number(length) ? body : undefined;
  return /(?:^|\n)0\r\n\r\n$/.test(body) ? fromChunks(body) : undefined;
}

function fromChunks(body: string): string {
  let text = '';
  for (let at = 0; ; ) {
    const start = body.indexOf('\r\n', at) + 2;
    const length = Number.parseInt(body.slice(at, start), 16);
    if (!(length > 0)) return text;
    text += body.slice(start, start + length);
    at = start + length + 2;
  }
}
