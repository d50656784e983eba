import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';

/** A message of graphql-transport-ws, as it came. */
export interface Message {
  type: string;
  id?: string;
  payload?: unknown;
}

/** A WebSocket without a library's manners: it sends what a test says, and keeps what it hears. */
export class RawClient {
  readonly heard: Message[] = [];
  readonly socket: WebSocket;
  closed: { code: number; reason: string } | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.heard.push(JSON.parse(String(data)) as Message));
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
    socket.on('error', () => {});
  }

  static async open(
    url: string,
    protocols: string | string[] = 'graphql-transport-ws',
    options: ClientOptions = {},
  ): Promise<RawClient> {
    const address = `${url.replace(/^http/, 'ws')}/graphql`;
    const client = new RawClient(new WebSocket(address, protocols, options));
    await new Promise((resolve) => {
      client.socket.once('open', resolve);
      client.socket.once('close', resolve);
    });
    return client;
  }

  send(message: Message | string | Buffer): void {
    const isMessage = typeof message === 'object' && !Buffer.isBuffer(message);
    this.socket.send(isMessage ? JSON.stringify(message) : message);
  }

  /** Signs in, and waits until the server has taken it. */
  async init(token: string): Promise<this> {
    this.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    await this.message((message) => message.type === 'connection_ack');
    return this;
  }

  subscribe(id: string, query: string, rest: Record<string, unknown> = {}): void {
    this.send({ type: 'subscribe', id, payload: { query, ...rest } });
  }

  /** The first message heard, or still to come, that fits. */
  async message(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.heard.find(fits);
      if (found) return found;
      if (this.closed) throw new Error(`closed with ${this.closed.code} ${this.closed.reason}`);
      const heard = new AbortController();
      const { signal } = heard;
      const one = (event: string) => once(this.socket, event, { signal });
      await Promise.race([one('message'), one('close')]).finally(() => heard.abort());
    }
  }

  /** The code with which the socket closes. */
  async closeCode(): Promise<number> {
    if (!this.closed) await once(this.socket, 'close');
    return this.closed?.code ?? 0;
  }

  leave(): void {
    this.socket.terminate();
  }
}
