import DataLoader from 'dataloader';
import type { Context } from '../auth/index.ts';
import { findFiduciaries, findPractitioners, listPractitioners } from './store.ts';
import type { Fiduciary, Practitioner } from './table.ts';

export function fiduciaryById({ platform }: Context): DataLoader<string, Fiduciary> {
  return new DataLoader(async (ids) => {
    const rows = new Map((await findFiduciaries(platform.database.db, ids)).map((r) => [r.id, r]));
    return ids.map((id) => rows.get(id) ?? new Error('A referenced fiduciary is missing'));
  });
}

export function practitionerById({ platform }: Context): DataLoader<string, Practitioner> {
  return new DataLoader(async (ids) => {
    const rows = new Map(
      (await findPractitioners(platform.database.db, ids)).map((r) => [r.id, r]),
    );
    return ids.map((id) => rows.get(id) ?? new Error('A referenced practitioner is missing'));
  });
}

export function practitionersOfFiduciary({
  platform,
}: Context): DataLoader<string, Practitioner[]> {
  return new DataLoader(async (fiduciaryIds) => {
    const rows = await listPractitioners(platform.database.db, fiduciaryIds);
    const byFiduciary = Map.groupBy(rows, (row) => row.fiduciaryId);
    return fiduciaryIds.map((id) => byFiduciary.get(id) ?? []);
  });
}
