import { refuse } from '../errors.ts';

/*
 *  CREATED ─SEND_EXPORT→ EXPORT_SENT ─ATTACH→ TOKEN_ATTACHED ─SEND_IMPORT→ IMPORT_SENT
 *                                                                              │ RELEASE
 *  COMPLETED ←COMPLETE─ RELEASED ←───────────────────────────────────────────────┘
 *      ↑                    │ LAPSE
 *      └────COMPLETE─── UNCONFIRMED
 *
 *  Before RELEASED also: ─FAIL→ FAILED, ─EXPIRE→ EXPIRED, ─ABORT→ ABORTED.
 *
 * Once released, data may lie at the importer without anybody here knowing: the deadline then gives
 * UNCONFIRMED, never FAILED, and a late receipt still completes it.
 */
export const exchangeStates = [
  'CREATED',
  'EXPORT_SENT',
  'TOKEN_ATTACHED',
  'IMPORT_SENT',
  'RELEASED',
  'COMPLETED',
  'UNCONFIRMED',
  'FAILED',
  'EXPIRED',
  'ABORTED',
] as const;
export type ExchangeState = (typeof exchangeStates)[number];

const open = ['CREATED', 'EXPORT_SENT', 'TOKEN_ATTACHED', 'IMPORT_SENT'] as const;

const transitions = {
  SEND_EXPORT: { from: ['CREATED'], to: 'EXPORT_SENT' },
  ATTACH: { from: ['EXPORT_SENT'], to: 'TOKEN_ATTACHED' },
  SEND_IMPORT: { from: ['TOKEN_ATTACHED'], to: 'IMPORT_SENT' },
  RELEASE: { from: ['IMPORT_SENT'], to: 'RELEASED' },
  COMPLETE: { from: ['RELEASED', 'UNCONFIRMED'], to: 'COMPLETED' },
  LAPSE: { from: ['RELEASED'], to: 'UNCONFIRMED' },
  FAIL: { from: open, to: 'FAILED' },
  EXPIRE: { from: open, to: 'EXPIRED' },
  ABORT: { from: open, to: 'ABORTED' },
} as const satisfies Record<string, { from: readonly ExchangeState[]; to: ExchangeState }>;

export type ExchangeAction = keyof typeof transitions;

/** @throws `EXCHANGE_STATE` for what is not in the table */
export function transitionExchange(state: ExchangeState, action: ExchangeAction): ExchangeState {
  if (!allows(state, action)) {
    throw refuse('EXCHANGE_STATE', `The exchange is ${state}: this message comes out of turn.`);
  }
  return transitions[action].to;
}

export function allows(state: ExchangeState, action: ExchangeAction): boolean {
  const from: readonly ExchangeState[] = transitions[action].from;
  return from.includes(state);
}

/** Whether nothing more is to be sent. */
export function isOver(state: ExchangeState): boolean {
  return !allows(state, 'FAIL') && state !== 'RELEASED';
}
