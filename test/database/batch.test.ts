import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type BatchOptions, batched } from '../../src/database/batch.ts';
import type { Sql } from '../../src/database/index.ts';

type Question = string;

/** A statement that was sent. */
interface Sent {
  /** Of which connection, counted from 0. */
  on: number;
  questions: Question[];
  answer(): void;
  fail(error: Error): void;
}

/**
 * What was sent, each statement to be answered by hand.
 *
 * @param youngs how often the line is too young to be given up
 */
function setUp({ youngs = 0, ...options }: Partial<BatchOptions> & { youngs?: number } = {}) {
  const sent: Sent[] = [];
  let connection = 0;
  const line = {
    get sql() {
      return connection as unknown as Sql;
    },
    renew() {
      if (youngs-- > 0) return;
      const lost = sent.filter(({ on }) => on === connection);
      connection += 1;
      for (const { fail } of lost) fail(new Error('the connection was given up'));
    },
  };
  const ask = batched<Question, string>(
    line,
    (sql, questions) =>
      new Promise((resolve, reject) => {
        const answer = () => resolve(questions.map((question) => `${question}!`));
        sent.push({ on: sql as unknown as number, questions, answer, fail: reject });
      }),
    (question) => question[0] ?? '',
    { most: 4, inFlight: 1, patience: 60_000, ...options },
  );
  return {
    ask,
    /** The `n`th statement, once it was sent. */
    async statement(n: number) {
      // By turns of the event loop: polling would move a clock that stands still.
      for (let turn = 0; sent.length < n && turn < 100; turn++) await new Promise(setImmediate);
      expect(sent.length).toBeGreaterThanOrEqual(n);
      return sent[n - 1] as Sent;
    },
    count: () => sent.length,
  };
}

describe('questions of the same moment', () => {
  test('share a statement, and get their own answers', async () => {
    const { ask, statement, count } = setUp();
    const answers = Promise.all([ask('a1'), ask('a2'), ask('b1')]);
    (await statement(1)).answer();
    expect(await answers).toEqual(['a1!', 'a2!', 'b1!']);
    expect(count()).toBe(1);
  });

  test('join no statement that was sent before them', async () => {
    const { ask, statement } = setUp();
    const first = ask('a1');
    const sent = await statement(1);
    const second = ask('a1');
    expect(sent.questions).toEqual(['a1']);
    sent.answer();
    expect(await first).toBe('a1!');
    const next = await statement(2);
    expect(next.questions).toEqual(['a1']);
    next.answer();
    expect(await second).toBe('a1!');
  });

  test('take turns, so that one who asks much delays nobody else', async () => {
    const { ask, statement } = setUp();
    const all = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b1', 'c1'].map(ask);
    const first = await statement(1);
    expect(first.questions.toSorted()).toEqual(['a1', 'a2', 'b1', 'c1']);
    first.answer();
    const second = await statement(2);
    expect(second.questions).toEqual(['a3', 'a4', 'a5', 'a6']);
    second.answer();
    expect(await Promise.all(all)).toHaveLength(8);
  });

  test('wait while as many statements as may be are under way', async () => {
    const { ask, statement, count } = setUp({ most: 1, inFlight: 2 });
    const all = ['a1', 'a2', 'a3'].map(ask);
    const first = await statement(2).then(() => statement(1));
    expect(count()).toBe(2);
    first.answer();
    for (const n of [2, 3]) (await statement(n)).answer();
    expect(await Promise.all(all)).toEqual(['a1!', 'a2!', 'a3!']);
  });
});

describe('a statement that fails', () => {
  test('is tried once more in halves, so that one bad question spoils few', async () => {
    const { ask, statement } = setUp();
    const all = Promise.allSettled(['a1', 'a2', 'a3', 'a4'].map(ask));
    (await statement(1)).fail(new Error('bad'));
    const [first, second] = [await statement(2), await statement(3)];
    expect([first.questions, second.questions]).toEqual([
      ['a1', 'a2'],
      ['a3', 'a4'],
    ]);
    first.fail(new Error('still bad'));
    second.answer();
    expect((await all).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
  });

  test('does not keep what comes after it from being asked', async () => {
    const { ask, statement } = setUp();
    const bad = ask('a1');
    (await statement(1)).fail(new Error('bad'));
    (await statement(2)).fail(new Error('still bad'));
    await expect(bad).rejects.toThrow('still bad');
    const good = ask('a2');
    (await statement(3)).answer();
    expect(await good).toBe('a2!');
  });
});

describe('a question that waits too long', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());
  const patience = 5_000;
  const refused = { status: 'rejected', reason: expect.objectContaining({ code: 'UNAVAILABLE' }) };

  test('is given up, whether it was sent or not, and never asked after', async () => {
    const { ask, statement } = setUp({ most: 1, patience });
    const both = Promise.allSettled([ask('a1'), ask('a2')]);
    await statement(1);
    vi.advanceTimersByTime(patience);
    expect(await both).toEqual([refused, refused]);
    const later = ask('a3');
    const next = await statement(2);
    expect(next.questions).toEqual(['a3']);
    next.answer();
    expect(await later).toBe('a3!');
  });

  test('takes none with it that came later', async () => {
    const { ask, statement } = setUp({ patience });
    const early = Promise.allSettled([ask('a1')]);
    const sent = await statement(1);
    vi.advanceTimersByTime(patience - 1);
    const late = ask('a2');
    vi.advanceTimersByTime(1);
    expect(await early).toEqual([refused]);
    expect(sent.on).toBe(0);
    const next = await statement(2);
    expect(next.on).toBe(1);
    next.answer();
    expect(await late).toBe('a2!');
  });

  test('gives up its line, and who stood behind it is asked about on another', async () => {
    const { ask, statement, count } = setUp({ most: 1, inFlight: 2, patience });
    const early = Promise.allSettled([ask('a1')]);
    await statement(1);
    vi.advanceTimersByTime(patience - 1);
    const behind = ask('a2');
    await statement(2);
    vi.advanceTimersByTime(1);
    expect(await early).toEqual([refused]);
    const again = await statement(3);
    expect([again.on, again.questions]).toEqual([1, ['a2']]);
    again.answer();
    expect(await behind).toBe('a2!');
    expect(count()).toBe(3);
  });

  test('does not hold its place for ever where the line was too young to be given up', async () => {
    const { ask, statement } = setUp({ patience, youngs: 1 });
    const first = Promise.allSettled([ask('a1')]);
    await statement(1);
    vi.advanceTimersByTime(patience);
    expect(await first).toEqual([refused]);
    const second = Promise.allSettled([ask('a2')]);
    vi.advanceTimersByTime(patience);
    expect(await second).toEqual([refused]);
    const third = ask('a3');
    const sent = await statement(2);
    expect([sent.on, sent.questions]).toEqual([1, ['a3']]);
    sent.answer();
    expect(await third).toBe('a3!');
  });
});
