import { refuse } from '../errors.ts';

/*
 * Exporter:  ISSUED ─REDEEM→ REDEEMED ─SEND→ SENT ─ACKNOWLEDGE→ ACKED
 * Importer:  DATA_REQUESTED ─STORE→ STORED
 *
 * Before the last state of either: ─FAIL→ FAILED.
 */
export const transferStates = [
  'ISSUED',
  'REDEEMED',
  'SENT',
  'ACKED',
  'DATA_REQUESTED',
  'STORED',
  'FAILED',
] as const;
export type TransferState = (typeof transferStates)[number];

const transitions = {
  REDEEM: { from: ['ISSUED'], to: 'REDEEMED' },
  SEND: { from: ['REDEEMED'], to: 'SENT' },
  ACKNOWLEDGE: { from: ['SENT'], to: 'ACKED' },
  STORE: { from: ['DATA_REQUESTED'], to: 'STORED' },
  FAIL: { from: ['ISSUED', 'REDEEMED', 'SENT', 'DATA_REQUESTED'], to: 'FAILED' },
} as const satisfies Record<string, { from: readonly TransferState[]; to: TransferState }>;

export type TransferAction = keyof typeof transitions;

/** @throws `EXCHANGE_STATE` for what is not in the table */
export function transitionTransfer(state: TransferState, action: TransferAction): TransferState {
  if (!allows(state, action)) {
    throw refuse('EXCHANGE_STATE', `The exchange is ${state} here: this comes out of turn.`);
  }
  return transitions[action].to;
}

export function allows(state: TransferState, action: TransferAction): boolean {
  const from: readonly TransferState[] = transitions[action].from;
  return from.includes(state);
}
