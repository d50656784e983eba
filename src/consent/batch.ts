import { refuse } from '../errors.ts';

export interface BatchOptions {
  /** The most questions a statement takes. */
  most: number;
  /** How many statements may be under way at once. */
  inFlight: number;
  /** After how many milliseconds a question is given up. */
  patience: number;
}

interface Member<Question, Answer> {
  question: Question;
  /** Milliseconds of the process's clock when it is given up. */
  until: number;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * Lets questions that come at the same moment share one statement: a third of the cost of one
 * statement each. What keeps that exact:
 * - a batch is closed before it is sent, and nothing joins one in flight or a cache: every question
 *   is read after it was asked, so that no answer is older than its question;
 * - places are given round-robin over those who ask, so that a busy one delays nobody else;
 * - a batch that fails is tried once more in halves, so that one bad question spoils few;
 * - a question that waits too long is given up alone, answered `UNAVAILABLE`, never as valid.
 */
export function batched<Question, Answer>(
  answerAll: (questions: Question[]) => Promise<Answer[]>,
  askerOf: (question: Question) => string,
  { most, inFlight, patience }: BatchOptions,
): (question: Question) => Promise<Answer> {
  type Waiting = Member<Question, Answer>;
  const queues = new Map<string, Waiting[]>();
  let running = 0;
  let scheduled = false;

  const schedule = () => {
    if (scheduled || running >= inFlight || queues.size === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      const batch = take(queues, most, pending);
      if (batch.length === 0) return;
      running += 1;
      void send(batch, true).finally(() => {
        running -= 1;
        schedule();
      });
      schedule();
    });
  };

  const send = async (batch: Waiting[], again: boolean): Promise<void> => {
    try {
      const answers = await answerAll(batch.map(({ question }) => question));
      batch.forEach((member, index) => {
        member.resolve(answers[index] as Answer);
      });
    } catch (error) {
      if (!again) {
        for (const member of batch) member.reject(error);
        return;
      }
      const half = Math.ceil(batch.length / 2);
      const halves = [batch.slice(0, half), batch.slice(half)].filter((part) => part.length > 0);
      await Promise.all(halves.map((part) => send(part, false)));
    }
  };

  // All wait equally long, so who came first is given up first: one timer serves them all, and a
  // timer for each costs more than its share of the statement.
  const pending = new Set<Waiting>();
  let watching = false;

  const watch = (milliseconds: number) => {
    watching = true;
    setTimeout(giveUp, milliseconds).unref();
  };

  const giveUp = () => {
    watching = false;
    const now = performance.now();
    for (const member of pending) {
      if (member.until > now) {
        watch(member.until - now);
        return;
      }
      member.reject(refuse('UNAVAILABLE', 'The check took too long. Try again.'));
    }
  };

  return (question) =>
    new Promise((resolve, reject) => {
      const member: Waiting = {
        question,
        until: performance.now() + patience,
        resolve(answer) {
          pending.delete(member);
          resolve(answer);
        },
        reject(error) {
          pending.delete(member);
          reject(error);
        },
      };
      pending.add(member);
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
  pending: ReadonlySet<Member<Question, Answer>>,
): Member<Question, Answer>[] {
  const taken: Member<Question, Answer>[] = [];
  while (taken.length < most && queues.size > 0) {
    for (const [asker, queue] of queues) {
      const member = queue.shift();
      if (queue.length === 0) queues.delete(asker);
      if (member && pending.has(member)) taken.push(member);
      if (taken.length === most) break;
    }
  }
  return taken;
}
