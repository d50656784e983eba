import { readClock } from '../database/index.ts';
import { lastFailure, lockExchange } from '../message/index.ts';
import type { Platform } from '../platform.ts';
import { allows } from './lifecycle.ts';
import { advance, lockTransfer, overdueTransfers } from './transfer.ts';

/** Ends transfers whose time is over: nothing comes for them any more. */
export async function expireTransfers({ database, history }: Platform): Promise<void> {
  for (const { exchangeId } of await overdueTransfers(database.db)) {
    await database.db.transaction(async (tx) => {
      await lockExchange(tx, exchangeId);
      const transfer = await lockTransfer(tx, exchangeId);
      const now = await readClock(tx);
      if (!transfer || now < transfer.deadline || !allows(transfer.state, 'FAIL')) return;
      const code = (await lastFailure(tx, exchangeId)) ?? 'DELIVERY_FAILED';
      await advance(tx, transfer, 'FAIL', now, { code });
    });
    history.wake();
  }
}
