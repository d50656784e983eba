import type { Context } from '../auth/index.ts';
import { isUuid } from '../database/index.ts';
import { badInput, notFound } from '../errors.ts';
import {
  type Connection,
  connectionOf,
  type PageArguments,
  pageWindow,
} from '../graphql/connection.ts';
import { actingFiduciary } from './acting.ts';
import { countFiduciaries, findFiduciary, findPractitioner, listFiduciaries } from './store.ts';
import type { Fiduciary, Practitioner } from './table.ts';

/** The fiduciary the caller acts for, or the one an operator names. @throws `NOT_FOUND` */
export async function readFiduciary(context: Context, named?: string | null): Promise<Fiduciary> {
  const id = actingFiduciary(context, named);
  const row = isUuid(id) ? await findFiduciary(context.platform.database.db, id) : undefined;
  if (!row) throw notFound();
  return row;
}

/** A practitioner the caller may see: themselves unless another is named. @throws `NOT_FOUND` */
export async function readPractitioner(
  context: Context,
  named?: string | null,
): Promise<Practitioner> {
  const { caller, platform } = context;
  const id = named ?? caller?.practitionerId ?? '';
  const keeper = caller?.roles.has('operator') || caller?.roles.has('fiduciary');
  if (!isUuid(id) || (!keeper && id !== caller?.practitionerId)) throw notFound();
  const of = caller?.roles.has('operator') ? null : actingFiduciary(context);
  const row = await findPractitioner(platform.database.db, id, of);
  if (!row) throw notFound();
  return row;
}

/** All fiduciaries, for an operator. */
export async function readFiduciaries(
  { platform }: Context,
  args: PageArguments,
): Promise<Connection<Fiduciary> & { count: () => Promise<number> }> {
  const page = pageWindow(args);
  if (page.after && !isUuid(page.after.id)) {
    throw badInput('after', 'This is not a cursor that a list gave.');
  }
  const rows = await listFiduciaries(platform.database.db, page);
  const connection = connectionOf(
    rows,
    page,
    ({ id }) => ({ key: '', id }),
    (row) => row,
  );
  return { ...connection, count: () => countFiduciaries(platform.database.db) };
}
