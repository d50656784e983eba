export { batched } from './batch.ts';
export { consentNow, readClock } from './clock.ts';
export { type EmbeddedOptions, startEmbedded } from './embedded.ts';
export { isUuid, newId } from './identifier.ts';
export { databaseMetrics } from './measure.ts';
export { migrate } from './migrate.ts';
export { type Database, type Db, openDatabase, type Reader, type Sql, type Tx } from './open.ts';
export { queueSchema } from './queues.ts';
export { appRole } from './role.ts';
export { endInterrupted } from './silence.ts';
export {
  converted,
  type Given,
  insertion,
  isOneOf,
  type Made,
  statement,
  statementFor,
} from './statement.ts';
