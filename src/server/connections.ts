import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Who is connected to a server, so that it can stop without cutting off who asked something. */
export interface Connections {
  /**
   * Settles when the server has taken everyone who has connected: closing the listener would cut the
   * others off. A turn of the event loop takes one of them, and the turn that is under way may be past
   * it.
   */
  allTaken(): Promise<void>;
  /** Cuts everyone, unless somebody has asked something whole and is not answered yet. */
  cutUnlessAsking(): void;
}

/** A crowd that does not end is not waited for any longer. */
const longestMs = 1_000;

export function watchConnections(server: Server): Connections {
  const sockets = new Set<Socket>();
  /**
   * What is asked on each socket and not answered yet, in the order of its requests; over TLS it is
   * another socket than the one that connected. Of one list for all, the tables that V8 has made anew
   * as requests came and went would keep each other, and all requests in them, from being collected
   * while they are young.
   */
  const asked = new Map<Socket, ServerResponse[]>();
  let took = 0;
  server.on('connection', (socket: Socket) => {
    took += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const open = asked.get(socket) ?? [];
    if (!asked.has(socket)) {
      asked.set(socket, open);
      socket.once('close', () => asked.delete(socket));
    }
    open.push(response);
    response.once('close', () => open.shift());
  });

  return {
    async allTaken() {
      const giveUpAt = performance.now() + longestMs;
      for (let before = -1; took > before && performance.now() < giveUpAt; ) {
        before = took;
        await nextTurn();
        await nextTurn();
      }
    },
    cutUnlessAsking() {
      for (const open of asked.values()) if (open.some(({ req }) => req.complete)) return;
      for (const socket of sockets) socket.destroy();
    },
  };
}
