import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { endAll } from '../consent/index.ts';
import { isUuid, readClock, type Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { actingFiduciary, actingPerformer } from '../fiduciary/index.ts';
import { append, eraseDisclosures, type Performer } from '../history/index.ts';
import type { Platform } from '../platform.ts';
import { lockPrincipal, type Principal } from '../principal/index.ts';
import { destroyDataKey } from '../vault/index.ts';
import { deleteTraces, emptyRecord } from './store.ts';

export interface Erased {
  principal: Principal;
  /** Consents that were in force. */
  withdrawn: number;
  /** Requests that were open. */
  cancelled: number;
}

/**
 * Erases a person at one data fiduciary, for that fiduciary or an operator (DPDP Act 2023 s.8(7),
 * s.12(3)). Erasing again changes nothing.
 *
 * @throws `NOT_FOUND` for an unknown or foreign record
 */
export async function erasePrincipal(
  context: Context,
  input: Command['input'] & { principalId: string },
): Promise<Erased> {
  const { platform, caller } = context;
  const of = caller?.roles.has('operator') ? undefined : actingFiduciary(context);
  const erased = await runCommand(context, { name: 'erasePrincipal', input }, async (tx) => {
    const done = await erase(tx, input.principalId, actingPerformer(context), of);
    if (!done) throw notFound();
    return done;
  });
  platform.vault.forget(erased.principal.dataKeyId);
  return erased;
}

/**
 * The same outside a request: for commands on the server. Wake the history afterwards, where there
 * is one. Undefined for an unknown record.
 */
export async function eraseRecord(
  { database, vault }: Pick<Platform, 'database' | 'vault'>,
  principalId: string,
): Promise<Erased | undefined> {
  const erased = await database.db.transaction((tx) => erase(tx, principalId, bySystem));
  if (erased) vault.forget(erased.principal.dataKeyId);
  return erased;
}

const bySystem: Performer = { type: 'SYSTEM', id: null };

/**
 * What is signed or append-only names nobody and stays, so that every proof holds. Everything that
 * tells who it was goes at once: the data key, and with it whatever it sealed anywhere; the salts
 * that would open commitments; the index by which the record is found; the link to an account; who
 * read and asked. What is left of requests and consents says that somebody agreed to something, and
 * goes when the years are over for which the law keeps it.
 */
async function erase(
  tx: Tx,
  principalId: string,
  performedBy: Performer,
  fiduciaryId?: string,
): Promise<Erased | undefined> {
  const principal = isUuid(principalId) ? await lockPrincipal(tx, principalId) : undefined;
  if (!principal || (fiduciaryId && principal.fiduciaryId !== fiduciaryId)) return undefined;
  if (principal.erasedAt) return { principal, withdrawn: 0, cancelled: 0 };
  const ended = await endAll(tx, principal.id, performedBy);
  const now = await readClock(tx);
  await destroyDataKey(tx, principal.dataKeyId);
  await eraseDisclosures(tx, principal.id);
  await deleteTraces(tx, principal.id);
  const emptied = await emptyRecord(tx, principal.id, now);
  await append(tx, {
    action: 'ERASE',
    fiduciaryId: principal.fiduciaryId,
    principalId: principal.id,
    sequence: emptied.version,
    performedBy,
    performedAt: now,
    facts: { dataKeyId: principal.dataKeyId },
  });
  return { principal: emptied, ...ended };
}
