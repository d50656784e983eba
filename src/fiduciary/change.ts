import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { isUuid, readClock, type Tx } from '../database/index.ts';
import { notFound, refuse } from '../errors.ts';
import { append } from '../history/index.ts';
import { checked } from '../input.ts';
import { actingFiduciary, actingPerformer } from './acting.ts';
import type { FiduciaryStatus } from './fiduciary.ts';
import { newLimits, profileChange } from './profile.ts';
import { lockFiduciary, updateFiduciary } from './store.ts';
import type { Fiduciary } from './table.ts';

type OfFiduciary = Command['input'] & { fiduciaryId?: string | null };

/** Changes a profile; what is left out stays. Requests already open show the new profile, under a new notice hash. */
export async function changeFiduciary(context: Context, input: OfFiduciary): Promise<Fiduciary> {
  const id = actingFiduciary(context, input.fiduciaryId);
  const changes = checked(profileChange, given(input));
  return runCommand(context, { name: 'changeFiduciary', input }, async (tx) => {
    await locked(tx, id);
    return updateFiduciary(tx, id, changes);
  });
}

/** Sets limits and retention; what is left out stays. Every server is told through the log. */
export async function setFiduciaryLimits(context: Context, input: OfFiduciary): Promise<Fiduciary> {
  const id = actingFiduciary(context, input.fiduciaryId);
  const changes = checked(newLimits, given(input));
  return runCommand(context, { name: 'setFiduciaryLimits', input }, async (tx) => {
    await locked(tx, id);
    const now = await readClock(tx);
    const changed = await updateFiduciary(tx, id, changes);
    await append(tx, {
      action: 'SET_LIMITS',
      fiduciaryId: id,
      sequence: changed.version,
      performedBy: actingPerformer(context),
      performedAt: now,
      facts: changes,
    });
    return changed;
  });
}

/** Stops a fiduciary: its tokens are refused and its links closed; people still see and withdraw. */
export function suspendFiduciary(context: Context, input: OfFiduciary): Promise<Fiduciary> {
  return setStatus(context, input, 'ACTIVE', 'SUSPENDED');
}

/** Lets a suspended fiduciary work again. */
export function reinstateFiduciary(context: Context, input: OfFiduciary): Promise<Fiduciary> {
  return setStatus(context, input, 'SUSPENDED', 'ACTIVE');
}

async function setStatus(
  context: Context,
  input: OfFiduciary,
  from: FiduciaryStatus,
  to: FiduciaryStatus,
): Promise<Fiduciary> {
  const id = actingFiduciary(context, input.fiduciaryId);
  const action = to === 'SUSPENDED' ? 'SUSPEND' : 'REINSTATE';
  return runCommand(context, { name: action, input }, async (tx) => {
    const { status } = await locked(tx, id);
    if (status !== from) throw refuse('CONFLICT', `This data fiduciary is ${status} already.`);
    const now = await readClock(tx);
    const changed = await updateFiduciary(tx, id, { status: to });
    await append(tx, {
      action,
      fiduciaryId: id,
      sequence: changed.version,
      previousStatus: from,
      newStatus: to,
      performedBy: actingPerformer(context),
      performedAt: now,
    });
    return changed;
  });
}

async function locked(tx: Tx, id: string): Promise<Fiduciary> {
  const fiduciary = isUuid(id) ? await lockFiduciary(tx, id) : undefined;
  if (!fiduciary) throw notFound();
  return fiduciary;
}

/** Drops what was not said, so that a null empties a value and an absence leaves it. */
function given(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}
