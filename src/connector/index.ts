import { ConnectorResolver, ParticipantMessageResolver } from './resolver.ts';

export const connectorResolvers = [ParticipantMessageResolver, ConnectorResolver] as const;

export { expireTransfers } from './expire.ts';
export { connectorFollowers } from './follow.ts';
export { openSource } from './open-source.ts';
export { connectorPermissions } from './permissions.ts';
export type { DataSource } from './source.ts';
