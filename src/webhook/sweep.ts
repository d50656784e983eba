import type { Db } from '../database/index.ts';
import { deleteFinished } from './delivery-store.ts';
import { forgetOldSecrets } from './endpoint-store.ts';

/** Days for which deliveries and their attempts can be looked at once they were finished. */
const keptDays = 90;

const batchSize = 500;

/**
 * Deletes deliveries that arrived, died or were erased long ago, in batches, and the secrets whose
 * rotation is over.
 */
export async function tidyWebhooks(db: Db, signal: AbortSignal): Promise<void> {
  await forgetOldSecrets(db);
  for (let gone = batchSize; gone === batchSize && !signal.aborted; ) {
    gone = await db.transaction((tx) => deleteFinished(tx, keptDays, batchSize));
  }
}
