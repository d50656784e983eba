import {
  AccountExchangesResolver,
  ConsentExchangesResolver,
  ExchangeConnectionResolver,
  ExchangeEventResolver,
  ExchangeResolver,
} from './resolver.ts';

export const exchangeResolvers = [
  ExchangeResolver,
  ExchangeConnectionResolver,
  AccountExchangesResolver,
  ConsentExchangesResolver,
  ExchangeEventResolver,
] as const;

export { expireExchanges } from './expire.ts';
export { exchangeFollowers } from './follow.ts';
export { ensureManager } from './identity.ts';
export { exchangePermissions } from './permissions.ts';
