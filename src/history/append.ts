import { insertion, newId, type Tx } from '../database/index.ts';
import { commit, type DataKey, seal } from '../vault/index.ts';
import type { Disclosures } from './disclosure.ts';
import { disclosurePlace } from './disclosure.ts';
import type { HistoryEntry, JsonValue, NewEntry } from './entry.ts';
import { leafHash } from './leaf.ts';
import { rowOf } from './row.ts';
import { entryDisclosureTable, historyTable } from './table.ts';

/** An entry to be written, with the person's key when it discloses anything. */
export interface Appended {
  entry: NewEntry;
  key?: DataKey | undefined;
}

/**
 * Writes one entry in the transaction of what it tells. Call it after the compare-and-set on the
 * subject's row, so that the log follows the subject's versions, and {@link History.wake} after the
 * commit.
 *
 * @param key the data key of the person, needed when the entry has disclosures.
 */
export async function append(tx: Tx, entry: NewEntry, key?: DataKey): Promise<HistoryEntry> {
  const [written] = await appendMany(tx, [{ entry, key }]);
  if (!written) throw new Error('An entry was not written');
  return written;
}

/** The same for a batch, sent at once; entries keep the order given. */
export async function appendMany(tx: Tx, batch: readonly Appended[]): Promise<HistoryEntry[]> {
  if (batch.length === 0) return [];
  const prepared = batch.map(prepare);
  const disclosures = prepared.flatMap(({ disclosure }) => disclosure ?? []);
  // Sent together, in this order.
  await Promise.all([
    insertEntries(
      tx,
      prepared.map(({ entry }) => rowOf(entry)),
    ),
    disclosures.length > 0 && insertDisclosures(tx, disclosures),
  ]);
  return prepared.map(({ entry }) => entry);
}

// Its place in the order of all entries is taken by the database.
const insertEntries = insertion(historyTable, 'seq');
const insertDisclosures = insertion(entryDisclosureTable);

type DisclosureRow = typeof entryDisclosureTable.$inferSelect;

function prepare({ entry: given, key }: Appended): {
  entry: HistoryEntry;
  disclosure?: DisclosureRow;
} {
  const id = newId();
  const commitments: Record<string, string> = {};
  const disclosed: Disclosures = {};
  for (const [field, value] of Object.entries(given.disclosures ?? {})) {
    if (value == null) continue;
    const { commitment, salt } = commit(field, value);
    commitments[field] = commitment;
    disclosed[field] = { value, salt };
  }
  const unhashed: Omit<HistoryEntry, 'hash'> = {
    id,
    action: given.action,
    fiduciaryId: given.fiduciaryId ?? null,
    principalId: given.principalId ?? null,
    practitionerId: given.practitionerId ?? null,
    requestId: given.requestId ?? null,
    artifactId: given.artifactId ?? null,
    sequence: given.sequence,
    previousStatus: given.previousStatus ?? null,
    newStatus: given.newStatus ?? null,
    performedBy: { type: given.performedBy.type, id: given.performedBy.id },
    performedAt: given.performedAt,
    recordedAt: given.recordedAt ?? given.performedAt,
    facts: present(given.facts ?? {}),
    commitments,
  };
  const entry = { ...unhashed, hash: leafHash(unhashed).toString('hex') };
  if (Object.keys(disclosed).length === 0) return { entry };
  if (!key || !entry.principalId) {
    throw new TypeError('an entry that discloses something needs a principal and its data key');
  }
  return {
    entry,
    disclosure: {
      entryId: id,
      principalId: entry.principalId,
      dataKeyId: key.id,
      sealed: seal(key, disclosurePlace(id), JSON.stringify(disclosed)),
    },
  };
}

function present(facts: NonNullable<NewEntry['facts']>): Record<string, JsonValue> {
  return JSON.parse(JSON.stringify(facts));
}
