import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocket, WebSocketServer } from 'ws';
import type { MetricGroup } from '../metrics.ts';
import { faultForLog } from './answer.ts';
import { textFrame } from './frame.ts';
import { leavingMilliseconds, type SocketLimits } from './limits.ts';
import { startPings } from './pings.ts';
import { type SocketSession, type Subscriptions, subscriptionServer } from './subscription.ts';

export interface SocketOptions {
  server: Server;
  path: string;
  limits: SocketLimits;
  /** Whether a page of this origin may connect. */
  allowsOrigin: (origin: string) => boolean;
  subscriptions: Subscriptions;
  open: (request: IncomingMessage) => Pick<SocketSession, 'connection' | 'correlationId'>;
  log: Logger;
}

export interface Sockets {
  /** How many are open, and the subscriptions on them. */
  count(): { sockets: number; subscriptions: number };
  /** Says 1001 to every client, so that it resumes elsewhere, and cuts those that do not leave. */
  close(): Promise<void>;
}

/**
 * graphql-transport-ws on the HTTP server's own port. This is the adapter of graphql-ws for `ws`
 * with what it leaves open: frames in binary are refused, a slow reader costs a bounded amount of
 * memory, and faults go to our log.
 */
export function serveSockets(options: SocketOptions): Sockets {
  const { server, path, limits, allowsOrigin, log } = options;
  const { countSubscriptions, ...protocolOptions } = subscriptionServer(options.subscriptions);
  const protocol = makeServer(protocolOptions);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    handleProtocols,
  });
  const pings = startPings(limits.pingMilliseconds);
  let closing = false;

  const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    if (request.url?.split('?')[0] !== path) return refuseUpgrade(stream, '404 Not Found');
    if (closing) return refuseUpgrade(stream, '503 Service Unavailable');
    const { origin } = request.headers;
    if (origin !== undefined && !allowsOrigin(origin)) {
      return refuseUpgrade(stream, '403 Forbidden');
    }
    sockets.handleUpgrade(request, stream, head, (socket) => serve(socket, stream, request));
  };

  const serve = (socket: WebSocket, stream: Duplex, request: IncomingMessage) => {
    const say = (text: string) => send({ socket, stream, text, mostWaiting: limits.waitingBytes });
    const session: SocketSession = { ...options.open(request), close: cut, caller: null };
    const onFault = (error: unknown) => {
      log.error(
        { correlationId: session.correlationId, fault: faultForLog(error) },
        'socket failed',
      );
      socket.close(CloseCode.InternalServerError, 'Internal server error');
    };
    function cut(code: number, reason: string) {
      // What was said before is sent before.
      sendAll();
      socket.close(code, reason);
    }
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        close: cut,
        send: say,
        // Without what the ping carried: that may nest too deeply to be written.
        onPing: () => say('{"type":"pong"}'),
        onMessage: (receive) =>
          socket.on('message', (data, isBinary) => {
            if (isBinary) return socket.close(CloseCode.BadRequest, 'Invalid message received');
            // After close() frames still arrive until the other side has closed too.
            if (socket.readyState !== WebSocket.OPEN) return;
            receive(String(data)).catch(onFault);
          }),
      },
      session,
    );
    const turn = pings.join(socket);
    // ws itself closes with the right code after a frame it cannot take.
    socket.on('error', (error) => log.debug({ fault: faultForLog(error) }, 'socket error'));
    socket.once('close', (code, reason) => {
      turn.delete(socket);
      closed(code, String(reason)).catch(onFault);
    });
  };

  server.on('upgrade', onUpgrade);
  return {
    count: () => ({ sockets: sockets.clients.size, subscriptions: countSubscriptions() }),
    async close() {
      closing = true;
      pings.stop();
      sendAll();
      for (const socket of sockets.clients) socket.close(1001, 'Going away');
      await allClosed(sockets, leavingMilliseconds);
    },
  };
}

export function socketMetrics(sockets: Pick<Sockets, 'count'>): MetricGroup {
  return {
    name: 'sockets',
    help: {
      sockets: 'Open WebSockets of this server.',
      subscriptions: 'Subscriptions on the open WebSockets of this server.',
    },
    read: () => sockets.count(),
  };
}

function refuseUpgrade(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

interface Message {
  socket: WebSocket;
  /** What the socket writes to. */
  stream: Duplex;
  text: string;
  /** Bytes that may wait for a slow reader. */
  mostWaiting: number;
}

let messages: (Message & { sent: () => void })[] = [];

/**
 * Settles when the text has left this process, or no longer can. An event is worked out for all its
 * readers first and then written to all of them: with work between one write and the next, the
 * system wakes readers one by one, which costs twice as much as the writing.
 */
function send(message: Message): Promise<void> {
  if (messages.length === 0) setImmediate(sendAll);
  return new Promise((sent) => messages.push({ ...message, sent }));
}

function sendAll(): void {
  const due = messages;
  messages = [];
  for (const { socket, stream, text, mostWaiting, sent } of due) {
    if (socket.readyState !== WebSocket.OPEN) sent();
    else if (socket.bufferedAmount > mostWaiting) {
      // Nothing can be said to who does not read: a close frame would wait behind the rest.
      socket.terminate();
      sent();
    } else stream.write(textFrame(text), sent);
  }
}

async function allClosed(sockets: WebSocketServer, milliseconds: number): Promise<void> {
  const clients = [...sockets.clients];
  const gone = Promise.all(
    clients.map((socket) => new Promise((resolve) => socket.once('close', resolve))),
  );
  const cutOff = setTimeout(() => {
    for (const socket of clients) socket.terminate();
  }, milliseconds);
  await gone;
  clearTimeout(cutOff);
}
