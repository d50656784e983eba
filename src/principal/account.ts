import { type Caller, type Context, unauthenticated } from '../auth/index.ts';
import { newId, type Reader } from '../database/index.ts';
import { canonicalJson, type Vault } from '../vault/index.ts';
import { upsertAccount } from './store.ts';
import type { Account } from './table.ts';

/** The digest an account is known by. The table of accounts alone names nobody. */
export function subjectIdentity(vault: Vault, issuer: string, subject: string): Buffer {
  return vault.fingerprint(canonicalJson(['account', issuer, subject]));
}

/** The digest of the caller's account. */
export function accountIdentity(vault: Vault, { issuer, subject }: Caller): Buffer {
  return subjectIdentity(vault, issuer, subject);
}

/**
 * The signed-in person's account, made on first sight and looked up once a request.
 *
 * @throws `UNAUTHENTICATED` when nobody is signed in
 */
export function ownAccount(context: Context, reader?: Reader): Promise<Account> {
  const known = context.loaders.get(ownAccount) as Promise<Account> | undefined;
  if (known) return known;
  const { caller, platform } = context;
  if (!caller) throw unauthenticated();
  const identity = accountIdentity(platform.vault, caller);
  const account = upsertAccount(reader ?? platform.database.db, newId(), identity);
  if (!reader) context.loaders.set(ownAccount, account);
  return account;
}
