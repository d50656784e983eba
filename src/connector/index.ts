import { ConnectorResolver, ParticipantMessageResolver } from './resolver.ts';

export const connectorResolvers = [ParticipantMessageResolver, ConnectorResolver] as const;

export { expireTransfers } from './expire.ts';
export { connectorFollowers } from './follow.ts';
export { connectorPermissions } from './permissions.ts';
export { tableSource } from './source.ts';
