import type { Context } from '../auth/index.ts';
import { streamOf } from '../consent/index.ts';
import { isUuid } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { rowByKey, rowsByKey } from '../graphql/batch.ts';
import {
  type Connection,
  connectionOf,
  type PageArguments,
  pageWindow,
} from '../graphql/connection.ts';
import type { LogEvent } from '../history/index.ts';
import { accountIdentity } from '../principal/index.ts';
import type { ExchangeState } from './lifecycle.ts';
import {
  countOfAccount,
  type ExchangeOwner,
  findExchange,
  findExchanges,
  findSteps,
  listOfAccount,
  listOfConsents,
} from './store.ts';
import type { Exchange } from './table.ts';

/** An exchange that the caller may see. @throws `NOT_FOUND` */
export async function readExchange(context: Context, id: string): Promise<Exchange> {
  const { platform } = context;
  const owners = ownersOf(context);
  const found =
    isUuid(id) && owners.length > 0
      ? await findExchange(platform.database.db, id, owners)
      : undefined;
  if (!found) throw notFound();
  return found;
}

/** A person's exchanges over all their records, the newest first. */
export async function exchangePage(
  { platform }: Context,
  accountId: string,
  args: PageArguments,
): Promise<Connection<Exchange> & { count: () => Promise<number> }> {
  const { db } = platform.database;
  const window = pageWindow(args);
  const rows = await listOfAccount(db, accountId, window);
  const position = ({ id }: Exchange) => ({ key: id, id });
  return {
    ...connectionOf(rows, window, position, (row) => row),
    count: () => countOfAccount(db, accountId),
  };
}

export function exchangeById({ platform }: Context) {
  return rowByKey(
    (ids) => findExchanges(platform.database.db, ids),
    ({ id }) => id,
  );
}

export function exchangesOfConsent({ platform }: Context) {
  return rowsByKey(
    (ids) => listOfConsents(platform.database.db, ids),
    ({ consentId }) => consentId,
  );
}

export function stepsOfExchange({ platform }: Context) {
  return rowsByKey(
    (ids) => findSteps(platform.database.db, ids),
    ({ exchangeId }) => exchangeId,
  );
}

/**
 * The steps of the caller's exchanges as they are taken, or of one.
 *
 * @throws `NOT_FOUND` for an exchange the caller may not see; `BAD_USER_INPUT`, `CURSOR_EXPIRED`
 */
export async function exchangeProgress(
  context: Context,
  args: { after?: string | null; exchangeId?: string | null },
): Promise<AsyncIterable<LogEvent>> {
  const { exchangeId } = args;
  const only = exchangeId == null ? null : (await readExchange(context, exchangeId)).id;
  return streamOf(
    context,
    { after: args.after ?? null },
    ({ action, facts }) => action === 'EXCHANGE' && (only === null || facts.exchangeId === only),
  );
}

/** A step as it is delivered. */
export interface Progress {
  event: LogEvent;
  cursor: string;
  previousState: ExchangeState | null;
  state: ExchangeState;
  at: Date;
}

export function progressOf(event: LogEvent): Progress {
  const { previousStatus, newStatus, performedAt } = event.entry;
  return {
    event,
    cursor: event.cursor,
    previousState: previousStatus as ExchangeState | null,
    state: newStatus as ExchangeState,
    at: performedAt,
  };
}

function ownersOf({ caller, platform }: Context): ExchangeOwner[] {
  const owners: ExchangeOwner[] = [];
  if (caller?.roles.has('principal')) {
    owners.push({ identity: accountIdentity(platform.vault, caller) });
  }
  if (caller?.roles.has('fiduciary') && caller.fiduciaryId) {
    owners.push({ fiduciaryId: caller.fiduciaryId });
  }
  if (caller?.roles.has('operator')) owners.push('anyone');
  return owners;
}
