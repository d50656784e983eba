import { badInput } from '../errors.ts';
import { type DataKey, seal, Unreadable, unseal } from '../vault/index.ts';

/** Turns positions of the log into text that tells nothing about them, and back. */
export interface Cursors {
  of(position: bigint): string;
  /** @throws `BAD_USER_INPUT` naming `after`, when no server of this installation made the cursor. */
  read(cursor: string): bigint;
}

export function cursorsOf(key: DataKey): Cursors {
  return {
    of(position) {
      const plain = Buffer.alloc(length);
      plain[0] = version;
      plain.writeBigUInt64BE(position, 1);
      return seal(key, place, plain).toString('base64url');
    },
    read(cursor) {
      try {
        const plain = unseal(key, place, Buffer.from(cursor, 'base64url'));
        if (plain[0] === version && plain.length === length) return plain.readBigUInt64BE(1);
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
      }
      throw badInput('after', 'This is not a cursor that an event or a list gave.');
    },
  };
}

const place = 'log.cursor';
const version = 1;
const length = 1 + 8;
