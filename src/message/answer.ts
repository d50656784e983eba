import { z } from 'zod';
import { newId, type Reader, readClock } from '../database/index.ts';
import { type ErrorCode, isErrorCode, refuse } from '../errors.ts';
import type { Vault } from '../vault/index.ts';
import { checkSignature, decrypt, encrypt, recipientOf, sign, unverified } from './jose.ts';
import { decryptionKey, readSelf } from './own-keys.ts';
import { stateOfSigner } from './party.ts';
import type { KeyState } from './statement.ts';
import { answerLife, answerTyp, tolerance } from './typ.ts';

/** How a message was answered: with a result, or with a refusal that is final or not. */
export type Verdict =
  | { result: Record<string, unknown> }
  | { error: { code: ErrorCode; message: string } };

const answerClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  iat: z.int(),
  exp: z.int(),
  xid: z.string(),
  /** The `jti` of the message that is answered. */
  irt: z.string(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

/** Signs and encrypts an answer to whoever sent the message. */
export async function makeAnswer(
  reader: Reader,
  vault: Vault,
  to: KeyState,
  { xid, irt, verdict }: { xid: string; irt: string; verdict: Verdict },
): Promise<string> {
  const self = await readSelf(reader, vault);
  const iat = Math.floor((await readClock(reader)).getTime() / 1000);
  const claims = {
    iss: self.id,
    aud: to.party,
    jti: newId(),
    iat,
    exp: iat + answerLife,
    xid,
    irt,
    ...verdict,
  };
  return encrypt(await sign(answerTyp, claims, self.signing), to.encryption);
}

/**
 * Opens the answer to a message, which nobody but its recipient can have made.
 *
 * @throws a refusal when it is no such answer
 */
export async function openAnswer(
  reader: Reader,
  vault: Vault,
  answer: string,
  message: { recipient: string; exchangeId: string; jti: string },
): Promise<Verdict> {
  const kid = recipientOf(answer);
  const key = await decryptionKey(reader, vault, kid);
  if (!key) throw refuse('RECIPIENT_KEY_UNKNOWN', 'The answer is for another.');
  const given = unverified(await decrypt(answer, key));
  const signer = await stateOfSigner(reader, message.recipient, given.kid);
  if (!signer) throw refuse('KEY_UNKNOWN', 'The answer is signed with a key that is not known.');
  await checkSignature(given, signer.signing.key);
  const parsed = answerClaims.safeParse(given.claims);
  if (given.typ !== answerTyp || !parsed.success) throw notAnAnswer();
  const { iss, aud, iat, exp, xid, irt, result, error } = parsed.data;
  const self = await readSelf(reader, vault);
  const now = (await readClock(reader)).getTime() / 1000;
  const fits =
    iss === message.recipient &&
    aud === self.id &&
    irt === message.jti &&
    xid === message.exchangeId &&
    exp - iat <= answerLife &&
    now <= exp + tolerance &&
    iat <= now + tolerance;
  if (!fits) throw notAnAnswer();
  if (result) return { result };
  // A code that is not ours is the other side's own text, which belongs in no log and no history.
  if (error) {
    const code = isErrorCode(error.code) ? error.code : 'MESSAGE_INVALID';
    return { error: { code, message: error.message } };
  }
  throw notAnAnswer();
}

function notAnAnswer() {
  return refuse('MESSAGE_INVALID', 'This is no answer to the message.');
}
