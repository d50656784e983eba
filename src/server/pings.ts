import type { WebSocket } from 'ws';

/** Finds out which clients are gone without a word. */
export interface Pings {
  /** Gives a socket its turn, for which it stays in the set that is returned. */
  join(socket: WebSocket): Set<WebSocket>;
  stop(): void;
}

const turns = 240;
/** Has no divisor with {@link turns}, so that a few sockets, too, are far from each other. */
const step = 89;

/**
 * Pings each socket once in so many milliseconds, and cuts who has not answered by the next time.
 * Sockets take turns: the pings of ten thousand and what they answer are half a second's work, for
 * which, all at once, every event and every request would wait.
 */
export function startPings(milliseconds: number): Pings {
  const groups = Array.from({ length: turns }, () => new Set<WebSocket>());
  const unanswered = new WeakSet<WebSocket>();
  let turn = 0;
  let place = 0;

  function answered(this: WebSocket): void {
    unanswered.delete(this);
  }

  const timer = setInterval(() => {
    turn = (turn + 1) % turns;
    for (const socket of groups[turn] ?? []) {
      if (unanswered.has(socket)) {
        socket.terminate();
        continue;
      }
      unanswered.add(socket);
      socket.ping();
    }
  }, milliseconds / turns);

  return {
    join(socket) {
      place = (place + step) % turns;
      const group = groups[place] as Set<WebSocket>;
      group.add(socket);
      socket.on('pong', answered);
      return group;
    },
    stop: () => clearInterval(timer),
  };
}
