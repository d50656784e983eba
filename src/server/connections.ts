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
  /**
   * What each socket has asked and is not answered yet, in the order of its requests. Of one list for
   * all, the tables that V8 has made anew as requests came and went would keep each other, and all
   * requests in them, from being collected while they are young.
   */
  const open = new Map<Socket, ServerResponse[]>();
  let took = 0;
  server.on('connection', (socket: Socket) => {
    took += 1;
    open.set(socket, []);
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const asked = open.get(socket);
    asked?.push(response);
    response.once('close', () => asked?.shift());
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
      for (const asked of open.values()) if (asked.some(({ req }) => req.complete)) return;
      for (const socket of open.keys()) socket.destroy();
    },
  };
}
