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
export { leafEncoding, leafHash } from './leaf.ts';
