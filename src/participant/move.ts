import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { isUuid, readClock } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { actingPerformer } from '../fiduciary/index.ts';
import { append } from '../history/index.ts';
import { checked, present, text } from '../input.ts';
import { checkEndpoint, moveParty } from '../message/index.ts';
import { lockParticipant, updateParticipant } from './store.ts';
import type { Participant } from './table.ts';

const moveInput = z.object({ participantId: text(36), endpoint: text(2048) });

/**
 * Notes that a participant's connector has moved. It keeps its keys: whoever answers at the new
 * address must hold them. Messages under way go there from now on, and peers are told with the next
 * exchange.
 *
 * @throws `NOT_FOUND`, `URL_NOT_ALLOWED`
 */
export async function moveParticipant(
  context: Context,
  input: Command['input'],
): Promise<Participant> {
  const { participantId, endpoint } = checked(moveInput, present(input));
  checkEndpoint(endpoint, context.platform.config.privateTargets);
  return runCommand(context, { name: 'moveParticipant', input }, async (tx) => {
    const known = isUuid(participantId) ? await lockParticipant(tx, participantId) : undefined;
    if (!known) throw notFound();
    const moved = await updateParticipant(tx, participantId, { endpoint });
    await moveParty(tx, participantId, endpoint);
    await append(tx, {
      action: 'MOVE_PARTICIPANT',
      fiduciaryId: known.fiduciaryId,
      sequence: moved.version,
      previousStatus: known.status,
      newStatus: moved.status,
      performedBy: actingPerformer(context),
      performedAt: await readClock(tx),
      facts: { participantId },
    });
    return moved;
  });
}
