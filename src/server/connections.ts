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
  const requests = new Set<IncomingMessage>();
  let took = 0;
  server.on('connection', (socket: Socket) => {
    took += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    requests.add(request);
    response.once('close', () => requests.delete(request));
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
      for (const { complete } of requests) if (complete) return;
      for (const socket of sockets) socket.destroy();
    },
  };
}
