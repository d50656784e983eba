import type { HistoryEntry } from './entry.ts';
import type { historyTable } from './table.ts';

type HistoryRow = Omit<typeof historyTable.$inferSelect, 'seq'>;

/** An entry from its row. `hash` is the stored leaf: only recomputing it proves the row untouched. */
export function entryOf(row: HistoryRow): HistoryEntry {
  return {
    id: row.id,
    action: row.action,
    fiduciaryId: row.fiduciaryId,
    principalId: row.principalId,
    practitionerId: row.practitionerId,
    requestId: row.requestId,
    artifactId: row.artifactId,
    sequence: row.sequence,
    previousStatus: row.previousStatus,
    newStatus: row.newStatus,
    performedBy: { type: row.performedByType, id: row.performedBy },
    performedAt: row.performedAt,
    recordedAt: row.recordedAt,
    facts: row.facts,
    commitments: row.commitments,
    hash: row.leaf.toString('hex'),
  };
}

/** The row of an entry; its `seq` is taken by the database. */
export function rowOf({ performedBy, hash, ...entry }: HistoryEntry): HistoryRow {
  return {
    ...entry,
    performedByType: performedBy.type,
    performedBy: performedBy.id,
    leaf: Buffer.from(hash, 'hex'),
  };
}
