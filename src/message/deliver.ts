import { readClock, type Tx } from '../database/index.ts';
import { type ErrorCode, Refusal } from '../errors.ts';
import type { Platform } from '../platform.ts';
import { openAnswer, type Verdict } from './answer.ts';
import { ask, make, type SentLetter } from './ask.ts';
import { claimsOf, lockLetter, removeLetter, updateLetter } from './outbox.ts';
import { findParty } from './party.ts';
import { refreshParty } from './refresh.ts';
import type { OutboxRow, Party } from './table.ts';
import { lockExchange } from './turn.ts';
import type { MessageTyp } from './typ.ts';

/** What a domain does about the letters of one kind. */
export interface Follower {
  /**
   * In the transaction before each sending, so that a state says that something was sent before it
   * is. False takes the letter back.
   */
  sending?(tx: Tx, letter: SentLetter, now: Date): Promise<boolean>;
  /**
   * Works on the answer for as long as it takes, or until `stopping` is aborted; a throw has the
   * letter sent again. What it returns runs in the transaction that removes the letter.
   */
  answered(
    letter: SentLetter,
    result: Record<string, unknown>,
    stopping: AbortSignal,
  ): Promise<(tx: Tx, now: Date) => Promise<void>>;
  /** The letter was refused for good, or its time is over. */
  ended(tx: Tx, letter: SentLetter, code: ErrorCode, now: Date): Promise<void>;
}

export type Followers = Partial<Record<MessageTyp, Follower>>;

/** Seconds between one attempt and the next; the last for all that follow. */
const pauses = [1, 4, 15, 60];
/** A message with less to live than this is made anew. */
const leastLifeMs = 5_000;

/** A letter that is due. */
interface Due {
  id: string;
  exchangeId: string;
}

/** One delivery, as the courier has to do with it. */
interface Round {
  /** Told once the answer is there, whatever is done with it. */
  sent(): void;
  stopping: AbortSignal;
}

interface Prepared {
  letter: SentLetter;
  party: Party;
  jti: string;
  message: string;
}

/** Sends a letter once, and does what its answer asks for. */
export async function deliver(
  platform: Platform,
  followers: Followers,
  due: Due,
  round: Round,
): Promise<void> {
  const { id } = due;
  const prepared = await platform.database.db.transaction((tx) =>
    prepare(platform, followers, tx, due),
  );
  if (!prepared) return;
  const { letter } = prepared;
  const { typ, exchangeId, recipient } = letter;
  const failed = await attempt(platform, followers, id, prepared, round).catch((error: unknown) => {
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
  { id, exchangeId }: Due,
): Promise<Prepared | undefined> {
  const { vault } = platform;
  await lockExchange(tx, exchangeId);
  const row = await lockLetter(tx, id);
  const now = await readClock(tx);
  if (!row || row.dueAt > now) return undefined;
  const typ = row.typ as MessageTyp;
  const claims = await claimsOf(tx, vault, row);
  const party = await findParty(tx, row.recipient);
  const { recipient } = row;
  const letter: SentLetter = { typ, exchangeId, recipient, claims: claims ?? {} };
  const follower = followers[typ];
  if (!claims || !party || now >= row.deadline) {
    await follower?.ended(tx, letter, row.lastCode ?? 'DELIVERY_FAILED', now);
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

function asMade({ typ, jti, message, expiresAt }: OutboxRow, now: Date) {
  // A verification asks about this moment: it is never the same as the one before.
  if (!jti || !message || !expiresAt || typ === 'cx-verify+jwt') return undefined;
  if (expiresAt.getTime() - now.getTime() < leastLifeMs) return undefined;
  return { jti, message, expiresAt };
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
  { sent, stopping }: Round,
): Promise<ErrorCode | undefined> {
  const { database, vault } = platform;
  const answer = await ask(platform, party, letter.typ, message).finally(sent);
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
  const commit = await followers[letter.typ]?.answered(letter, verdict.result, stopping);
  await database.db.transaction(async (tx) => {
    await lockExchange(tx, exchangeId);
    if (!(await lockLetter(tx, id))) return;
    await commit?.(tx, await readClock(tx));
    await removeLetter(tx, id);
  });
  return undefined;
}

async function end(
  { database }: Platform,
  followers: Followers,
  id: string,
  letter: SentLetter,
  code: ErrorCode,
): Promise<void> {
  await database.db.transaction(async (tx) => {
    await lockExchange(tx, letter.exchangeId);
    if (!(await lockLetter(tx, id))) return;
    await followers[letter.typ]?.ended(tx, letter, code, await readClock(tx));
    await removeLetter(tx, id);
  });
}
