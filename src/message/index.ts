export { askNow } from './ask.ts';
export * from './claims.ts';
export { type Courier, openCourier, wakeCourier } from './courier.ts';
export type { Followers } from './deliver.ts';
export { forgetInbox } from './inbox.ts';
export {
  checkSignature,
  decrypt,
  encrypt,
  type Key,
  recipientOf,
  sign,
  type Unverified,
  unverified,
} from './jose.ts';
export { MessageAnswer, MessageInput } from './message-type.ts';
export {
  exchangesOfLetters,
  lastFailure,
  post,
  withdrawLetters,
  withdrawLettersOf,
} from './outbox.ts';
export {
  decryptionKey,
  destroyRetiredKeys,
  findSelf,
  lockSelf,
  makeOwnKeys,
  readSelf,
} from './own-keys.ts';
export {
  chainOf,
  currentState,
  findParty,
  hasSigned,
  insertParty,
  moveParty,
  pinParty,
  stateOfSigner,
} from './party.ts';
export { keysPermissions } from './permissions.ts';
export { type Incoming, type Kind, type Outcome, receive, UnknownSigner } from './receive.ts';
export { KeysResolver } from './resolver.ts';
export { messageRoutes } from './routes.ts';
export { checkEndpoint } from './send.ts';
export { followChain } from './statement.ts';
export { lockExchange } from './turn.ts';
export * from './typ.ts';
