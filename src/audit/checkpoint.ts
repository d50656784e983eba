import type { KeyObject } from 'node:crypto';
import { NoteInvalid, type NoteVerifier, openNote, signNote } from './note.ts';

/** The head of the log: how many entries it has, and the root over them. */
export interface TreeHead {
  size: number;
  root: Buffer;
}

/** A tree head with the log that it is of. */
export interface Checkpoint extends TreeHead {
  origin: string;
}

/** A checkpoint of one log cannot stand for another's, so each has a name: the base URL without its scheme. */
export function originOf(baseUrl: URL): string {
  return `${baseUrl.host}${baseUrl.pathname}`.replace(/\/+$/, '');
}

/** A signed tree head (C2SP tlog-checkpoint) in the name of its origin. */
export function signCheckpoint({ origin, size, root }: Checkpoint, privateKey: KeyObject): string {
  return signNote(`${origin}\n${size}\n${root.toString('base64')}\n`, origin, privateKey);
}

/**
 * What a checkpoint says, and whose signature says so.
 *
 * @throws NoteInvalid when it is malformed, or signed by none of these.
 */
export function openCheckpoint(
  note: string,
  verifiers: readonly NoteVerifier[],
): Checkpoint & { by: NoteVerifier } {
  const { text, by } = openNote(note, verifiers);
  const [origin = '', size = '', encoded = ''] = text.split('\n');
  const root = Buffer.from(encoded, 'base64');
  const isWhole = /^(0|[1-9]\d*)$/.test(size) && Number.isSafeInteger(Number(size));
  if (!isWhole || root.length !== 32 || root.toString('base64') !== encoded) {
    throw new NoteInvalid('it is no checkpoint of a log');
  }
  if (origin !== by.name) throw new NoteInvalid('it is of another log than its signer');
  return { origin, size: Number(size), root, by };
}

/** How many entries a checkpoint claims, signature or not; undefined when it does not say. */
export function claimedSize(note: string): number | undefined {
  const size = note.split('\n')[1] ?? '';
  return /^\d+$/.test(size) ? Number(size) : undefined;
}
