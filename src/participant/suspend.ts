import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { isUuid, readClock } from '../database/index.ts';
import { notFound, refuse } from '../errors.ts';
import { actingPerformer } from '../fiduciary/index.ts';
import { append } from '../history/index.ts';
import { lockParticipant, updateParticipant } from './store.ts';
import type { Participant, ParticipantStatus } from './table.ts';

type OfParticipant = Command['input'] & { participantId: string };

/** Stops a participant: no exchange starts with it, and its messages are refused. @throws `NOT_FOUND`, `CONFLICT` */
export function suspendParticipant(context: Context, input: OfParticipant): Promise<Participant> {
  return setStatus(context, input, 'ACTIVE', 'SUSPENDED');
}

/** Lets a suspended participant work again. @throws `NOT_FOUND`, `CONFLICT` */
export function reinstateParticipant(context: Context, input: OfParticipant): Promise<Participant> {
  return setStatus(context, input, 'SUSPENDED', 'ACTIVE');
}

async function setStatus(
  context: Context,
  input: OfParticipant,
  from: ParticipantStatus,
  to: ParticipantStatus,
): Promise<Participant> {
  const action = to === 'SUSPENDED' ? 'SUSPEND_PARTICIPANT' : 'REINSTATE_PARTICIPANT';
  const { participantId } = input;
  return runCommand(context, { name: action, input }, async (tx) => {
    const known = isUuid(participantId) ? await lockParticipant(tx, participantId) : undefined;
    if (!known) throw notFound();
    if (known.status !== from) throw refuse('CONFLICT', `This participant is ${known.status}.`);
    const changed = await updateParticipant(tx, participantId, { status: to });
    await append(tx, {
      action,
      fiduciaryId: known.fiduciaryId,
      sequence: changed.version,
      previousStatus: from,
      newStatus: to,
      performedBy: actingPerformer(context),
      performedAt: await readClock(tx),
      facts: { participantId },
    });
    return changed;
  });
}
