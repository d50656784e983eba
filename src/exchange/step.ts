import type { Tx } from '../database/index.ts';
import type { ErrorCode } from '../errors.ts';
import { append, type Performer } from '../history/index.ts';
import { withdrawLetters } from '../message/index.ts';
import { type ExchangeAction, isOver, transitionExchange } from './lifecycle.ts';
import { insertStep, updateExchange } from './store.ts';
import type { Exchange } from './table.ts';

/**
 * Takes a locked exchange a step further and records it, in the person's history too. What is over
 * sends nothing more.
 *
 * @throws `EXCHANGE_STATE`
 */
export async function step(
  tx: Tx,
  exchange: Exchange,
  action: ExchangeAction,
  now: Date,
  { code, ...changes }: Partial<Exchange> & { code?: ErrorCode } = {},
): Promise<Exchange> {
  const state = transitionExchange(exchange.state, action);
  const over = isOver(state);
  const changed = await updateExchange(tx, exchange, {
    ...changes,
    state,
    ...(code ? { failureCode: code } : {}),
    ...(over ? { finishedAt: now } : {}),
  });
  if (over) await withdrawLetters(tx, exchange.id);
  await record(tx, changed, { previous: exchange.state, now, code });
  return changed;
}

/** Writes what an exchange has come to: who moves what kinds of data to whom, for what, never the data. */
export async function record(
  tx: Tx,
  exchange: Exchange,
  {
    previous,
    now,
    code,
    by = { type: 'SYSTEM', id: null },
  }: {
    previous: Exchange['state'] | null;
    now: Date;
    code?: ErrorCode | undefined;
    by?: Performer;
  },
): Promise<void> {
  const { id, version, state } = exchange;
  await insertStep(tx, { exchangeId: id, sequence: version, state, code: code ?? null, at: now });
  await append(tx, {
    action: 'EXCHANGE',
    fiduciaryId: exchange.fiduciaryId,
    principalId: exchange.principalId,
    sequence: version,
    previousStatus: previous,
    newStatus: state,
    performedBy: by,
    performedAt: now,
    facts: {
      exchangeId: id,
      consentId: exchange.consentId,
      exporterId: exchange.exporterId,
      importerId: exchange.importerId,
      dataTypes: exchange.dataTypes,
      purposeVersionIds: exchange.purposeVersionIds,
      digest: exchange.digest ?? undefined,
      storedDataTypes: exchange.storedDataTypes ?? undefined,
      code,
    },
  });
}
