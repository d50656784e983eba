import { newId, readClock, type Tx } from '../database/index.ts';
import { type ErrorCode, Refusal, refuse } from '../errors.ts';
import type { Platform } from '../platform.ts';
import { openAnswer, type Verdict } from './answer.ts';
import { encrypt, sign } from './jose.ts';
import { claimsOf, dueLetters, lockLetter, removeLetter, updateLetter } from './outbox.ts';
import { readSelf } from './own-keys.ts';
import { currentState, findParty } from './party.ts';
import { refreshParty } from './refresh.ts';
import { sendRequest } from './send.ts';
import type { OutboxRow, Party } from './table.ts';
import { type MessageTyp, messages } from './typ.ts';

/** A letter under way. */
export interface SentLetter {
  typ: MessageTyp;
  exchangeId: string;
  recipient: string;
  claims: Record<string, unknown>;
}

/** What a domain does about the letters of one kind. */
export interface Follower {
  /**
   * In the transaction before each sending, so that a state says that something was sent before it
   * is. False takes the letter back.
   */
  sending?(tx: Tx, letter: SentLetter, now: Date): Promise<boolean>;
  /**
   * Works on the answer for as long as it takes; a throw has the letter sent again. What it returns
   * runs in the transaction that removes the letter.
   */
  answered(
    letter: SentLetter,
    result: Record<string, unknown>,
  ): Promise<(tx: Tx, now: Date) => Promise<void>>;
  /** The letter was refused for good, or its time is over. */
  ended(tx: Tx, letter: SentLetter, code: ErrorCode, now: Date): Promise<void>;
}

export type Followers = Partial<Record<MessageTyp, Follower>>;

export interface Courier {
  wake(): void;
  /** Waits for the sendings under way. */
  close(): Promise<void>;
}

/** Seconds between one attempt and the next; the last for all that follow. */
const pauses = [1, 4, 15, 60];
/** A message with less to live than this is made anew. */
const leastLifeMs = 5_000;
const pollMs = 1_000;
/** Sendings at a time. */
const atOnce = 8;

const couriers = new WeakMap<Platform['database'], Courier>();

/** Call it after a commit that posted something. */
export function wakeCourier({ database }: Pick<Platform, 'database'>): void {
  couriers.get(database)?.wake();
}

/**
 * Sends what lies in the outbox until it is answered. Any number of servers may share an outbox: a
 * letter that two of them send is one message to whoever takes it.
 */
export function openCourier(platform: Platform, followers: Followers): Courier {
  const underWay = new Map<string, Promise<void>>();
  let wakeUp = () => {};
  let stopped = false;

  async function loop(): Promise<void> {
    while (!stopped) {
      const woken = new Promise<void>((resolve) => {
        wakeUp = resolve;
      });
      try {
        await start();
      } catch (err) {
        platform.log.warn({ err }, 'the outbox could not be read');
      }
      if (!stopped) await Promise.race([woken, pause(pollMs)]);
    }
    await Promise.all(underWay.values());
  }

  async function start(): Promise<void> {
    for (const id of await dueLetters(platform.database.db, 4 * atOnce)) {
      if (underWay.has(id) || underWay.size >= atOnce || stopped) continue;
      const delivery = deliver(platform, followers, id)
        .catch((err: unknown) => platform.log.error({ err }, 'a letter could not be sent'))
        .finally(() => {
          underWay.delete(id);
          platform.history.wake();
          wakeUp();
        });
      underWay.set(id, delivery);
    }
  }

  const running = loop();
  const courier: Courier = {
    wake: () => wakeUp(),
    async close() {
      stopped = true;
      wakeUp();
      await running;
    },
  };
  couriers.set(platform.database, courier);
  return courier;
}

interface Prepared {
  letter: SentLetter;
  party: Party;
  jti: string;
  message: string;
}

async function deliver(platform: Platform, followers: Followers, id: string): Promise<void> {
  const prepared = await platform.database.db.transaction((tx) =>
    prepare(platform, followers, tx, id),
  );
  if (!prepared) return;
  const { letter } = prepared;
  const { typ, exchangeId, recipient } = letter;
  const failed = await attempt(platform, followers, id, prepared).catch((error: unknown) => {
    if (error instanceof Refusal) return error.code;
    platform.log.error({ err: error, typ, exchangeId }, 'an answer could not be worked on');
    return 'UNAVAILABLE' as const;
  });
  platform.log.info({ typ, exchangeId, recipient, outcome: failed ?? 'answered' }, 'message sent');
  if (!failed) return;
  if (ownVerdicts.has(failed)) return end(platform, followers, id, letter, failed);
  const anew = failed === 'RECIPIENT_KEY_UNKNOWN' || failed === 'MESSAGE_EXPIRED';
  if (failed === 'RECIPIENT_KEY_UNKNOWN') await refreshParty(platform, recipient);
  await updateLetter(platform.database.db, id, {
    lastCode: failed,
    ...(anew && { message: null }),
  });
}

/** What we find out ourselves and no later attempt can change. */
const ownVerdicts: ReadonlySet<ErrorCode> = new Set(['URL_NOT_ALLOWED', 'REDIRECT_NOT_ALLOWED']);

/** Signed refusals after which the same may succeed later. */
const passing: ReadonlySet<string> = new Set([
  'MESSAGE_EXPIRED',
  'KEY_UNKNOWN',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
]);

/** Makes the message, or takes the one that was made; nothing when there is nothing to send. */
async function prepare(
  platform: Platform,
  followers: Followers,
  tx: Tx,
  id: string,
): Promise<Prepared | undefined> {
  const { vault } = platform;
  const row = await lockLetter(tx, id);
  const now = await readClock(tx);
  if (!row || row.dueAt > now) return undefined;
  const typ = row.typ as MessageTyp;
  const claims = await claimsOf(tx, vault, row);
  const party = await findParty(tx, row.recipient);
  const { exchangeId, recipient } = row;
  const letter: SentLetter = { typ, exchangeId, recipient, claims: claims ?? {} };
  const follower = followers[typ];
  if (!claims || !party || now >= row.deadline) {
    const code = (row.lastCode as ErrorCode | null) ?? 'DELIVERY_FAILED';
    await follower?.ended(tx, letter, code, now);
    await removeLetter(tx, id);
    return undefined;
  }
  if (follower?.sending && !(await follower.sending(tx, letter, now))) {
    await removeLetter(tx, id);
    return undefined;
  }
  const made = asMade(row, now) ?? (await make(platform, tx, letter, now));
  await updateLetter(tx, id, {
    ...made,
    attempts: row.attempts + 1,
    dueAt: nextAttempt(row, now),
  });
  return { letter, party, jti: made.jti, message: made.message };
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

function asMade({ typ, jti, message, expiresAt }: OutboxRow, now: Date) {
  // A verification asks about this moment: it is never the same as the one before.
  if (!jti || !message || !expiresAt || typ === 'cx-verify+jwt') return undefined;
  if (expiresAt.getTime() - now.getTime() < leastLifeMs) return undefined;
  return { jti, message, expiresAt };
}

async function make({ vault }: Platform, tx: Tx, letter: SentLetter, now: Date) {
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

function nextAttempt({ attempts, deadline }: OutboxRow, now: Date): Date {
  const seconds = pauses[Math.min(attempts, pauses.length - 1)] ?? 60;
  const jittered = seconds * (0.9 + Math.random() * 0.2) * 1000;
  return new Date(Math.min(now.getTime() + jittered, deadline.getTime()));
}

/** One sending. @returns why it failed, if it did */
async function attempt(
  platform: Platform,
  followers: Followers,
  id: string,
  { letter, party, jti, message }: Prepared,
): Promise<ErrorCode | undefined> {
  const { database, vault } = platform;
  const answer = await ask(platform, party, letter.typ, message);
  if ('failed' in answer) return answer.failed;
  const { recipient, exchangeId } = letter;
  const open = () => openAnswer(database.db, vault, answer.answer, { recipient, exchangeId, jti });
  const verdict = await open().catch(async (error: unknown): Promise<Verdict> => {
    const isNewKey = error instanceof Refusal && error.code === 'KEY_UNKNOWN';
    if (!isNewKey || !(await refreshParty(platform, recipient))) throw error;
    return open();
  });
  if ('error' in verdict) {
    const { code } = verdict.error;
    if (passing.has(code)) return code;
    platform.log.info({ typ: letter.typ, exchangeId, code }, 'message refused');
    await end(platform, followers, id, letter, code);
    return undefined;
  }
  const commit = await followers[letter.typ]?.answered(letter, verdict.result);
  await database.db.transaction(async (tx) => {
    if (!(await lockLetter(tx, id))) return;
    await commit?.(tx, await readClock(tx));
    await removeLetter(tx, id);
  });
  return undefined;
}

/**
 * Hands a message to the party's API. Whatever is not a signed answer may come from anyone, and ends
 * nothing: it is tried again.
 */
async function ask(
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

async function end(
  { database }: Platform,
  followers: Followers,
  id: string,
  letter: SentLetter,
  code: ErrorCode,
): Promise<void> {
  await database.db.transaction(async (tx) => {
    if (!(await lockLetter(tx, id))) return;
    await followers[letter.typ]?.ended(tx, letter, code, await readClock(tx));
    await removeLetter(tx, id);
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
