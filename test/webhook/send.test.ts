import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openSender, type SenderOptions } from '../../src/webhook/send.ts';
import { ok, type Receiver, startReceiver, status } from './receiver.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const untold = new AbortController().signal;

async function send(url: string, options: Partial<SenderOptions> = {}, signal = untold) {
  const sender = openSender({ loopback: true, ...options });
  closers.push(sender.close);
  return sender.send({ url, headers: { 'content-type': 'application/json' }, body: '{}' }, signal);
}

async function receiver(...args: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...args);
  closers.push(started.close);
  return started;
}

/** A server that speaks byte by byte, and remembers whether anyone came. */
async function rawServer(speak: (socket: Socket) => void): Promise<{ url: string; came: number }> {
  const sockets = new Set<Socket>();
  const state = { url: '', came: 0 };
  const server: Server = createServer((socket) => {
    state.came++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => speak(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  state.url = `http://127.0.0.1:${port}/`;
  return state;
}

const head = 'HTTP/1.1 200 OK\r\n';

describe('an attempt', () => {
  test('posts the bytes and tells the code and the first bytes of the answer', async () => {
    const { url, received } = await receiver(status(202));
    expect(await send(url)).toMatchObject({
      outcome: 'DELIVERED',
      code: 202,
      problem: null,
      firstBytes: Buffer.from('status 202'),
    });
    expect(received).toMatchObject([{ body: '{}', headers: { 'content-length': '2' } }]);
  });

  test.each([400, 404, 410, 429, 500, 503])('answered with %i failed', async (code) => {
    const { url } = await receiver(status(code));
    expect(await send(url)).toMatchObject({ outcome: 'REFUSED', code });
  });

  test.each([301, 302, 303, 307, 308])('follows no redirect of %i', async (code) => {
    const inside = await receiver();
    const { url } = await receiver(status(code, { location: inside.url }));
    expect(await send(url)).toMatchObject({ outcome: 'REFUSED', code });
    expect(inside.received).toEqual([]);
  });

  test('is cut when the answer drips in a byte at a time', async () => {
    const { url } = await rawServer((socket) => {
      const bytes = [...head];
      const drip = setInterval(() => socket.write(bytes.shift() ?? ' '), 100);
      socket.on('close', () => clearInterval(drip));
    });
    const answer = await send(url, { timeoutMs: 700 });
    expect(answer).toMatchObject({ outcome: 'TIMED_OUT', code: null });
    expect(answer.durationMs).toBeGreaterThanOrEqual(690);
  });

  test('is cut when nothing is ever answered', async () => {
    const { url } = await rawServer(() => {});
    expect(await send(url, { timeoutMs: 300 })).toMatchObject({ outcome: 'TIMED_OUT', code: null });
  });

  test('goes by the status when the body drips on, and is cut all the same', async () => {
    const { url } = await rawServer((socket) => {
      socket.write(`${head}content-length: 1000\r\n\r\nslow`);
      const drip = setInterval(() => socket.write('.'), 50);
      socket.on('close', () => clearInterval(drip));
    });
    const answer = await send(url, { timeoutMs: 500 });
    expect(answer).toMatchObject({ outcome: 'DELIVERED', code: 200 });
    expect(answer.firstBytes.toString()).toMatch(/^slow\.+$/);
    expect(answer.durationMs).toBeGreaterThanOrEqual(490);
  });

  test.each([
    ['more than it sends', `${head}content-length: 5000\r\n\r\nshort`],
    ['less than it sends', `${head}content-length: 5\r\n\r\nshort and long`],
  ])('goes by the status when the answer announces %s', async (_lie, answer) => {
    const { url } = await rawServer((socket) => socket.end(answer));
    expect(await send(url)).toMatchObject({ outcome: 'DELIVERED', code: 200 });
  });

  test('reads at most 64 KiB of an answer without end', async () => {
    let written = 0;
    const { url } = await rawServer((socket) => {
      socket.write(`${head}\r\n`);
      const chunk = Buffer.alloc(16 * 1024, 'x');
      const pour = () => {
        while (!socket.destroyed && socket.write(chunk)) written += chunk.length;
        if (!socket.destroyed) socket.once('drain', pour);
      };
      pour();
    });
    const answer = await send(url);
    expect(answer).toMatchObject({ outcome: 'DELIVERED', code: 200 });
    expect(answer.firstBytes).toHaveLength(1024);
    // What the kernel buffers on both sides comes on top.
    expect(written).toBeLessThan(32 * 1024 * 1024);
  });

  test.each([
    ['what is no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 'HPE_INVALID_CONSTANT'],
    [
      'headers without end',
      `${head}${'x-pad: 1234567890\r\n'.repeat(2000)}`,
      'HPE_HEADER_OVERFLOW',
    ],
    ['nothing at all', '', 'ECONNRESET'],
  ])('fails when the answer is %s', async (_what, answer, problem) => {
    const { url } = await rawServer((socket) => socket.end(answer));
    expect(await send(url)).toMatchObject({ outcome: 'CONNECTION_FAILED', code: null, problem });
  });

  test('fails when nobody listens', async () => {
    const gone = await startReceiver();
    await gone.close();
    expect(await send(gone.url)).toMatchObject({
      outcome: 'CONNECTION_FAILED',
      code: null,
      problem: 'ECONNREFUSED',
    });
  });

  test('is made to no server whose certificate is not trusted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'consentgraph-receiver-'));
    closers.push(() => rm(folder, { recursive: true }));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout', key, '-out', cert, ...subject],
      { stdio: 'ignore' },
    );
    let came = 0;
    const server = createSecureServer(
      { key: await readFile(key), cert: await readFile(cert) },
      (_request, response) => {
        came++;
        response.end();
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    expect(await send(`https://localhost:${port}/`)).toMatchObject({
      outcome: 'CONNECTION_FAILED',
      code: null,
      problem: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(came).toBe(0);
  });

  test('given up by the server is nobody’s failure', async () => {
    const { url } = await rawServer(() => {});
    const stop = new AbortController();
    const sending = send(url, {}, stop.signal);
    stop.abort(new Error('stopping'));
    await expect(sending).rejects.toThrow('stopping');
  });

  test('is made again at once when the connection that was kept had just been closed', async () => {
    const sender = openSender({ loopback: true });
    closers.push(sender.close);
    const { url } = await rawServer((socket) => {
      socket.write(`${head}content-length: 2\r\n\r\nok`);
      socket.on('data', () => socket.resetAndDestroy());
    });
    const message = { url, headers: {}, body: '{}' };
    expect(await sender.send(message, untold)).toMatchObject({ outcome: 'DELIVERED' });
    expect(await sender.send(message, untold)).toMatchObject({ outcome: 'DELIVERED' });
  });
});

describe('a private address', () => {
  test('written out gets no connection', async () => {
    const { url, received } = await receiver(ok);
    expect(await send(url, { loopback: false })).toMatchObject({
      outcome: 'ADDRESS_REFUSED',
      code: null,
    });
    expect(received).toEqual([]);
  });

  test.each([
    ['http://[::ffff:127.0.0.1]/'],
    ['http://[::127.0.0.1]/'],
    ['http://169.254.169.254/'],
    ['http://0.0.0.0/'],
  ])('%s gets none even where loopback is allowed', async (url) => {
    expect(await send(url)).toMatchObject({ outcome: 'ADDRESS_REFUSED', code: null });
  });

  /** A resolver that gives one answer after the other. */
  function resolverOf(...answers: string[][]): NonNullable<SenderOptions['lookup']> {
    const lookup = (_name: string, _options: unknown, callback: (...found: unknown[]) => void) => {
      const addresses = answers.length > 1 ? answers.shift() : answers[0];
      callback(
        null,
        addresses?.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    };
    return lookup as unknown as NonNullable<SenderOptions['lookup']>;
  }

  test('is refused to a name that came to stand for it, and no byte is sent', async () => {
    const inside = await rawServer(() => {});
    const { port } = new URL(inside.url);
    const sender = openSender({
      loopback: false,
      timeoutMs: 500,
      lookup: resolverOf(['192.0.2.1'], ['127.0.0.1']),
    });
    closers.push(sender.close);
    const message = { url: `http://rebound.example:${port}/`, headers: {}, body: '{}' };
    expect(await sender.send(message, untold)).toMatchObject({ outcome: 'ADDRESS_REFUSED' });
    expect(await sender.send(message, untold)).toMatchObject({ outcome: 'ADDRESS_REFUSED' });
    expect(inside.came).toBe(0);
  });

  test('among the addresses of a name refuses them all', async () => {
    const lookup = resolverOf(['93.184.216.34', '10.0.0.1']);
    expect(await send('https://mixed.example/', { loopback: false, lookup })).toMatchObject({
      outcome: 'ADDRESS_REFUSED',
      code: null,
    });
  });

  test('is asked for once: the address that was checked is the one that is used', async () => {
    const { url, received } = await receiver();
    const { port } = new URL(url);
    const lookup = resolverOf(['127.0.0.1'], ['10.0.0.1']);
    expect(await send(`http://once.localhost:${port}/`, { lookup })).toMatchObject({ code: 200 });
    expect(received).toHaveLength(1);
  });
});
