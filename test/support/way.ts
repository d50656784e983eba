import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A way to a database on which connections are lost, with a word or without. */
export interface Way {
  /** The database's address by this way. */
  readonly url: string;
  /** How many were turned away. */
  readonly refused: number;
  /** Whether new connections are let through. */
  admit(now: boolean): void;
  /** Resets what is open. */
  cut(): void;
  /**
   * As when a machine, or a firewall on the way, is gone: what is open stays so and hears nothing any
   * more. What opens later gets through.
   *
   * @param ends whether PostgreSQL's sessions end, or wait for ever
   * @param isHeard whether they still hear what they are sent
   */
  vanish(options: { ends: boolean; isHeard?: boolean }): void;
  close(): void;
}

/** @param pooled whether sessions get other names on the way, as from a pooler of connections */
export async function openWay(to: string, { pooled = false } = {}): Promise<Way> {
  const { hostname, port } = new URL(to);
  const pairs = new Set<[client: Socket, server: Socket]>();
  const vanished = new Set<Socket>();
  let admitted = true;
  let refused = 0;
  const between = createServer((client) => {
    client.on('error', () => {});
    if (!admitted) {
      refused += 1;
      client.destroy();
      return;
    }
    const server = connect(Number(port), hostname).on('error', () => {});
    const pair: [Socket, Socket] = [client, server];
    pairs.add(pair);
    client.pipe(server);
    (pooled ? server.pipe(renaming()) : server).pipe(client);
    server.on('close', () => pairs.has(pair) && client.destroy());
    client.on('close', () => pairs.delete(pair) && server.destroy());
  }).listen(0, '127.0.0.1');
  await once(between, 'listening');
  const host = `127.0.0.1:${(between.address() as AddressInfo).port}`;
  return {
    url: Object.assign(new URL(to), { host }).href,
    get refused() {
      return refused;
    },
    admit(now) {
      admitted = now;
    },
    cut() {
      for (const [client] of pairs) client.resetAndDestroy();
    },
    vanish({ ends, isHeard = false }) {
      for (const [client, server] of pairs) {
        client.unpipe().resume();
        if (isHeard) client.pipe(server, { end: false });
        server.unpipe().resume();
        if (ends) server.destroy();
        vanished.add(client).add(server);
      }
      pairs.clear();
    },
    close() {
      between.close();
      for (const socket of [...pairs].flat().concat(...vanished)) socket.destroy();
    },
  };
}

/** Changes the process id in BackendKeyData, a message of PostgreSQL's protocol (its manual, Message Formats). */
function renaming(): Transform {
  const head = Buffer.from([0x4b, 0, 0, 0, 12]);
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      const at = bytes.indexOf(head);
      if (at >= 0) {
        const pid = at + head.length;
        bytes.writeInt32BE(bytes.readInt32BE(pid) + 1_000_000, pid);
      }
      done(null, bytes);
    },
  });
}
