import type { Context } from '../auth/index.ts';
import { isUuid } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { actingFiduciary } from '../fiduciary/index.ts';
import { findPurpose } from './store.ts';
import type { Purpose } from './table.ts';

/** A purpose of the caller's fiduciary; an operator reads any. @throws `NOT_FOUND` */
export async function readPurpose(context: Context, id: string): Promise<Purpose> {
  const own = context.caller?.roles.has('operator') ? null : actingFiduciary(context);
  const purpose = isUuid(id) ? await findPurpose(context.platform.database.db, id, own) : undefined;
  if (!purpose) throw notFound();
  return purpose;
}
