import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/database/index.ts';
import { encrypt, pinParty, sign } from '../../src/message/index.ts';
import { makeStatement } from '../../src/message/statement.ts';
import { deliver, encryptionKeyOf, forge, hold, opened, release } from './forge.ts';
import { type House, importedRows, openHouse } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.stop());

test('twenty requests with one token at once: one is taken', async () => {
  const held = hold(house.exporter, 'dataExport');
  const exchangeId = await house.start(await house.consent());
  const { claims } = await held;
  const before = await importedRows(house);
  const { exporter: to, importer: from } = house;
  const typ = 'cx-data-request+jwt';
  const codes = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const asking = { consent: claims.consent, request: newId() };
      const message = await forge({ from, to, typ, exchangeId, claims: asking });
      return (await deliver(to, typ, message, from)).code;
    }),
  );
  expect(codes.filter((code) => code === 'OK')).toHaveLength(1);
  expect(codes.filter((code) => code === 'TOKEN_ALREADY_USED')).toHaveLength(19);
  await house.reaches(exchangeId, 'COMPLETED');
  expect(await importedRows(house)).toHaveLength(before.length + 2);
  release(house.exporter);
});

test('a signed consent is of use in its own exchange alone, and to its importer alone', async () => {
  const consents = [await house.consent(), await house.consent()];
  const requests = new Map<unknown, Record<string, unknown>>();
  const { exporter: to, importer: from } = house;
  const messages: string[] = [];
  to.proxy.intercept = (name, request) => {
    if (name !== 'dataExport') return 'pass';
    messages.push(JSON.parse(request).variables.message);
    return 'cut';
  };
  const [one = '', two = ''] = [
    await house.start(consents[0] ?? ''),
    await house.start(consents[1] ?? ''),
  ];
  await expect
    .poll(async () => {
      for (const message of messages) {
        const claims = await opened(to, message);
        requests.set(claims.xid, claims);
      }
      return requests.has(one) && requests.has(two);
    })
    .toBe(true);
  const before = await importedRows(house);
  const typ = 'cx-data-request+jwt';
  const swapped = { consent: requests.get(two)?.consent, request: newId() };
  const message = await forge({ from, to, typ, exchangeId: one, claims: swapped });
  expect(await deliver(to, typ, message, from)).toMatchObject({ code: 'EXCHANGE_MISMATCH' });

  const thief = await participantKnownTo(house);
  const iat = Math.floor(Date.now() / 1000);
  const stolen = { consent: requests.get(one)?.consent, request: newId() };
  const jws = await sign(
    typ,
    { iss: thief.id, aud: to.id, jti: newId(), iat, exp: iat + 60, xid: one, ...stolen },
    thief.signing,
  );
  const { body } = await to.world.graphql<{ dataExport: { answer: string } }>(
    'mutation ($message: String!) { dataExport(input: { message: $message }) { answer } }',
    { message: await encrypt(jws, await encryptionKeyOf(to)) },
  );
  expect(await thief.code(body.data?.dataExport.answer ?? '')).toBe('TOKEN_HOLDER_MISMATCH');
  expect(await importedRows(house)).toEqual(before);
  release(to);
  await house.reaches(one, 'COMPLETED');
  await house.reaches(two, 'COMPLETED');
});

test('a token or a verification by anyone but the exporter, or about anything else, is refused', async () => {
  const held = hold(house.manager, 'verifyConsent');
  const exchangeId = await house.start(await house.consent());
  const { claims } = await held;
  const { manager: to, exporter, importer } = house;
  const { cid, token, purposes } = claims;
  const verify = async (from: typeof exporter, change: Record<string, unknown>) => {
    const asked = { cid, token, purposes, ...change } as Record<string, unknown>;
    const typ = 'cx-verify+jwt';
    const message = await forge({ from, to, typ, exchangeId, claims: asked });
    return (await deliver(to, typ, message, from)).code;
  };
  expect(await verify(importer, {})).toBe('NOT_EXPORTER');
  expect(await verify(exporter, { token: 'A'.repeat(43) })).toBe('TOKEN_INVALID');
  expect(await verify(exporter, { cid: newId() })).toBe('EXCHANGE_MISMATCH');
  expect(await verify(exporter, { purposes: [newId()] })).toBe('PURPOSE_MISMATCH');
  const typ = 'cx-attach-token+jwt';
  const attach = { cid, token: 'B'.repeat(43), token_exp: 4_000_000_000 };
  for (const [from, code] of [
    [importer, 'NOT_EXPORTER'],
    [exporter, 'EXCHANGE_STATE'],
  ] as const) {
    const message = await forge({ from, to, typ, exchangeId, claims: attach });
    expect((await deliver(to, typ, message, from)).code).toBe(code);
  }
  release(to);
  await house.reaches(exchangeId, 'COMPLETED');
  expect(await verify(exporter, {})).toBe('TOKEN_ALREADY_USED');
});

test('an import nobody asked for, and messages of the manager by others, are refused', async () => {
  const before = await importedRows(house);
  const { exporter, importer } = house;
  const data = { release: 'a.b.c.d.e', data: 'x', digest: 'A'.repeat(43) };
  const typ = 'cx-data+jwt';
  const message = await forge({
    from: exporter,
    to: importer,
    typ,
    exchangeId: newId(),
    claims: data,
  });
  expect((await deliver(importer, typ, message, exporter)).code).toBe('EXCHANGE_UNKNOWN');
  const told = {
    cid: newId(),
    sub: 'someone',
    purposes: [newId()],
    data_types: ['diagnoses'],
    exporter: { id: exporter.id, endpoint: `${exporter.proxy.url}/graphql`, keys: ['x'] },
    consent: 'a.b.c.d.e',
    deadline: 4_000_000_000,
  };
  const forged = await forge({
    from: exporter,
    to: importer,
    typ: 'cx-consent-import+jwt',
    exchangeId: newId(),
    claims: told,
  });
  const answer = await deliver(importer, 'cx-consent-import+jwt', forged, exporter);
  expect(answer.code).toBe('EXCHANGE_UNKNOWN');
  expect(await importedRows(house)).toEqual(before);
});

test('the same bytes again get the same answer; other bytes under the same jti do not', async () => {
  const { manager: to, exporter: from } = house;
  const typ = 'cx-attach-token+jwt';
  const held = hold(to, 'attachAccessToken');
  const exchangeId = await house.start(await house.consent());
  const { message, claims } = await held;
  expect(await deliver(to, typ, message, from)).toMatchObject({ code: 'OK', duplicate: false });
  expect(await deliver(to, typ, message, from)).toMatchObject({ code: 'OK', duplicate: true });
  const { cid, token, token_exp, jti } = claims;
  const same = { cid, token, token_exp } as Record<string, unknown>;
  const replayed = await forge({
    from,
    to,
    typ,
    exchangeId,
    claims: { ...same, token: 'C'.repeat(43), jti: String(jti) },
  });
  expect((await deliver(to, typ, replayed, from)).code).toBe('REPLAY_CONFLICT');
  const anew = await forge({ from, to, typ, exchangeId, claims: same });
  expect(await deliver(to, typ, anew, from)).toMatchObject({ code: 'OK', duplicate: true });
  release(to);
  await house.reaches(exchangeId, 'COMPLETED');
});

/** A participant with keys of its own that the exporter has met before. */
async function participantKnownTo({ exporter }: House) {
  const id = newId();
  const signing = generateKeyPairSync('ed25519');
  const encryption = generateKeyPairSync('x25519');
  const jwkOf = async (key: typeof signing.publicKey, alg: string, use: string): Promise<JWK> => {
    const jwk = await exportJWK(key);
    return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg, use };
  };
  const jwks: [JWK, JWK] = [
    await jwkOf(signing.publicKey, 'Ed25519', 'sig'),
    await jwkOf(encryption.publicKey, 'ECDH-ES+A256KW', 'enc'),
  ];
  const key = { kid: String(jwks[0].kid), key: signing.privateKey };
  const statement = await makeStatement({ party: id, seq: 1, issuedAt: 1_800_000_000, jwks }, key);
  const { database } = exporter.world.platform;
  await database.db.transaction((tx) =>
    pinParty(tx, { id, endpoint: 'http://127.0.0.1:9/graphql', standing: 'PEER' }, [statement]),
  );
  const { decrypt, unverified } = await import('../../src/message/index.ts');
  return {
    id,
    signing: key,
    async code(answer: string) {
      const { claims } = unverified(await decrypt(answer, encryption.privateKey));
      return (claims.error as { code: string } | undefined)?.code;
    },
  };
}
