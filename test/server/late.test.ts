import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { buildHouse, type House } from './house.ts';

let house: House;

afterEach(() => house.tearDown());

/** The same query in a document that was not asked before, which goes the long way. */
const unlike = (query: string) => `# ${Math.random()}\n${query}`;

test('an answer that takes too long is refused on both ways, and what comes after it goes nowhere', async () => {
  house = await buildHouse({ answerMilliseconds: 2_000 });
  const query = '{ paused }';
  expect((await house.post({ query })).status).toBe(200);
  let finish = (_value: string) => {};
  house.probe.pause = new Promise((resolve) => {
    finish = resolve;
  });
  const replies = await Promise.all(
    [query, unlike(query)].map((asked) => house.post({ query: asked })),
  );
  for (const reply of replies) {
    expect(reply.status).toBe(503);
    expect(reply.headers.get('retry-after')).toBe('5');
    expect(reply.body.errors?.[0]?.extensions).toMatchObject({
      code: 'UNAVAILABLE',
      retryable: true,
    });
  }
  expect(replies[0]?.text).toBe(replies[1]?.text);
  finish('at last');
  expect((await house.post({ query })).body).toEqual({ data: { paused: 'at last' } });
  expect(house.logLines.filter(({ level }) => Number(level) > 30)).toEqual([]);
});

test('without a database for its permits a request is refused on both ways in the same words', async () => {
  house = await buildHouse({ limited: true });
  const query = '{ greeting }';
  await house.post({ query });
  await house.database.close();
  // What was leased before is still good.
  let reply = await house.post({ query });
  await until(async () => {
    reply = await house.post({ query });
    return reply.status !== 200;
  });
  const other = await house.post({ query: unlike(query) });
  expect([reply.status, other.status]).toEqual([503, 503]);
  expect(reply.body.errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE' });
  expect(reply.text).toBe(other.text);
  expect(reply.headers.get('retry-after')).toBe(other.headers.get('retry-after'));
});

test('who reads slowly is not cut off', async () => {
  const rest = new PassThrough();
  const routes = [
    async (app: FastifyInstance) => {
      app.get('/long', (_request, reply) => {
        rest.write('begun');
        reply.send(rest);
      });
    },
  ];
  house = await buildHouse({ answerMilliseconds: 300, routes });
  const response = await fetch(`${house.url}/long`);
  const reading = response.text();
  house.probe.pause = new Promise(() => {});
  expect((await house.post({ query: '{ paused }' })).status).toBe(503);
  rest.end(', and done');
  expect(await reading).toBe('begun, and done');
  expect(response.status).toBe(200);
});
