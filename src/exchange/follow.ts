import type { Followers } from '../message/index.ts';
import { allows, type ExchangeAction } from './lifecycle.ts';
import { step } from './step.ts';
import { lockExchangeRow } from './store.ts';

type Follower = NonNullable<Followers[keyof Followers]>;

/** What the manager does about its own messages: `*_SENT` is written before the sending. */
export const exchangeFollowers: Followers = {
  'cx-consent-export+jwt': sent('SEND_EXPORT'),
  'cx-consent-import+jwt': sent('SEND_IMPORT'),
};

function sent(action: ExchangeAction): Follower {
  return {
    async sending(tx, { exchangeId }, now) {
      const exchange = await lockExchangeRow(tx, exchangeId);
      if (!exchange) return false;
      if (allows(exchange.state, action)) await step(tx, exchange, action, now);
      return allows(exchange.state, 'FAIL');
    },
    async answered() {
      return async () => {};
    },
    async ended(tx, { exchangeId }, code, now) {
      const exchange = await lockExchangeRow(tx, exchangeId);
      if (!exchange || !allows(exchange.state, 'FAIL')) return;
      const late = now >= exchange.deadline;
      await step(tx, exchange, late ? 'EXPIRE' : 'FAIL', now, { code });
    },
  };
}
