export { accountIdentity, ownAccount, subjectIdentity } from './account.ts';
export { dataKeyById, dataKeyOf, principalById, principalsOfAccount } from './loader.ts';
export { principalPermissions } from './permissions.ts';
export {
  type Addressed,
  addressed,
  externalUserIndex,
  insertRecord,
  knownRecord,
  openExternalUserId,
  recordAddressed,
} from './record.ts';
export { AccountResolver, DataPrincipalResolver } from './resolver.ts';
export { findPrincipals, listByAccount, lockPrincipal, setLink } from './store.ts';
export type { Principal } from './table.ts';
export { Account as AccountType, DataPrincipal as DataPrincipalType } from './type.ts';
