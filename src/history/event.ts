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
export function eventAt(
  position: bigint,
  entry: HistoryEntry,
  cursorOf: (position: bigint) => string,
): LogEvent {
  let cursor: string | undefined;
  return {
    position,
    entry,
    get cursor() {
      cursor ??= cursorOf(position);
      return cursor;
    },
  };
}
