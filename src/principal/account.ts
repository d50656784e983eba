import { type Caller, type Context } from '../auth/index.ts';
import { newId, type Reader } from '../database/index.ts';
import { refuse } from '../errors.ts';
import { canonicalJson, type Vault } from '../vault/index.ts';
import { upsertAccount } from './store.ts';
import type { Account } from './table.ts';

/** The digest an account is known by. The table of accounts alone names nobody. */
export function accountIdentity(vault: Vault, caller: Caller): Buffer {
  return vault.fingerprint(canonicalJson(['account', caller.issuer, caller.subject]));
}

/** The signed-in person's account, made on first sight. @throws `UNAUTHENTICATED` when nobody is signed in */
export function ownAccount(context: Context, reader?: Reader): Promise<Account> {
  const { caller, platform } = context;
  if (!caller) throw refuse('UNAUTHENTICATED', 'Sign in first.');
  const identity = accountIdentity(platform.vault, caller);
  return upsertAccount(reader ?? platform.database.db, newId(), identity);
}
