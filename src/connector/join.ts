import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import type { Command } from '../command/index.ts';
import { readClock } from '../database/index.ts';
import { badInput, refuse } from '../errors.ts';
import { checked, present, text } from '../input.ts';
import {
  askNow,
  checkEndpoint,
  checkSignature,
  findSelf,
  followChain,
  insertParty,
  invitationTyp,
  lockSelf,
  makeOwnKeys,
  pinParty,
  readSelf,
  unverified,
} from '../message/index.ts';

const joinInput = z.object({ invitation: text(32_768) });

const invitationClaims = z.object({
  iss: text(2048),
  sub: z.uuid(),
  exp: z.int(),
  endpoint: z.string(),
  manager_endpoint: z.string(),
  manager_keys: z.array(z.string()).min(1).max(200),
});

/**
 * Joins the exchange that an invitation is to: makes this connector's keys, pins the manager's as
 * the invitation states them, and proves to the manager that it holds its own.
 *
 * @throws `BAD_USER_INPUT` for what is no invitation; `CONFLICT` when another exchange was joined;
 * what the manager refuses it with
 */
export async function joinExchange(
  { platform }: Context,
  input: Command['input'],
): Promise<{ participantId: string; managerId: string }> {
  const { invitation } = checked(joinInput, present(input));
  const { database, vault, history, config } = platform;
  const invited = await openInvitation(platform, invitation);
  const { iss, sub, endpoint, manager_endpoint, manager_keys } = invited;
  checkEndpoint(manager_endpoint, config.privateTargets);
  await database.db.transaction(async (tx) => {
    await lockSelf(tx);
    const self = await findSelf(tx);
    if (self && self.id !== sub) {
      throw refuse('CONFLICT', 'This connector is a participant already, by another invitation.');
    }
    if (!self) {
      await insertParty(tx, { id: sub, endpoint, standing: 'SELF' });
      await makeOwnKeys(tx, vault, sub);
    }
    await pinParty(tx, { id: iss, endpoint: manager_endpoint, standing: 'MANAGER' }, manager_keys);
  });
  history.wake();
  const { chain } = await readSelf(database.db, vault);
  const letter = { typ: 'cx-register+jwt', exchangeId: sub, recipient: iss } as const;
  const claims = { invitation, keys: chain };
  const { challenge } = await askNow(platform, { ...letter, claims });
  if (challenge !== undefined)
    await askNow(platform, { ...letter, claims: { ...claims, challenge } });
  return { participantId: sub, managerId: iss };
}

async function openInvitation({ database }: Context['platform'], invitation: string) {
  const opened = unverified(invitation);
  const parsed = invitationClaims.safeParse(opened.claims);
  if (opened.typ !== invitationTyp || !parsed.success) {
    throw badInput('invitation', 'This is not an invitation.');
  }
  const keys = (await followChain(parsed.data.iss, parsed.data.manager_keys)).at(-1);
  if (keys?.signing.kid !== opened.kid) {
    throw badInput('invitation', 'It is not signed with the keys it states.');
  }
  await checkSignature(opened, keys.signing.key);
  if (parsed.data.exp * 1000 < (await readClock(database.db)).getTime()) {
    throw refuse('EXPIRED', 'The invitation has expired. Ask for another.');
  }
  return parsed.data;
}
