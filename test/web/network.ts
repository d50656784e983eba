import type { AddressInfo } from 'node:net';
import { createConnection, createServer, type Socket } from 'node:net';

/** A wire between browsers and a server that a test can cut. */
export interface Network {
  /** Where browsers reach the server. */
  readonly url: string;
  /** The server's own address, once it has one. */
  leadTo(url: string): void;
  /** Ends every connection and takes none, as a lost network does. */
  cut(): void;
  restore(): void;
  stop(): Promise<void>;
}

export async function openNetwork(): Promise<Network> {
  const sockets = new Set<Socket>();
  let port = 0;
  let up = true;
  const server = createServer((near) => {
    if (!up) return void near.destroy();
    const far = createConnection({ host: '127.0.0.1', port });
    near.pipe(far).pipe(near);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(url) {
      port = Number(new URL(url).port);
    },
    cut() {
      up = false;
      for (const socket of sockets) socket.destroy();
    },
    restore() {
      up = true;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
