import { refuse } from '../errors.ts';
import type { JsonValue } from '../history/index.ts';
import { currentState, dataBytes, encrypt, type Verified } from '../message/index.ts';
import type { Platform } from '../platform.ts';
import { canonicalJson } from '../vault/index.ts';
import type { DataSource } from './source.ts';
import type { Transfer } from './table.ts';

/**
 * Fetches what a verified consent is for, encrypted to the importer. Types that nobody asked for are
 * left out, whatever the source returns.
 *
 * @throws `DATA_UNAVAILABLE` when the source fails, takes too long, or returns what is no JSON
 */
export async function fetchSealed(
  platform: Platform,
  source: DataSource,
  transfer: Transfer,
  { answer, stopping }: { answer: Verified; stopping: AbortSignal },
): Promise<string | 'too large'> {
  const { database, config, log } = platform;
  const { exchangeId, peerId } = transfer;
  const types = answer.data_types.filter((type) => transfer.dataTypes.includes(type));
  const patience = AbortSignal.timeout(config.dataSourceSeconds * 1000);
  const signal = AbortSignal.any([patience, stopping]);
  const text = await textOf(source, answer.sub, types, signal).catch((error: unknown) => {
    // What a source says of its failure may tell of the person: its kind alone is ours to keep.
    const reason = error instanceof Error ? error.name : typeof error;
    log.warn({ exchangeId, reason }, 'the data source gave no data');
    throw refuse('DATA_UNAVAILABLE', 'The source of the data gave none.');
  });
  if (Buffer.byteLength(text) > dataBytes) return 'too large';
  const keys = await currentState(database.db, peerId);
  if (!keys) throw new Error('The importer has no keys');
  return encrypt(text, keys.encryption, 'json');
}

async function textOf(
  source: DataSource,
  reference: string,
  types: string[],
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const givenUp = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const fetched = await Promise.race([source.fetch(reference, types, signal), givenUp]);
  const wanted = types.flatMap((type): [string, JsonValue][] => {
    const value = Object.hasOwn(fetched, type) ? fetched[type] : undefined;
    return value === undefined ? [] : [[type, value]];
  });
  return canonicalJson(Object.fromEntries(wanted));
}
