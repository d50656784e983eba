import { randomUUIDv7 } from 'node:crypto';

/** A new id: a UUID of version 7 (RFC 9562 §5.7), so that rows made together lie together. */
export function newId(): string {
  return randomUUIDv7();
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text can be an id at all; one that cannot is simply unknown, and never reaches SQL. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}
