import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SeededFiduciary, SeededPurpose } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let bank: SeededFiduciary;
let purpose: SeededPurpose;

beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
  purpose = await bank.purpose();
});
afterAll(() => world.stop());

/** What a fiduciary notes with a request, written into the operation or sent as a variable. */
async function ask(metadata: string, asVariable: boolean) {
  const call = (value: string) =>
    `initiateConsent(input: { externalUserId: "asha", purposeIds: ["${purpose.id}"], metadata: ${value} }) { request { metadata } }`;
  const query = asVariable
    ? `mutation ($metadata: JSONObject) { ${call('$metadata')} }`
    : `mutation { ${call(metadata)} }`;
  // Written by hand: what JSON.stringify writes is harmless.
  const variables = asVariable ? `, "variables": { "metadata": ${metadata} }` : '';
  const response = await fetch(world.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bank.token}` },
    body: `{ "query": ${JSON.stringify(query)}${variables} }`,
  });
  return response.json() as Promise<{ data?: unknown; errors?: { extensions: object }[] }>;
}

async function rows(): Promise<unknown> {
  return world.owner`select (select count(*) from consent_request), (select count(*) from history)`;
}

test.each([
  ['a number beyond all bounds, as a variable', '{ "limits": [{ "most": 1e400 }] }', true],
  ['a number below all bounds, as a variable', '{ "least": -1e400 }', true],
  ['a number beyond all bounds, in the operation', '{ most: 1e400 }', false],
  ['a prototype in the operation', '{ __proto__: { admin: true } }', false],
  ['a prototype deep in the operation', '{ a: [{ __proto__: { admin: true } }] }', false],
  ['a list', '[1, 2]', true],
  ['NUL', '{ "a": "\\u0000" }', true],
  ['half of a surrogate pair as a key', '{ "\\ud800": 1 }', true],
  ['what nests too deeply', `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`, true],
])('metadata with %s is refused, and nothing is stored', async (_name, metadata, asVariable) => {
  const before = await rows();
  const { data, errors } = await ask(metadata, asVariable);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(data ?? null).toBeNull();
  expect(await rows()).toEqual(before);
});

test('names that every object has are names like any other', async () => {
  const metadata = '{"toJSON":1,"then":"2","constructor":{"name":3},"valueOf":null}';
  const { data } = await ask(metadata, true);
  expect(JSON.stringify(data)).toBe(`{"initiateConsent":{"request":{"metadata":${metadata}}}}`);
});
