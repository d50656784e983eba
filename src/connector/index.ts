import { RecordResolver } from './record-resolver.ts';
import { ConnectorResolver, ParticipantMessageResolver } from './resolver.ts';

export const connectorResolvers = [
  ParticipantMessageResolver,
  ConnectorResolver,
  RecordResolver,
] as const;

export { connectorPeople, eraseNamed } from './erase.ts';
export { expireTransfers } from './expire.ts';
export { connectorFollowers } from './follow.ts';
export { openSource } from './open-source.ts';
export { connectorPermissions } from './permissions.ts';
export type { DataSource } from './source.ts';
