import { readClock } from '../database/index.ts';
import { lastFailure, lockExchange } from '../message/index.ts';
import type { Platform } from '../platform.ts';
import { allows } from './lifecycle.ts';
import { step } from './step.ts';
import { lockExchangeRow, overdue } from './store.ts';

/** Ends exchanges whose deadline has passed: EXPIRED, or UNCONFIRMED once data was released. */
export async function expireExchanges(platform: Platform, signal?: AbortSignal): Promise<void> {
  const { database, history } = platform;
  for (const id of await overdue(database.db, 100)) {
    if (signal?.aborted) return;
    await database.db.transaction(async (tx) => {
      await lockExchange(tx, id);
      const exchange = await lockExchangeRow(tx, id);
      const now = await readClock(tx);
      if (!exchange || now < exchange.deadline) return;
      if (allows(exchange.state, 'LAPSE')) await step(tx, exchange, 'LAPSE', now);
      else if (allows(exchange.state, 'EXPIRE')) {
        const code = await lastFailure(tx, id);
        await step(tx, exchange, 'EXPIRE', now, code && { code });
      }
    });
    history.wake();
  }
}
