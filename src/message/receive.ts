import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import { readClock, type Tx } from '../database/index.ts';
import { type ErrorCode, Refusal, refuse } from '../errors.ts';
import { text } from '../input.ts';
import type { DataKey } from '../vault/index.ts';
import { makeAnswer, type Verdict } from './answer.ts';
import { wakeCourier } from './courier.ts';
import { earlierAnswer, equalAnswer, matterOf, type Received, remember } from './inbox.ts';
import { checkSignature, decrypt, recipientOf, type Unverified, unverified } from './jose.ts';
import { decryptionKey, findSelf } from './own-keys.ts';
import { currentState, stateOfSigner } from './party.ts';
import { refreshParty } from './refresh.ts';
import type { KeyState } from './statement.ts';
import { lockExchange } from './turn.ts';
import { type MessageTyp, messageBytes, messages, tolerance } from './typ.ts';

/** A kind of message as its receiver takes it. */
export interface Kind<Claims> {
  typ: MessageTyp;
  /** The claims beside those that every message has. */
  claims: z.ZodType<Claims>;
  /** The claims by which a message made anew is known; without it each one is judged for itself. */
  matter?: (claims: Claims) => unknown;
  /** The most bytes of the whole message, and the refusal of a longer one. */
  longest?: { bytes: number; code: ErrorCode };
  /** Finds the sender's keys where they are not pinned yet. */
  introduce?: (given: Unverified) => Promise<{ signer: KeyState; recipient: KeyState }>;
}

/** A message whose sender, receiver, kind and time are in order. */
export interface Incoming<Claims> {
  claims: Claims;
  /** The id of the party that signed it. */
  from: string;
  /** The key that it was signed with. */
  signingKid: string;
  exchangeId: string;
  now: Date;
}

/** What is answered. A refusal that is returned keeps what was written; one that is thrown does not. */
export type Outcome =
  | { result: Record<string, unknown>; key?: DataKey | undefined }
  | { refusal: Refusal };

export interface Answered {
  answer: string;
  duplicate: boolean;
}

/** Something inside a message is signed with a key of a party that is not pinned here, so far. */
export class UnknownSigner extends Refusal {
  readonly party: string;

  constructor(party: string, code: ErrorCode, message: string) {
    super(code, message);
    this.party = party;
  }
}

const commonClaims = z.object({
  iss: text(2048),
  aud: z.string(),
  jti: z.string().regex(/^[!-~]{1,64}$/),
  iat: z.int(),
  exp: z.int(),
  // In its one spelling, so that one exchange has one name.
  xid: z.uuid().regex(/^[^A-Z]+$/),
});

/**
 * Takes a message in: finds out who sent it, makes sure that it was not taken before, and has it
 * handled in one transaction with its row in the inbox and whatever is to be sent next.
 *
 * @returns the answer, signed and encrypted to the sender, refusals included
 * @throws refusals of a message whose sender is not certain
 */
export async function receive<Claims>(
  context: Context,
  kind: Kind<Claims>,
  message: string,
  handle: (tx: Tx, incoming: Incoming<Claims>) => Promise<Outcome>,
): Promise<Answered> {
  const { platform } = context;
  const { database, vault } = platform;
  const { given, sender } = await authenticate(context, kind, message);
  const common = commonClaims.safeParse(given.claims);
  if (!common.success)
    throw refuse('MESSAGE_INVALID', 'A claim that every message has is missing.');
  const { jti, xid } = common.data;
  const received: Received = {
    issuer: sender.party,
    jti,
    typ: kind.typ,
    exchangeId: xid,
    hash: createHash('sha256').update(message).digest(),
  };

  const process = () =>
    database.db.transaction(async (tx): Promise<{ verdict: Verdict; duplicate: boolean }> => {
      await lockExchange(tx, xid);
      const earlier = await earlierAnswer(tx, vault, received);
      if (earlier) return { verdict: earlier, duplicate: true };
      const now = await readClock(tx);
      const self = await findSelf(tx);
      requireInOrder(kind.typ, given, common.data, self?.id ?? '', now);
      const parsed = kind.claims.safeParse(given.claims);
      if (!parsed.success) throw refuse('MESSAGE_INVALID', claimAtFault(parsed.error));
      const matter = kind.matter ? matterOf(vault, kind.matter(parsed.data)) : null;
      const equal = matter && (await equalAnswer(tx, vault, received, matter));
      if (equal) {
        await remember(tx, vault, received, { verdict: equal, matter: null });
        return { verdict: equal, duplicate: true };
      }
      const outcome = await handle(tx, {
        claims: parsed.data,
        from: sender.party,
        signingKid: given.kid,
        exchangeId: xid,
        now,
      });
      const verdict: Verdict =
        'result' in outcome ? { result: outcome.result } : errorOf(outcome.refusal);
      const key = 'result' in outcome ? outcome.key : undefined;
      await remember(tx, vault, received, { verdict, matter, key });
      return { verdict, duplicate: false };
    });

  const { verdict, duplicate } = await process()
    .catch(async (error: unknown) => {
      // Whoever signed what is inside may have new keys: look, and judge once more.
      const looked = error instanceof UnknownSigner && (await refreshParty(platform, error.party));
      if (!looked) throw error;
      return process();
    })
    .catch((error: unknown) => {
      if (error instanceof Refusal) return { verdict: errorOf(error), duplicate: false };
      throw error;
    });
  platform.history.wake();
  wakeCourier(platform);
  const answer = await makeAnswer(database.db, vault, sender, { xid, irt: jti, verdict });
  return { answer, duplicate };
}

/** Until here nothing is known of the sender: refusals are plain, and say nothing of anyone. */
async function authenticate<Claims>(
  { platform }: Context,
  kind: Kind<Claims>,
  message: string,
): Promise<{ given: Unverified; sender: KeyState }> {
  const { database, vault } = platform;
  const { bytes, code } = kind.longest ?? { bytes: messageBytes, code: 'PAYLOAD_TOO_LARGE' };
  if (message.length > bytes) throw refuse(code, `This message may have ${bytes} bytes.`);
  const key = await decryptionKey(database.db, vault, recipientOf(message));
  if (!key) {
    throw refuse('RECIPIENT_KEY_UNKNOWN', 'The message is encrypted to a key that is not ours.');
  }
  const given = unverified(await decrypt(message, key));
  const { signer, recipient } = kind.introduce
    ? await kind.introduce(given)
    : await pinnedSender(platform, given);
  await checkSignature(given, signer.signing.key);
  return { given, sender: recipient };
}

/** The sender's keys as they are pinned, looked up at the sender once when it signs with others. */
async function pinnedSender(platform: Context['platform'], { claims, kid }: Unverified) {
  const { db } = platform.database;
  const { data: issuer = '' } = commonClaims.shape.iss.safeParse(claims.iss);
  let signer = await stateOfSigner(db, issuer, kid);
  if (!signer && (await refreshParty(platform, issuer))) {
    signer = await stateOfSigner(db, issuer, kid);
  }
  const recipient = signer && (await currentState(db, issuer));
  if (!recipient)
    throw refuse('KEY_UNKNOWN', 'The message is signed with a key that is not known.');
  return { signer, recipient } as { signer: KeyState; recipient: KeyState };
}

function requireInOrder(
  typ: MessageTyp,
  given: Unverified,
  { iss, aud, iat, exp }: z.output<typeof commonClaims>,
  self: string,
  now: Date,
): void {
  if (given.typ !== typ) throw refuse('TYPE_MISMATCH', `This operation takes messages of ${typ}.`);
  if (aud !== self || iss === self)
    throw refuse('AUDIENCE_MISMATCH', 'The message is for another.');
  const seconds = now.getTime() / 1000;
  const { life } = messages[typ];
  if (exp <= iat || exp - iat > life || iat > seconds + tolerance) {
    throw refuse(
      'MESSAGE_INVALID',
      `A message of ${typ} lives for at most ${life} seconds from now.`,
    );
  }
  if (exp + tolerance < seconds) throw refuse('MESSAGE_EXPIRED', 'The message has expired.');
}

function errorOf({ code, message }: Refusal): Verdict {
  return { error: { code, message } };
}

/** The claim's name alone: its value may be anything. */
function claimAtFault({ issues }: z.ZodError): string {
  return `The claim ${issues[0]?.path.join('.') ?? ''} is not as it must be.`;
}
