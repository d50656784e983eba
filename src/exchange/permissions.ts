import {
  anyone,
  isFiduciary,
  isOperator,
  isPrincipal,
  or,
  type Permissions,
} from '../auth/index.ts';

const sees = or(isPrincipal, isFiduciary, isOperator);

/** People start and follow; messages of participants bring their own proof of who sent them. */
export const exchangePermissions: Permissions = {
  Query: { exchange: sees },
  Mutation: {
    startExchange: isPrincipal,
    attachAccessToken: anyone,
    verifyConsent: anyone,
    reportTransfer: anyone,
  },
  Subscription: { exchangeProgressed: or(isPrincipal, isFiduciary) },
  Account: { exchanges: anyone },
  Consent: { exchanges: sees },
  Exchange: everyone(
    'id state dataTypes startedAt deadline finishedAt digest storedDataTypes failureCode consent exporter importer purposes steps',
  ),
  ExchangeStep: everyone('sequence state at code'),
  ExchangeConnection: everyone('edges pageInfo totalCount'),
  ExchangeEdge: everyone('cursor node'),
  ExchangeEvent: everyone('cursor previousState state at exchange'),
  ExchangePayload: everyone('exchange'),
};

/** Plain fields of what a guarded field returned, each by name: a new one is refused until it is listed. */
function everyone(names: string): Permissions[string] {
  return Object.fromEntries(names.split(' ').map((name) => [name, anyone]));
}
