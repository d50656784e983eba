import type { HistoryEntry } from './entry.ts';

/** An entry with its place in the log. */
export interface LogEvent {
  /** Counts from 1 without gaps; tells how busy others are, so it is shown to no client. */
  readonly position: bigint;
  readonly entry: HistoryEntry;
  /** Opaque: a subscription `after` it goes on with the next event. */
  readonly cursor: string;
}

/** What entries are subscribed to by. */
export type SubjectKey =
  `${'fiduciary' | 'principal' | 'practitioner' | 'request' | 'artifact'}:${string}`;

/** The keys under which an entry is delivered. */
export function keysOf(entry: HistoryEntry): SubjectKey[] {
  const keys: SubjectKey[] = [];
  if (entry.fiduciaryId) keys.push(`fiduciary:${entry.fiduciaryId}`);
  if (entry.principalId) keys.push(`principal:${entry.principalId}`);
  if (entry.practitionerId) keys.push(`practitioner:${entry.practitionerId}`);
  if (entry.requestId) keys.push(`request:${entry.requestId}`);
  if (entry.artifactId) keys.push(`artifact:${entry.artifactId}`);
  return keys;
}

/** An event whose cursor is sealed when someone first asks for it. */
export class DeliveredEvent implements LogEvent {
  readonly position: bigint;
  readonly entry: HistoryEntry;
  readonly #cursorOf: (position: bigint) => string;
  #cursor: string | undefined;

  constructor(
    { position, entry }: Omit<LogEvent, 'cursor'>,
    cursorOf: (position: bigint) => string,
  ) {
    this.position = position;
    this.entry = entry;
    this.#cursorOf = cursorOf;
  }

  get cursor(): string {
    this.#cursor ??= this.#cursorOf(this.position);
    return this.#cursor;
  }
}
