import { createHash } from 'node:crypto';
import { canonicalJson } from '../vault/index.ts';
import type { HistoryEntry } from './entry.ts';

/**
 * The Merkle leaf hash of an entry (RFC 6962 §2.1): SHA-256 of a zero byte and the entry's leaf
 * encoding. Computed at the append, and again from the stored row by whoever verifies the log.
 */
export function leafHash(entry: Omit<HistoryEntry, 'hash'>): Buffer {
  return createHash('sha256').update(leafPrefix).update(leafEncoding(entry)).digest();
}

/**
 * Version 1 of the leaf encoding: canonical JSON (RFC 8785) of all that an entry says, with null for
 * what it leaves open and times in ISO 8601 with milliseconds. It covers commitments to personal
 * data, never the data or its ciphertext, so that an erasure breaks no proof.
 */
export function leafEncoding(entry: Omit<HistoryEntry, 'hash'>): string {
  return canonicalJson({
    v: 1,
    id: entry.id,
    action: entry.action,
    fiduciaryId: entry.fiduciaryId,
    principalId: entry.principalId,
    practitionerId: entry.practitionerId,
    requestId: entry.requestId,
    artifactId: entry.artifactId,
    sequence: entry.sequence,
    previousStatus: entry.previousStatus,
    newStatus: entry.newStatus,
    performedBy: entry.performedBy,
    performedAt: entry.performedAt.toISOString(),
    recordedAt: entry.recordedAt.toISOString(),
    facts: entry.facts,
    commitments: entry.commitments,
  });
}

/** Sets leaves apart from inner nodes, which begin with a one. */
const leafPrefix = Buffer.of(0);
