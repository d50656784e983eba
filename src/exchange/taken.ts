import { lockConsentOf } from '../consent/index.ts';
import type { Tx } from '../database/index.ts';
import { type Refusal, refuse } from '../errors.ts';
import type { Incoming, Outcome } from '../message/index.ts';
import { findParticipants } from '../participant/index.ts';
import { refusalOfConsent } from './consent.ts';
import { allows } from './lifecycle.ts';
import { step } from './step.ts';
import { lockExchangeRow } from './store.ts';
import type { Exchange } from './table.ts';

/**
 * The exchange that a message of its exporter is about, locked.
 *
 * @throws `EXCHANGE_UNKNOWN`, `NOT_EXPORTER`, `EXCHANGE_MISMATCH` for another consent than its own
 */
export async function ofExporter(
  tx: Tx,
  { exchangeId, from, claims }: Incoming<{ cid: string }>,
): Promise<Exchange> {
  const exchange = await lockExchangeRow(tx, exchangeId);
  if (!exchange) throw refuse('EXCHANGE_UNKNOWN', 'There is no such exchange.');
  if (exchange.exporterId !== from) {
    throw refuse('NOT_EXPORTER', 'Only the exporter of the exchange may send this.');
  }
  if (exchange.consentId !== claims.cid) {
    throw refuse('EXCHANGE_MISMATCH', 'The exchange is under another consent.');
  }
  return exchange;
}

/**
 * Why the exchange may not go on at this moment: a participant is stopped, or the consent is not in
 * force. The consent stays locked until the transaction ends.
 */
export async function hindrance(
  tx: Tx,
  exchange: Exchange,
): Promise<{ refusal: Refusal; action: 'FAIL' | 'ABORT' } | undefined> {
  const { exporterId, importerId, consentId, principalId } = exchange;
  const sides = await findParticipants(tx, [exporterId, importerId]);
  if (sides.length < 2 || sides.some(({ status }) => status !== 'ACTIVE')) {
    const refusal = refuse('PARTICIPANT_SUSPENDED', 'One of the two participants is stopped.');
    return { refusal, action: 'FAIL' };
  }
  const locked = await lockConsentOf(tx, consentId, principalId);
  const refusal = refusalOfConsent(locked?.status ?? 'INVALIDATED');
  return refusal && { refusal, action: 'ABORT' };
}

/** Ends an exchange that is hindered, unless data was released: what is there then is not known here. */
export async function endHindered(
  tx: Tx,
  exchange: Exchange,
  { refusal, action }: { refusal: Refusal; action: 'FAIL' | 'ABORT' },
  now: Date,
): Promise<Outcome> {
  if (allows(exchange.state, action)) {
    await step(tx, exchange, action, now, { code: refusal.code });
  }
  return { refusal };
}
