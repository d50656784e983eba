import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from '../support/until.ts';

/** Sends bytes as they are, and gives all that comes until the other side closes. */
export async function sendRaw(url: string, request: string | Buffer): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.on('error', () => {});
  socket.write(request);
  await once(socket, 'close');
  return Buffer.concat(parts).toString('latin1');
}

export interface FrameOptions {
  fin?: boolean;
  /** The three reserved bits: 4 says that the frame is compressed (RFC 7692 §6). */
  reserved?: number;
  masked?: boolean;
  /** What the frame says of its length, when that is not so. */
  length?: bigint;
}

/** A frame as RFC 6455 §5.2 has it, or as it should not be. */
export function frame(opcode: number, payload: Buffer | string = '', options: FrameOptions = {}) {
  const { fin = true, reserved = 0, masked = true, length } = options;
  const data = Buffer.from(payload);
  const head = Buffer.alloc(10);
  head[0] = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  head[1] = (masked ? 0x80 : 0) | 127;
  head.writeBigUInt64BE(length ?? BigInt(data.length), 2);
  const short = length === undefined && data.length < 126;
  if (short) head[1] = (masked ? 0x80 : 0) | data.length;
  // A mask of zeros leaves the data as it is.
  const mask = Buffer.alloc(masked ? 4 : 0);
  return Buffer.concat([head.subarray(0, short ? 2 : 10), mask, data]);
}

/** A WebSocket whose frames the test writes itself. */
export class FrameSocket {
  readonly socket: Socket;
  #heard = Buffer.alloc(0);
  ended = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (part: Buffer) => {
      this.#heard = Buffer.concat([this.#heard, part]);
    });
    socket.on('close', () => {
      this.ended = true;
    });
    socket.on('error', () => {});
  }

  static async open(url: string, token: string, headers = ''): Promise<FrameSocket> {
    const opened = new FrameSocket(connect(Number(new URL(url).port), '127.0.0.1'));
    opened.socket.write(
      'GET /graphql HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
        `Sec-WebSocket-Protocol: graphql-transport-ws\r\n${headers}\r\n`,
    );
    const payload = { authorization: `Bearer ${token}` };
    opened.send(frame(1, JSON.stringify({ type: 'connection_init', payload })));
    await until(() => opened.text.includes('connection_ack'));
    return opened;
  }

  get text(): string {
    return this.#heard.toString('latin1');
  }

  send(...frames: Buffer[]): void {
    this.socket.write(Buffer.concat(frames));
  }

  /** The code of the close frame, which is the last that comes. */
  async closeCode(): Promise<number> {
    const at = () => this.#heard.lastIndexOf(0x88);
    await until(() => at() >= 0 && this.#heard.length >= at() + 4);
    return this.#heard.readUInt16BE(at() + 2);
  }
}
