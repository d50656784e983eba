import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { isUuid, newId, readClock, type Tx } from '../database/index.ts';
import { notFound, refuse } from '../errors.ts';
import { append } from '../history/index.ts';
import { checked } from '../input.ts';
import { actingFiduciary, actingPerformer } from './acting.ts';
import { newPractitioner, practitionerChange } from './profile.ts';
import {
  findPractitioner,
  insertPractitioner,
  lockFiduciary,
  updatePractitioner,
} from './store.ts';
import type { Practitioner } from './table.ts';

type OfPractitioner = Command['input'] & { practitionerId: string };

/** Registers a practitioner who acts for a fiduciary. A doctor at two clinics is registered at both. */
export async function employPractitioner(
  context: Context,
  input: Command['input'] & { fiduciaryId?: string | null },
): Promise<Practitioner> {
  const fiduciaryId = actingFiduciary(context, input.fiduciaryId);
  const person = checked(newPractitioner, input);
  return runCommand(context, { name: 'employPractitioner', input }, async (tx) => {
    if (!isUuid(fiduciaryId) || !(await lockFiduciary(tx, fiduciaryId))) throw notFound();
    const practitioner = await insertPractitioner(tx, { id: newId(), fiduciaryId, ...person });
    await record(context, tx, practitioner, 'EMPLOY', null);
    return practitioner;
  });
}

/** Changes a practitioner's name or specialization; what is left out stays. */
export async function changePractitioner(
  context: Context,
  input: OfPractitioner,
): Promise<Practitioner> {
  const changes = checked(practitionerChange, {
    ...('name' in input && input.name != null ? { name: input.name } : {}),
    ...('specialization' in input && input.specialization != null
      ? { specialization: input.specialization }
      : {}),
  });
  return runCommand(context, { name: 'changePractitioner', input }, async (tx) => {
    const { id } = await locked(context, tx, input.practitionerId);
    return updatePractitioner(tx, id, changes);
  });
}

/** Ends an employment: the practitioner's tokens are refused and their live streams end. */
export async function dismissPractitioner(
  context: Context,
  input: OfPractitioner,
): Promise<Practitioner> {
  return runCommand(context, { name: 'dismissPractitioner', input }, async (tx) => {
    const { id, status } = await locked(context, tx, input.practitionerId);
    if (status === 'DISMISSED') throw refuse('CONFLICT', 'This practitioner is dismissed already.');
    const changed = await updatePractitioner(tx, id, { status: 'DISMISSED' });
    await record(context, tx, changed, 'DISMISS', status);
    return changed;
  });
}

async function locked(context: Context, tx: Tx, id: string): Promise<Practitioner> {
  const { caller } = context;
  const own = caller?.roles.has('operator') ? null : actingFiduciary(context);
  const practitioner = isUuid(id) ? await findPractitioner(tx, id, own, { lock: true }) : undefined;
  if (!practitioner) throw notFound();
  return practitioner;
}

async function record(
  context: Context,
  tx: Tx,
  practitioner: Practitioner,
  action: 'EMPLOY' | 'DISMISS',
  previousStatus: string | null,
): Promise<void> {
  await append(tx, {
    action,
    fiduciaryId: practitioner.fiduciaryId,
    practitionerId: practitioner.id,
    sequence: practitioner.version,
    ...(previousStatus ? { previousStatus } : {}),
    newStatus: practitioner.status,
    performedBy: actingPerformer(context),
    performedAt: await readClock(tx),
  });
}
