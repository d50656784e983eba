export { append, appendMany } from './append.ts';
export { type Disclosures, disclose, eraseDisclosures } from './disclosure.ts';
export type {
  HistoryAction,
  HistoryEntry,
  JsonValue,
  NewEntry,
  Performer,
  PerformerType,
} from './entry.ts';
export type { LogEvent, SubjectKey } from './event.ts';
export { type History, openHistory } from './history.ts';
export { leafEncoding, leafHash } from './leaf.ts';
export { readHead, readLog } from './log.ts';
export { dropHistoryPartitions, makeHistoryPartitions } from './partitions.ts';
export { entryOf } from './row.ts';
export { sequenceHistory, sequencingBatch } from './sequence.ts';
export {
  countEntries,
  readEntries,
  readEntriesById,
} from './store.ts';
export type { Subscription, SubscriptionOptions } from './subscription.ts';
export { findUnsequenced } from './watch.ts';
