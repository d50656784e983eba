import { newId, readClock, type Tx } from '../database/index.ts';
import { type ErrorCode, Refusal, refuse } from '../errors.ts';
import type { Platform } from '../platform.ts';
import { openAnswer } from './answer.ts';
import { encrypt, sign } from './jose.ts';
import { readSelf } from './own-keys.ts';
import { currentState, findParty } from './party.ts';
import { sendRequest } from './send.ts';
import type { Party } from './table.ts';
import { type MessageTyp, messages } from './typ.ts';

/** A letter under way. */
export interface SentLetter {
  typ: MessageTyp;
  exchangeId: string;
  recipient: string;
  claims: Record<string, unknown>;
}

/**
 * Sends one message and waits for the answer, for the few that nobody need remember.
 *
 * @throws what the other side refused it with; `DELIVERY_FAILED`, `MANAGER_UNAVAILABLE`
 */
export async function askNow(
  platform: Platform,
  letter: SentLetter,
): Promise<Record<string, unknown>> {
  const { database, vault } = platform;
  const { recipient, exchangeId, typ } = letter;
  const { party, jti, message } = await database.db.transaction(async (tx) => {
    const found = await findParty(tx, recipient);
    if (!found) throw new Error('A message is for a party that is not known');
    return { party: found, ...(await make(platform, tx, letter, await readClock(tx))) };
  });
  const answer = await ask(platform, party, typ, message);
  if ('failed' in answer) throw refuse(answer.failed, 'The other side did not take the message.');
  const verdict = await openAnswer(database.db, vault, answer.answer, {
    recipient,
    exchangeId,
    jti,
  });
  if ('error' in verdict) throw refuse(verdict.error.code, verdict.error.message);
  return verdict.result;
}

/** Makes the message of a letter, with claims of its own time. */
export async function make({ vault }: Platform, tx: Tx, letter: SentLetter, now: Date) {
  const self = await readSelf(tx, vault);
  const recipient = await currentState(tx, letter.recipient);
  if (!recipient) throw new Error('A party has no keys');
  const jti = newId();
  const iat = Math.floor(now.getTime() / 1000);
  const exp = iat + messages[letter.typ].life;
  const { recipient: aud, exchangeId: xid } = letter;
  const claims = { ...letter.claims, iss: self.id, aud, jti, iat, exp, xid };
  const message = await encrypt(await sign(letter.typ, claims, self.signing), recipient.encryption);
  return { jti, message, expiresAt: new Date(exp * 1000) };
}

/**
 * Hands a message to the party's API. Whatever is not a signed answer may come from anyone, and ends
 * nothing: it is tried again.
 */
export async function ask(
  { config }: Platform,
  party: Party,
  typ: MessageTyp,
  message: string,
): Promise<{ answer: string } | { failed: ErrorCode }> {
  const { mutation } = messages[typ];
  const query = `mutation ($message: String!) { sent: ${mutation}(input: { message: $message }) { answer } }`;
  const body = JSON.stringify({ query, variables: { message } });
  const unreachable = party.standing === 'MANAGER' ? 'MANAGER_UNAVAILABLE' : 'DELIVERY_FAILED';
  try {
    const reply = await sendRequest(party.endpoint, {
      body,
      privateTargets: config.privateTargets,
    });
    const { data, errors } = JSON.parse(reply.body);
    if (typeof data?.sent?.answer === 'string') return { answer: data.sent.answer };
    const code = errors?.[0]?.extensions?.code;
    return { failed: code === 'RECIPIENT_KEY_UNKNOWN' ? code : unreachable };
  } catch (error) {
    const code = error instanceof Refusal ? error.code : unreachable;
    return { failed: code === 'DELIVERY_FAILED' ? unreachable : code };
  }
}
