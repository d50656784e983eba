import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { isUuid, newId, readClock } from '../database/index.ts';
import { notFound, refuse } from '../errors.ts';
import { actingPerformer, findFiduciary } from '../fiduciary/index.ts';
import { append } from '../history/index.ts';
import { checked, text } from '../input.ts';
import { checkEndpoint, invitationTyp, readSelf, sign } from '../message/index.ts';
import { insertParticipant } from './store.ts';
import type { Participant } from './table.ts';

const inviteInput = z.object({ fiduciaryId: text(36), endpoint: text(2048) });

/** Seconds that an invitation can be answered for. */
const invitationLife = 24 * 60 * 60;

/**
 * Invites a data fiduciary's connector to the exchange. The invitation names the participant's id
 * and carries the manager's keys: whoever installs the connector hands it over, and so decides whom
 * the connector trusts.
 *
 * @throws `NOT_FOUND`, `URL_NOT_ALLOWED`, `CONFLICT` when the data fiduciary takes part already
 */
export async function inviteParticipant(
  context: Context,
  input: Command['input'],
): Promise<{ participant: Participant; invitation: string }> {
  const { platform } = context;
  const { fiduciaryId, endpoint } = checked(inviteInput, input);
  checkEndpoint(endpoint, platform.config.privateTargets);
  return runCommand(context, { name: 'inviteParticipant', input }, async (tx) => {
    const fiduciary = isUuid(fiduciaryId) ? await findFiduciary(tx, fiduciaryId) : undefined;
    if (!fiduciary) throw notFound();
    const now = await readClock(tx);
    const participant = await insertParticipant(tx, {
      id: newId(),
      fiduciaryId,
      endpoint,
      status: 'INVITED',
      invitedAt: now,
    });
    if (!participant) {
      throw refuse('CONFLICT', 'This data fiduciary takes part in the exchange already.');
    }
    await append(tx, {
      action: 'INVITE_PARTICIPANT',
      fiduciaryId,
      sequence: 1,
      newStatus: 'INVITED',
      performedBy: actingPerformer(context),
      performedAt: now,
      facts: { participantId: participant.id },
    });
    const self = await readSelf(tx, platform.vault);
    const iat = Math.floor(now.getTime() / 1000);
    const claims = {
      iss: self.id,
      sub: participant.id,
      jti: newId(),
      iat,
      exp: iat + invitationLife,
      manager_endpoint: self.endpoint,
      manager_keys: self.chain,
      endpoint,
    };
    return { participant, invitation: await sign(invitationTyp, claims, self.signing) };
  });
}
