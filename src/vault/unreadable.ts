/**
 * Something sealed that does not open: another key, another place, a changed byte, a truncated
 * record. The message names the place and the reason, never a content or key.
 */
export class Unreadable extends Error {
  override readonly name: string = 'Unreadable';
  /** The logical name of what was to be read, as given to {@link seal}. */
  readonly place: string;

  constructor(place: string, reason: string, options?: ErrorOptions) {
    super(`${place} cannot be read: ${reason}`, options);
    this.place = place;
  }
}

/** The data key was destroyed by an erasure: what it sealed is gone for good, and nothing is wrong. */
export class KeyDestroyed extends Unreadable {
  override readonly name = 'KeyDestroyed';

  constructor(keyId: string) {
    super(`data_key:${keyId}`, 'the key was destroyed by an erasure');
  }
}
