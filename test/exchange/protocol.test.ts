import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  attachTokenKind,
  checkSignature,
  consentExportKind,
  consentImportKind,
  dataKind,
  dataRequestKind,
  decrypt,
  followChain,
  type Kind,
  messages,
  receipt,
  recipientOf,
  release,
  reportKind,
  signedConsent,
  unverified,
  verified,
  verifyKind,
} from '../../src/message/index.ts';
import { exporter, importer, makeExamples, manager, renderExamples } from './examples.ts';

const parties = [manager, exporter, importer];
const examples = makeExamples();
const kinds = [
  consentExportKind,
  attachTokenKind,
  consentImportKind,
  dataRequestKind,
  verifyKind,
  dataKind,
  reportKind,
] as Kind<unknown>[];

/** As the code under test reads it. */
async function opened(jwe: string, cty: 'JWT' | 'json' = 'JWT'): Promise<string> {
  const kid = recipientOf(jwe, cty);
  const key = parties.find(({ encryption }) => encryption.kid === kid)?.encryption;
  if (!key) throw new Error('The page has no such key');
  return decrypt(jwe, key.privateKey);
}

async function verify(jws: string, issuer: string) {
  const party = parties.find((one) => one.party === issuer);
  const [state] = await followChain(issuer, party ? [party.statement] : []);
  if (!state) throw new Error('The page has no such party');
  const given = unverified(jws);
  expect(given.kid).toBe(state.signing.kid);
  await checkSignature(given, state.signing.key);
  return given;
}

const insideOf = (title: string) => {
  const found = examples.flatMap(({ inside }) => inside).find(({ typ }) => typ === title);
  return found?.claims;
};
const claimsOf = (title: string) => {
  const found = examples.find((one) => one.title === title);
  if (!found) throw new Error(`There is no example "${title}"`);
  return found.claims;
};

test('the page of examples is what the parties of it would make', async () => {
  const page = join(import.meta.dirname, '../../src/exchange/EXAMPLES.md');
  await expect(renderExamples()).toMatchFileSnapshot(page);
});

describe('the examples, made by hand from the RFCs, are read by the code', () => {
  test.each(examples)('$title', async ({ typ, claims, jwe }) => {
    const given = await verify(await opened(jwe), claims.iss);
    expect(given.typ).toBe(typ);
    expect(given.claims).toEqual(claims);
    const kind = kinds.find((one) => one.typ === typ);
    if (kind) expect(kind.claims.safeParse(claims).success).toBe(true);
    const lives: Record<string, { life: number }> = messages;
    expect(claims.exp - claims.iat).toBeLessThanOrEqual(lives[typ]?.life ?? 120);
  });

  test('every message of the protocol is there', () => {
    const typs = new Set(examples.map(({ typ }) => typ));
    expect([...typs].sort()).toEqual([...Object.keys(messages), 'cx-answer+jwt'].sort());
  });
});

test('the signed consent is for the exporter, and names the importer and its key', async () => {
  const given = await verify(
    await opened(String(claimsOf('4 · dataExport').consent)),
    manager.party,
  );
  expect(given.typ).toBe('cx-consent+jwt');
  expect(given.claims).toEqual(insideOf('cx-consent+jwt'));
  const { aud, importer: named, cnf } = signedConsent.parse(given.claims);
  expect([aud, named, cnf.jkt]).toEqual([exporter.party, importer.party, importer.signing.kid]);
});

test('release, data and receipt hold, and the digests agree', async () => {
  const result = verified.parse(claimsOf('5 · the answer').result);
  const sent = claimsOf('6 · dataImport');
  expect(sent.release).toBe(result.release);
  const given = await verify(await opened(result.release), manager.party);
  expect(given.typ).toBe('cx-release+jwt');
  expect(release.parse(given.claims).aud).toBe(sent.aud);
  expect(given.claims).toEqual(insideOf('cx-release+jwt'));
  expect(createHash('sha256').update(String(sent.data)).digest('base64url')).toBe(sent.digest);
  expect(JSON.parse(await opened(String(sent.data), 'json'))).toEqual(insideOf('json'));
  const reported = claimsOf('7 · reportTransfer');
  const signed = await verify(String(reported.receipt), importer.party);
  expect(signed.typ).toBe('cx-stored+jwt');
  expect(signed.claims).toEqual(insideOf('cx-stored+jwt'));
  expect(receipt.parse(signed.claims).digest).toBe(sent.digest);
});

test('the invitation holds, and leads to the keys of the manager', async () => {
  const { invitation } = claimsOf('0 · registerParticipant');
  const given = await verify(String(invitation), manager.party);
  expect(given.typ).toBe('cx-invitation+jwt');
  expect(given.claims).toEqual(insideOf('cx-invitation+jwt'));
});
