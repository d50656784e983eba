import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signLink, verifyLink } from '../../src/auth/index.ts';
import { newId } from '../../src/database/index.ts';
import { notFound } from '../../src/errors.ts';
import { signJws, type Vault } from '../../src/vault/index.ts';
import { buildHouse, type House } from './house.ts';

let house: House;
/** As another server has it, which did not make the links. */
let elsewhere: Vault;
beforeAll(async () => {
  house = await buildHouse();
  elsewhere = await house.openVault();
});
afterAll(() => house.tearDown());

const link = { requestId: newId(), generation: 1, issuedAt: new Date('2026-01-01T00:00:00.123Z') };

describe("a notice link's token", () => {
  test('stands for one request and one generation of its links', async () => {
    const token = await signLink(house.vault, link);
    const stands = { requestId: link.requestId, generation: 1 };
    expect(await verifyLink(house.vault, token)).toEqual(stands);
    expect(await verifyLink(elsewhere, token)).toEqual(stands);
  });

  test('has its signature checked once by a server that did not make it', async () => {
    let checks = 0;
    const vault: Vault = {
      ...elsewhere,
      verificationKey(kid, use) {
        checks += 1;
        return elsewhere.verificationKey(kid, use);
      },
    };
    const token = await signLink(house.vault, { ...link, requestId: newId() });
    const [header, payload, signature = ''] = token.split('.');
    const other = signature.startsWith('A') ? 'B' : 'A';
    const forged = `${header}.${payload}.${other}${signature.slice(1)}`;
    await refused(forged, vault);
    expect(await verifyLink(vault, token)).toEqual(await verifyLink(vault, token));
    expect(checks).toBe(2);
    await refused(forged, vault);
    expect(checks).toBe(3);
  });

  test('is the same for the same input, so that a repeated answer repeats it', async () => {
    const token = await signLink(house.vault, link);
    expect(await signLink(house.vault, { ...link })).toBe(token);
    expect(await signLink(house.vault, { ...link, generation: 2 })).not.toBe(token);
  });

  test('outlives the rotation of its key', async () => {
    const token = await signLink(house.vault, link);
    await house.vault.rotateSigningKey('link');
    for (const vault of [house.vault, elsewhere, await house.openVault()]) {
      expect(await verifyLink(vault, token)).toMatchObject({ generation: 1 });
    }
  });

  test('goes into an address without escaping', async () => {
    const token = await signLink(house.vault, link);
    expect(encodeURIComponent(token)).toBe(token);
  });
});

describe('what is no link of ours is answered like an unknown request:', () => {
  const good = {
    aud: 'urn:consentgraph:notice',
    sub: newId(),
    gen: 1,
    exp: Math.floor(Date.now() / 1000) + 60,
  };
  const typ = 'notice-link+jwt';

  test('the message that the cases below change is good', async () => {
    const token = await signJws(house.vault, 'link', good, { typ });
    expect(await verifyLink(house.vault, token)).toEqual({ requestId: good.sub, generation: 1 });
  });

  test.each([
    ['nothing', ''],
    ['no token', 'abc'],
    ['no signature', 'a.b.'],
    ['a long text', 'a'.repeat(100_000)],
  ])('%s', (_name, token) => refused(token));

  test.each([
    ['another audience', { aud: 'urn:consentgraph' }],
    ['no request', { sub: undefined }],
    ['a request that is no id', { sub: "' or true" }],
    ['no generation', { gen: undefined }],
    ['a generation that is text', { gen: '1' }],
    ['no expiry', { exp: undefined }],
    ['expiry as text', { exp: '99999999999' }],
    ['an expiry that has passed', { exp: 1 }],
  ])('%s', async (_name, change) => {
    const claims = JSON.parse(JSON.stringify({ ...good, ...change }));
    await refused(await signJws(house.vault, 'link', claims, { typ }));
  });

  test('another type, another key, a changed request', async () => {
    await refused(await signJws(house.vault, 'link', good, { typ: 'at+jwt' }));
    await refused(await signJws(house.vault, 'token', good, { typ }));
    const [header, , signature] = (await signLink(house.vault, link)).split('.');
    const payload = Buffer.from(JSON.stringify({ ...good, sub: newId() })).toString('base64url');
    await refused(`${header}.${payload}.${signature}`);
  });
});

async function refused(token: string, vault = house.vault): Promise<void> {
  const answer = await verifyLink(vault, token).catch((error) => error);
  expect(answer.toJSON()).toEqual(notFound().toJSON());
}
