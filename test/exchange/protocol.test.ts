import { createHash, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { expect, test } from 'vitest';
import {
  attachTokenKind,
  checkSignature,
  consentExportKind,
  consentImportKind,
  consentTyp,
  dataKind,
  dataRequestKind,
  decrypt,
  followChain,
  type Kind,
  messages,
  receipt,
  recipientOf,
  release,
  releaseTyp,
  reportKind,
  signedConsent,
  storedTyp,
  unverified,
  verified,
  verifyKind,
} from '../../src/message/index.ts';

/** The page that strangers write connectors by: what it shows must hold. */
const page = readFileSync(join(import.meta.dirname, '../../src/exchange/PROTOCOL.md'), 'utf8');

interface Party {
  party: string;
  keys: [JWK, JWK];
  statements: string[];
}
const parties = [...page.matchAll(/```json\n(\{\n {2}"party".+?)\n```/gs)].map(
  ([, text = '']): Party => JSON.parse(text),
);
const examples = [
  ...page.matchAll(/^### ([^\n]+)\n\n```json\n([^`]+)\n```\n\n```jwe\n(\S+)\n```/gm),
].map(([, title = '', claims = '', jwe = '']) => ({ title, claims: JSON.parse(claims), jwe }));
const kinds: Kind<unknown>[] = [
  consentExportKind,
  attachTokenKind,
  consentImportKind,
  dataRequestKind,
  verifyKind,
  dataKind,
  reportKind,
] as Kind<unknown>[];

function keyOf(kid: string) {
  const jwk = parties.flatMap(({ keys }) => keys).find((one) => one.kid === kid);
  if (!jwk) throw new Error('The page has no such key');
  return createPrivateKey({ key: jwk as { kty: string }, format: 'jwk' });
}

async function verify(jws: string, issuer: string) {
  const party = parties.find((one) => one.party === issuer);
  const [state] = await followChain(issuer, party?.statements ?? []);
  if (!state) throw new Error('The page has no such party');
  const given = unverified(jws);
  expect(given.kid).toBe(state.signing.kid);
  await checkSignature(given, state.signing.key);
  return given;
}

async function opened(jwe: string, issuer: string) {
  return verify(await decrypt(jwe, keyOf(recipientOf(jwe))), issuer);
}

const example = (title: string) => {
  const found = examples.find((one) => one.title === title);
  if (!found) throw new Error(`The page has no example "${title}"`);
  return found.claims;
};
const manager = 'https://consent.example';

test('the page has an example of each message and of the answers that say something', () => {
  expect(parties).toHaveLength(3);
  expect(examples.map(({ title }) => title)).toHaveLength(9);
});

test.each(examples)(
  '$title opens with the keys of the page, and its signature holds',
  async ({ claims, jwe }) => {
    const given = await opened(jwe, claims.iss);
    expect(given.claims).toEqual(claims);
    const kind = kinds.find(({ typ }) => typ === given.typ);
    if (!kind) return expect(given.typ).toBe('cx-answer+jwt');
    expect(kind.claims.safeParse(given.claims).success).toBe(true);
    expect(claims.exp - claims.iat).toBeLessThanOrEqual(messages[kind.typ].life);
  },
);

test('the signed consent is for the exporter, and names the importer and its key', async () => {
  const { consent } = example('4 · dataExport');
  const given = await opened(consent, manager);
  expect(given.typ).toBe(consentTyp);
  const { aud, importer, cnf } = signedConsent.parse(given.claims);
  expect([aud, importer]).toEqual([
    example('1 · consentExport').aud,
    example('3 · consentImport').aud,
  ]);
  expect(parties[2]?.keys[0].kid).toBe(cnf.jkt);
});

test('release, data and receipt hold, and the digests agree', async () => {
  const { result } = example('5 · the answer');
  expect(verified.safeParse(result).success).toBe(true);
  const sent = example('6 · dataImport');
  expect(sent.release).toBe(result.release);
  const given = await opened(sent.release, manager);
  expect(given.typ).toBe(releaseTyp);
  expect(release.parse(given.claims).aud).toBe(sent.aud);
  expect(createHash('sha256').update(sent.data).digest('base64url')).toBe(sent.digest);
  const content = await decrypt(sent.data, keyOf(recipientOf(sent.data, 'json')));
  expect(JSON.parse(content)).toEqual({ diagnoses: [{ code: 'I10' }] });
  const reported = example('7 · reportTransfer');
  expect(reported.receipt).toBe(example('6 · the answer').result.receipt);
  const signed = await verify(reported.receipt, sent.aud);
  expect(signed.typ).toBe(storedTyp);
  expect(receipt.parse(signed.claims).digest).toBe(sent.digest);
});
