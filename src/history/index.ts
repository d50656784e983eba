export { type Appended, append, appendMany } from './append.ts';
export { type Disclosures, disclose, eraseDisclosures } from './disclosure.ts';
export {
  type HistoryAction,
  type HistoryEntry,
  historyActions,
  type JsonValue,
  type NewEntry,
  type Performer,
  type PerformerType,
  performerTypes,
} from './entry.ts';
export type { LogEvent, SubjectKey } from './event.ts';
export { type History, type HistoryOptions, openHistory } from './history.ts';
export type { EventListener } from './hub.ts';
export { leafEncoding, leafHash } from './leaf.ts';
export { type Positioned, readHead, readLog } from './log.ts';
export { dropHistoryPartitions, makeHistoryPartitions } from './partitions.ts';
export { entryOf } from './row.ts';
export { type Sequenced, sequenceHistory, sequencingBatch } from './sequence.ts';
export {
  countEntries,
  type EntryPage,
  readEntries,
  readEntriesById,
  type Subject,
} from './store.ts';
export type { Subscription, SubscriptionOptions } from './subscription.ts';
export { findUnsequenced, type Unsequenced } from './watch.ts';
