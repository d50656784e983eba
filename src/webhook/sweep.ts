import type { Db } from '../database/index.ts';
import { deleteFinished } from './delivery-store.ts';

/** Days for which deliveries and their attempts can be looked at once they were finished. */
export const keptDays = 90;

const batchSize = 500;

/** Deletes deliveries that arrived, died or were erased long ago, in batches. */
export async function deleteFinishedDeliveries(db: Db, signal: AbortSignal): Promise<void> {
  for (let gone = batchSize; gone === batchSize && !signal.aborted; ) {
    gone = await db.transaction((tx) => deleteFinished(tx, keptDays, batchSize));
  }
}
