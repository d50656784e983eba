import { appendFile, readFile } from 'node:fs/promises';
import { isUuid, type Reader } from '../database/index.ts';
import type { Platform } from '../platform.ts';
import { eraseRecord } from './erase.ts';
import { type ErasureRecord, listErasures, notErased } from './store.ts';

type Opened = Pick<Platform, 'database' | 'vault'>;

/** Who is erased: a manager's data principals, or the people of a connector. */
export interface People {
  /** Which of these ids are known here and not erased. */
  notErased(reader: Reader, ids: string[]): Promise<string[]>;
  erase(opened: Opened, id: string): Promise<unknown>;
}

export const principals: People = { notErased, erase: eraseRecord };

/** What erasing a list tells of itself as it goes. */
export type Progress = (progress: { done: number; total: number }) => void;

/** The list of erasures as text: one JSON object a line, in words that name nobody. */
export async function exportErasures({ database }: Opened): Promise<string> {
  return (await listErasures(database.db)).map(lineOf).join('');
}

/**
 * Erases again whoever a list names and this database still knows: a restored backup is older than
 * some erasures. Returns how many were erased.
 *
 * @throws Error naming the first line that is not of such a list
 */
export async function replayErasures(
  opened: Opened,
  people: People,
  text: string,
  onProgress: Progress = () => {},
): Promise<number> {
  const ids = await people.notErased(
    opened.database.db,
    parse(text).map(({ principalId }) => principalId),
  );
  for (const [index, id] of ids.entries()) {
    await people.erase(opened, id);
    onProgress({ done: index + 1, total: ids.length });
  }
  return ids.length;
}

/**
 * Keeps the list in a file outside the database and its backups. Before anything is served, replays
 * what the file has and the database has not, and the other way round; from then on adds each
 * erasure as the log tells of it, whichever server did it.
 */
export async function keepErasureList(
  platform: Platform,
  people: People,
  file: string,
): Promise<void> {
  const { database, history, log } = platform;
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const replayed = await replayErasures(platform, people, kept);
  history.wake();
  if (replayed > 0)
    log.warn({ replayed }, 'people were erased again: the database is a restored one');
  const known = new Set(parse(kept).map(({ principalId }) => principalId));
  const add = async (erasure: ErasureRecord) => {
    if (known.has(erasure.principalId)) return;
    known.add(erasure.principalId);
    await appendFile(file, lineOf(erasure), { flush: true, mode: 0o600 });
  };
  for (const erasure of await listErasures(database.db)) await add(erasure);
  history.hub.onEvent(async ({ entry }) => {
    if (entry.action !== 'ERASE' || !entry.principalId) return;
    const { principalId, fiduciaryId, facts, performedAt } = entry;
    await add({
      principalId,
      fiduciaryId: fiduciaryId ?? '',
      dataKeyId: String(facts.dataKeyId),
      erasedAt: performedAt.toISOString(),
      // The next start adds what is missing; the log must go on.
    }).catch((err) => log.error({ err, file }, 'an erasure could not be added to the list'));
  });
}

function lineOf(erasure: ErasureRecord): string {
  return `${JSON.stringify(erasure)}\n`;
}

function parse(text: string): ErasureRecord[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const erasure = asErasure(line);
    if (!erasure) throw new Error(`line ${index + 1} of the list of erasures is none`);
    return erasure;
  });
}

function asErasure(line: string): ErasureRecord | undefined {
  try {
    const value: ErasureRecord = JSON.parse(line);
    return isUuid(value.principalId) ? value : undefined;
  } catch {
    return undefined;
  }
}
