import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf } from '../support/answer.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('keys for messages that are rotated on several servers at once follow each other', async () => {
  const token = await world.seed.operator();
  const rotate = async () => {
    const answer = await world.graphql<{ rotateExchangeKeys: { sequence: number } }>(
      'mutation { rotateExchangeKeys { sequence } }',
      {},
      { token },
    );
    return dataOf(answer).rotateExchangeKeys.sequence;
  };
  const sequences = await Promise.all(Array.from({ length: 5 }, rotate));
  expect(sequences.sort()).toEqual([2, 3, 4, 5, 6]);
});
