import type { JWK } from 'jose';
import type { Db } from '../database/index.ts';
import { leafHash } from '../history/index.ts';
import { GrowingTree } from './growing-tree.ts';
import { checkpointVerifiers, type Signer, verifiersOf } from './head.ts';
import { findUnlogged, type LogPlace, readLengths, readPlaces, retentionOf } from './log-reader.ts';
import type { NoteVerifier } from './note.ts';
import { CheckpointWatch, type OutsideCheckpoint } from './verify-checkpoints.ts';
import { SubtreeWatch } from './verify-subtrees.ts';

/** Something that is not as it was written. */
export interface Touched {
  /** The place in the log that it concerns; null for what never came into the log. */
  position: number | null;
  /** Where it is somewhere from `position` on: up to here. */
  upTo?: number;
  /** The entry, where it can be said. */
  entryId: string | null;
  finding: string;
}

export interface LogReport {
  /** How many entries the log has. */
  entries: number;
  root: Buffer;
  /** Entries whose rows are gone by retention; their leaf hashes still count. */
  dropped: number;
  /** How much else was compared. */
  subtrees: number;
  checkpoints: number;
  /** What was found, at most a thousand: exact places in order, then stretches, then the rest. */
  touched: Touched[];
}

export interface VerifyOptions {
  /** The keys that may have signed checkpoints of an origin. */
  verifiersOf: (origin: string) => Promise<NoteVerifier[]>;
  /** Checkpoints that were kept outside of the database. */
  outside?: readonly OutsideCheckpoint[];
  onProgress?: (done: number, of: number) => void;
}

/**
 * Verifies the whole log, in bounded memory: every entry of history against its leaf hash, positions
 * without gaps, the stored tree, every signed checkpoint, and those that were kept outside. It
 * writes nothing, and may run beside servers.
 */
export async function verifyLog(db: Db, options: VerifyOptions): Promise<LogReport> {
  const { verifiersOf, outside = [], onProgress } = options;
  const touched: Touched[] = [];
  const report = (found: Touched) => {
    if (touched.length < 1_000) touched.push(found);
  };
  // Before the end of the log is read: what is signed or stored by now must be within it.
  const checkpoints = await CheckpointWatch.open(db, { verifiersOf, outside, report });
  const subtrees = await SubtreeWatch.open(db, report);
  const { rows: end, sequenced } = await readLengths(db);
  if (sequenced !== end) {
    const finding = `the log ends at ${end}, but ${sequenced} positions were given`;
    report({ position: Math.min(end, sequenced) + 1, entryId: null, finding });
  }
  const isDropped = await retentionOf(db);
  const tree = new GrowingTree();
  let dropped = 0;
  let whole = true;
  await checkpoints.reached(tree);
  for await (const places of readPlaces(db, 0, end)) {
    for (const place of places) {
      if (place.position !== tree.size + 1 && whole) {
        whole = false;
        const finding = `the log has no position ${tree.size + 1}; the tree ends here`;
        report({ position: tree.size + 1, entryId: null, finding });
      }
      const finding = judge(place, isDropped);
      if (finding) report({ position: place.position, entryId: place.entryId, finding });
      if (!place.entry && !finding) dropped += 1;
      if (!whole) continue;
      subtrees.completed(tree.append(place.leaf));
      await checkpoints.reached(tree);
    }
    await subtrees.compare();
    onProgress?.(places.at(-1)?.position ?? end, end);
  }
  if (whole) {
    subtrees.ended(tree.size);
    checkpoints.ended(tree.size);
  }
  for (const entryId of await findUnlogged(db)) {
    report({ position: null, entryId, finding: 'it is in history, but never came into the log' });
  }
  return {
    entries: end,
    root: tree.root(),
    dropped,
    subtrees: subtrees.compared,
    checkpoints: checkpoints.compared,
    touched: touched.sort(byPlace),
  };
}

function byPlace(a: Touched, b: Touched): number {
  const rank = ({ position, upTo }: Touched) =>
    position === null ? 2 : upTo === undefined ? 0 : 1;
  return rank(a) - rank(b) || Number(a.position) - Number(b.position);
}

/**
 * Verifies the log of an opened database.
 *
 * @param options.trusted the published keys; those of the database unless given.
 */
export function verifyWholeLog(
  { database, vault }: Pick<Signer, 'database' | 'vault'>,
  { trusted, ...options }: Omit<VerifyOptions, 'verifiersOf'> & { trusted?: JWK[] | undefined },
): Promise<LogReport> {
  return verifyLog(database.db, {
    ...options,
    verifiersOf: async (origin) =>
      trusted ? verifiersOf(trusted, origin) : checkpointVerifiers(vault, origin),
  });
}

/** What is wrong with one place; nothing when the entry is as it was written, or gone in its time. */
function judge(place: LogPlace, isDropped: (entryId: string) => boolean): string | undefined {
  const { entry, leaf, sameSeq } = place;
  if (!entry) {
    return isDropped(place.entryId) ? undefined : 'its row is missing from history';
  }
  const said = hashOf(entry);
  const beside = Buffer.from(entry.hash, 'hex');
  if (!said?.equals(leaf) && beside.equals(leaf)) return 'its row in history was changed';
  if (said?.equals(leaf) && !beside.equals(leaf)) {
    return 'the leaf hash beside its row in history was changed';
  }
  if (!said?.equals(leaf)) {
    return said?.equals(beside)
      ? 'its leaf hash in the log was changed, or its row in history with the hash beside it'
      : 'its row in history was changed, and a leaf hash too';
  }
  return sameSeq ? undefined : 'its place in the order of history was changed';
}

/** Nothing for a row that was changed into what has no encoding. */
function hashOf(entry: NonNullable<LogPlace['entry']>): Buffer | undefined {
  try {
    return leafHash(entry);
  } catch {
    return undefined;
  }
}
