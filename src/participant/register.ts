import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import { isUuid, readClock, type Tx } from '../database/index.ts';
import { type Refusal, refuse } from '../errors.ts';
import { append } from '../history/index.ts';
import { text } from '../input.ts';
import {
  checkSignature,
  findParty,
  followChain,
  type Incoming,
  insertParty,
  invitationTyp,
  type Kind,
  type Outcome,
  pinParty,
  receive,
  stateOfSigner,
  type Unverified,
  unverified,
} from '../message/index.ts';
import { findParticipant, lockParticipant, updateParticipant } from './store.ts';

const registerClaims = z.object({
  invitation: z.string().max(32_768),
  keys: z.array(z.string().max(4096)).min(1).max(200),
  challenge: z.string().max(64).optional(),
});
type RegisterClaims = z.output<typeof registerClaims>;

const invitationClaims = z.object({ iss: text(2048), sub: z.uuid(), exp: z.int() });

/**
 * A connector answers its invitation. It shows that it holds the keys it names: the signing key by
 * signing, the encryption key by reading the challenge in the first answer and sending it back.
 */
export function registerParticipant(context: Context, message: string) {
  const kind: Kind<RegisterClaims> = {
    typ: 'cx-register+jwt',
    claims: registerClaims,
    introduce: (given) => introduced(context, given),
  };
  return receive(context, kind, message, register);
}

async function register(
  tx: Tx,
  { claims, from, signingKid, now }: Incoming<RegisterClaims>,
): Promise<Outcome> {
  const participant = await lockParticipant(tx, from);
  if (!participant) throw unknownInvitation();
  if (participant.status !== 'INVITED') {
    // An answer that got lost: who holds the keys that joined has joined.
    if (await stateOfSigner(tx, from, signingKid)) return { result: { joined: true } };
    throw refuse('EXCHANGE_STATE', 'This invitation was answered already.');
  }
  const { challenge, endpoint, fiduciaryId } = participant;
  if (claims.challenge === undefined || !challenge) {
    const fresh = randomBytes(32);
    await updateParticipant(tx, from, { challenge: fresh });
    return { result: { challenge: fresh.toString('base64url') } };
  }
  if (!challenge.equals(Buffer.from(claims.challenge, 'base64url'))) {
    throw refuse('TOKEN_INVALID', 'This is not the challenge that was sent.');
  }
  if (!(await findParty(tx, from))) await insertParty(tx, { id: from, endpoint, standing: 'PEER' });
  await pinParty(tx, { id: from, endpoint, standing: 'PEER' }, claims.keys);
  const joined = await updateParticipant(tx, from, {
    status: 'ACTIVE',
    challenge: null,
    joinedAt: now,
  });
  await append(tx, {
    action: 'JOIN_PARTICIPANT',
    fiduciaryId,
    sequence: joined.version,
    previousStatus: participant.status,
    newStatus: joined.status,
    performedBy: { type: 'FIDUCIARY', id: fiduciaryId },
    performedAt: now,
    facts: { participantId: from },
  });
  return { result: { joined: true } };
}

/** Who speaks is who was invited, and signs with the keys that the message itself states. */
async function introduced({ platform }: Context, { claims, kid }: Unverified) {
  const parsed = registerClaims.safeParse(claims);
  if (!parsed.success) throw refuse('MESSAGE_INVALID', 'It brings no invitation and keys.');
  const { invitation, keys } = parsed.data;
  const { db } = platform.database;
  const invited = await openInvitation(platform, invitation);
  if (claims.iss !== invited || !isUuid(invited) || !(await findParticipant(db, invited))) {
    throw unknownInvitation();
  }
  const state = (await followChain(invited, keys)).at(-1);
  if (!state || state.signing.kid !== kid) {
    throw refuse('KEY_UNKNOWN', 'The message is not signed with the keys that it states.');
  }
  return { signer: state, recipient: state };
}

async function openInvitation(
  { database }: Context['platform'],
  invitation: string,
): Promise<string> {
  const given = unverified(invitation);
  const parsed = invitationClaims.safeParse(given.claims);
  const issuer = parsed.data?.iss ?? '';
  const self = await findParty(database.db, issuer);
  const state = self?.standing === 'SELF' && (await stateOfSigner(database.db, issuer, given.kid));
  if (!parsed.success || given.typ !== invitationTyp || !state) throw unknownInvitation();
  await checkSignature(given, state.signing.key);
  if (parsed.data.exp * 1000 < (await readClock(database.db)).getTime()) throw unknownInvitation();
  return parsed.data.sub;
}

function unknownInvitation(): Refusal {
  return refuse('EXCHANGE_UNKNOWN', 'This invitation is not known here, or has expired.');
}
