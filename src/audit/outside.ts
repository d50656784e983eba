import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Platform } from '../platform.ts';
import { claimedSize, openCheckpoint } from './checkpoint.ts';
import { checkpointVerifiers, type Signer, signHead } from './head.ts';
import { NoteInvalid } from './note.ts';
import { sendCheckpoint } from './send-checkpoint.ts';
import { growTree, type Progress, rootAt } from './tree.ts';

/** The log is not the one that a checkpoint outside was signed for. */
export class LogProblem extends Error {
  override readonly name = 'LogProblem';
}

/**
 * Makes sure that the log still has everything that the checkpoint kept outside covers, so that a
 * database that was restored or failed over without its newest commits is not taken for whole.
 *
 * @throws LogProblem that says what is missing, or that the file is not to be trusted.
 */
export async function requireKeptLog(signer: Signer & Pick<Platform, 'log'>): Promise<void> {
  const file = signer.config.auditCheckpointFile;
  const note = file === undefined ? undefined : await readIfThere(file);
  if (note !== undefined) await requireIn(signer, note, file);
}

async function requireIn(
  signer: Signer & Pick<Platform, 'log'>,
  note: string,
  file: string | undefined,
): Promise<void> {
  const origin = note.slice(0, Math.max(0, note.indexOf('\n')));
  const verifiers = await checkpointVerifiers(signer.vault, origin);
  const kept = openedOr(() => openCheckpoint(note, verifiers), file);
  const { db } = signer.database;
  const size = await growTree(db, { onProgress: progressIn(signer.log) });
  if (size < kept.size) {
    throw new LogProblem(
      `the log ends at ${size}, but the checkpoint in ${file} was signed when it had ${kept.size} entries: ` +
        'the database lacks its newest commits. Restore them, or move the file away to go on without',
    );
  }
  if (!(await rootAt(db, kept.size)).equals(kept.root)) {
    throw new LogProblem(
      `the log is not the one that the checkpoint in ${file} was signed for: npm run verify-log says where it was changed`,
    );
  }
}

/**
 * Signs the head of the log if it has grown, and keeps it outside where that is configured. Several
 * servers may share the places: an older checkpoint never replaces a newer one in a file for long, and
 * either is true.
 *
 * @throws LogProblem when the log does not have all that the file says it had: the file stays as it
 * is then, and nothing is sent. It is what proves that entries are gone.
 */
export async function keepCheckpoint(
  signer: Signer & Pick<Platform, 'log'>,
  signal?: AbortSignal,
): Promise<void> {
  const onProgress = progressIn(signer.log);
  const head = await signHead(signer, { onProgress, ...(signal && { signal }) }).catch((error) => {
    if (!signal?.aborted) throw error;
  });
  if (!head) return;
  const { auditCheckpointFile: file } = signer.config;
  const kept = file === undefined ? undefined : await readIfThere(file);
  if (kept !== undefined && kept !== head.note) await requireIn(signer, kept, file);
  // One place that cannot be reached does not keep it from the other.
  const places = await Promise.allSettled([
    file !== undefined && kept !== head.note && keepInFile(file, kept, head),
    sendCheckpoint(signer, head.note, signal),
  ]);
  const failed = places.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

async function keepInFile(
  file: string,
  kept: string | undefined,
  { note, size }: { note: string; size: number },
): Promise<void> {
  if (kept !== undefined && (claimedSize(kept) ?? 0) > size) return;
  // Made aside and renamed, so that whoever reads it never sees a half.
  const aside = `${file}.${randomUUID()}`;
  try {
    await writeFile(aside, note, { flush: true });
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** A tree that lies far behind takes a while to catch up: whoever runs the server is told. */
function progressIn(log: Platform['log']): (progress: Progress) => void {
  let told = performance.now();
  return (progress) => {
    if (performance.now() - told < 2_000) return;
    told = performance.now();
    log.info(progress, 'the tree over the log is catching up');
  };
}

/** A file's text, or nothing where there is no such file yet. */
async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function openedOr<Opened>(open: () => Opened, file: string | undefined): Opened {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof NoteInvalid)) throw error;
    throw new LogProblem(`the checkpoint in ${file} is not to be trusted: ${error.message}`, {
      cause: error,
    });
  }
}
