import { type AuditResult, serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildHouse, type House } from './house.ts';

let house: House;

beforeAll(async () => {
  house = await buildHouse();
});

afterAll(() => house.tearDown());

test('all 61 audits of GraphQL over HTTP pass', async () => {
  const audits = serverAudits({ url: `${house.url}/graphql`, fetchFn: withPreflight });
  const results: AuditResult[] = [];
  for (const audit of audits) results.push(await audit.fn());
  expect(
    results.filter(({ status }) => status !== 'ok').map(({ id, name }) => `${id} ${name}`),
  ).toEqual([]);
  expect(results).toHaveLength(61);
});

/** GET needs a header that other sites' pages cannot send unasked. */
function withPreflight(url: string, init: RequestInit = {}): Promise<Response> {
  const isGet = (init.method ?? 'GET') === 'GET';
  const headers = {
    ...(init.headers as Record<string, string>),
    'apollo-require-preflight': 'true',
  };
  return fetch(url, isGet ? { ...init, headers } : init);
}
