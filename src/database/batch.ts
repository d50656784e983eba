import { refuse } from '../errors.ts';
import type { Line } from './line.ts';
import type { Sql } from './open.ts';

export interface BatchOptions {
  /** The most questions a statement takes. */
  most: number;
  /** How many statements may be under way at once. */
  inFlight: number;
  /** After how many milliseconds a question is given up. */
  patience: number;
}

interface Member<Question, Answer> {
  readonly question: Question;
  /** Milliseconds of the process's clock when it is given up. */
  readonly until: number;
  isSettled: boolean;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets questions that come at the same moment share one statement: a third of the cost of one
 * statement each. What keeps that exact:
 * - a batch is closed before it is sent, and nothing joins one in flight or a cache: every question
 *   is read after it was asked, so that no answer is older than its question;
 * - places are given round-robin over those who ask, so that a busy one delays nobody else;
 * - a batch that fails is tried once more in halves, so that one bad question spoils few;
 * - a question that waits too long is given up alone, answered `UNAVAILABLE`, never as valid; a line
 *   that it was sent on is given up too, and who was behind it is asked about on another.
 *
 * @param on the pool, or a line for statements that are short whatever they ask
 */
export function batched<Question, Answer>(
  on: { readonly sql: Sql } & Partial<Pick<Line, 'renew'>>,
  answerAll: (sql: Sql, questions: Question[]) => Promise<Answer[]>,
  askerOf: (question: Question) => string,
  { most, inFlight, patience }: BatchOptions,
): (question: Question) => Promise<Answer> {
  type Waiting = Member<Question, Answer>;
  const queues = new Map<string, Waiting[]>();
  let running: Waiting[][] = [];
  let scheduled = false;

  const schedule = () => {
    if (scheduled || running.length >= inFlight || queues.size === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      const batch = take(queues, most);
      if (batch.length === 0) return;
      running.push(batch);
      void send(batch, true).finally(() => {
        running = running.filter((other) => other !== batch);
        schedule();
      });
      schedule();
    });
  };

  const settle = (member: Waiting, answer: Answer) => {
    if (member.isSettled) return;
    member.isSettled = true;
    member.resolve(answer);
  };

  const fail = (member: Waiting, error: unknown) => {
    if (member.isSettled) return;
    member.isSettled = true;
    member.reject(error);
  };

  const send = async (batch: Waiting[], again: boolean): Promise<void> => {
    try {
      const answers = await answerAll(
        on.sql,
        batch.map(({ question }) => question),
      );
      batch.forEach((member, index) => {
        settle(member, answers[index] as Answer);
      });
    } catch (error) {
      if (!again) {
        for (const member of batch) fail(member, error);
        return;
      }
      const left = batch.filter(({ isSettled }) => !isSettled);
      const half = Math.ceil(left.length / 2);
      const halves = [left.slice(0, half), left.slice(half)].filter((part) => part.length > 0);
      await Promise.all(halves.map((part) => send(part, false)));
    }
  };

  // One timer serves them all: a timer for each costs more than its share of the statement.
  let watching = false;

  const watch = (milliseconds: number) => {
    watching = true;
    setTimeout(giveUp, milliseconds).unref();
  };

  const giveUp = () => {
    watching = false;
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    const sent = running.flat();
    // Also when all of a batch were given up before: it still holds its place.
    if (sent.some(({ until }) => until <= now)) on.renew?.();
    for (const member of [...sent, ...[...queues.values()].flat()]) {
      if (member.isSettled) continue;
      if (member.until > now) next = Math.min(next, member.until);
      else fail(member, refuse('UNAVAILABLE', 'The check took too long. Try again.'));
    }
    if (next < Number.POSITIVE_INFINITY) watch(next - now);
  };

  return (question) =>
    new Promise((resolve, reject) => {
      const until = performance.now() + patience;
      const member: Waiting = { question, until, isSettled: false, resolve, reject };
      if (!watching) watch(patience);
      const asker = askerOf(question);
      const queue = queues.get(asker);
      if (queue) queue.push(member);
      else queues.set(asker, [member]);
      schedule();
    });
}

/** Takes up to `most` members, one of each asker in turn, and leaves out who gave up. */
function take<Question, Answer>(
  queues: Map<string, Member<Question, Answer>[]>,
  most: number,
): Member<Question, Answer>[] {
  const taken: Member<Question, Answer>[] = [];
  while (taken.length < most && queues.size > 0) {
    for (const [asker, queue] of queues) {
      const member = queue.shift();
      if (queue.length === 0) queues.delete(asker);
      if (member && !member.isSettled) taken.push(member);
      if (taken.length === most) break;
    }
  }
  return taken;
}
