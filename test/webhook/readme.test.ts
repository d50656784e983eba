import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSecret } from '../../src/webhook/secret.ts';
import { signatureHeaders } from '../../src/webhook/sign.ts';

type IsGenuine = (headers: Record<string, unknown>, body: string, secret: string) => boolean;

let folder: string;
let isGenuine: IsGenuine;
beforeAll(async () => {
  const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
  const [, code = ''] = /```js\n((?:(?!```)[\s\S])*timingSafeEqual[\s\S]*?)```/.exec(readme) ?? [];
  folder = await mkdtemp(join(tmpdir(), 'consentgraph-receiver-'));
  const file = join(folder, 'receiver.mjs');
  await writeFile(file, code);
  ({ isGenuine } = (await import(/* @vite-ignore */ file)) as { isGenuine: IsGenuine });
});
afterAll(() => rm(folder, { recursive: true }));

const secret = newSecret();
const body = '{"event_type":"consent.granted","user_id":"आशा"}';
const headersAt = (at: Date, secrets: [string, ...string[]] = [secret]) =>
  signatureHeaders({ id: '01a1fb00-0000-7000-8000-000000000001', body, secrets, at });

test('the receiver in the README takes what is ours', () => {
  expect(isGenuine(headersAt(new Date()), body, secret)).toBe(true);
});

test('it takes messages under both secrets while one is rotated', () => {
  const fresh = newSecret();
  const headers = headersAt(new Date(), [fresh, secret]);
  expect([secret, fresh].map((known) => isGenuine(headers, body, known))).toEqual([true, true]);
  expect(isGenuine(headers, body, newSecret())).toBe(false);
});

test('it takes nothing that was changed, is old, or is not signed', () => {
  const headers = headersAt(new Date());
  expect(isGenuine(headers, body.replace('granted', 'withdrawn'), secret)).toBe(false);
  expect(isGenuine({ ...headers, 'webhook-id': 'another' }, body, secret)).toBe(false);
  expect(isGenuine(headersAt(new Date(Date.now() - 301_000)), body, secret)).toBe(false);
  expect(isGenuine(headersAt(new Date(Date.now() + 302_000)), body, secret)).toBe(false);
  expect(isGenuine({}, body, secret)).toBe(false);
  const { 'webhook-signature': _signature, ...unsigned } = headers;
  expect(isGenuine(unsigned, body, secret)).toBe(false);
  expect(isGenuine({ ...headers, 'webhook-signature': 'v1,AAAA' }, body, secret)).toBe(false);
});
