import { createPublicKey } from 'node:crypto';
import { CompactSign, calculateJwkThumbprint, compactVerify, createLocalJWKSet } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SignatureInvalid, signJws, verifyJws } from '../../src/vault/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { type Server, startServer } from './server.ts';

const typ = 'consent-artifact+jws';

describe('a signature', () => {
  let database: TestDatabase;
  let server: Server;
  beforeAll(async () => {
    database = await createDatabase();
    server = await startServer(database.url);
  });
  afterAll(async () => {
    await server.database.close();
    await database.drop();
  });

  test('is a compact JWS that anyone can check with the published keys', async () => {
    const jws = await signJws(server.vault, 'artifact', { b: 2, a: [1] }, { typ });
    const published = server.vault.publicKeys();
    const { payload, protectedHeader } = await compactVerify(jws, createLocalJWKSet(published));
    expect(Buffer.from(payload).toString()).toBe('{"a":[1],"b":2}');
    const { kid } = server.vault.signingKey('artifact');
    expect(protectedHeader).toEqual({ alg: 'Ed25519', kid, typ });
    const jwk = published.keys.find((key) => key.kid === kid);
    expect(jwk).toEqual({ kty: 'OKP', crv: 'Ed25519', x: jwk?.x, kid, alg: 'Ed25519', use: 'sig' });
    expect(kid).toBe(await calculateJwkThumbprint(jwk ?? {}));
  });

  test('covers a text as it is', async () => {
    const jws = await signJws(server.vault, 'checkpoint', 'log\n42\n', { typ });
    const { payload, kid } = await verifyJws(server.vault, 'checkpoint', jws, { typ });
    expect(payload).toBe('log\n42\n');
    expect(kid).toBe(server.vault.signingKey('checkpoint').kid);
  });

  test('does not hold for another use or another type', async () => {
    const jws = await signJws(server.vault, 'link', { sub: '1' }, { typ });
    await expectInvalid('token', jws, typ);
    await expectInvalid('link', jws, 'at+jwt');
    await expectInvalid('link', jws, '');
  });

  test('does not hold when any character of it is another', async () => {
    const jws = await signJws(server.vault, 'token', { sub: '1' }, { typ });
    const changed = Array.from(jws, (character, at) => {
      const other = character === 'A' ? 'B' : 'A';
      return jws.slice(0, at) + other + jws.slice(at + 1);
    });
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const respelt = Array.from(alphabet, (last) => jws.slice(0, -1) + last);
    const forged = [...changed, ...respelt].filter((text) => text !== jws);
    await Promise.all(forged.map((text) => expectInvalid('token', text)));
  });

  test('does not hold with "none", HMAC under our public key, an embedded key or an unknown crit', async () => {
    const { kid, privateKey, publicJwk } = server.vault.signingKey('token');
    const pem = createPublicKey(privateKey).export({ format: 'pem', type: 'spki' });
    const payload = Buffer.from('{}');
    const sign = (header: Record<string, unknown>, key: Parameters<CompactSign['sign']>[0]) =>
      new CompactSign(payload)
        .setProtectedHeader({ alg: 'Ed25519', kid, typ, ...header })
        .sign(key);
    await expectInvalid('token', await sign({ alg: 'HS256' }, Buffer.from(pem)));
    await expectInvalid('token', await sign({ alg: 'EdDSA' }, privateKey));
    const foreign = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
    const jwk = await crypto.subtle.exportKey('jwk', foreign.publicKey);
    await expectInvalid('token', await sign({ jwk }, foreign.privateKey));
    await expectInvalid('token', await sign({ kid: 'A'.repeat(43) }, foreign.privateKey));
    await expectInvalid('token', await sign({ kid: publicJwk.x }, privateKey));
    const header = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    await expectInvalid('token', `${header({ alg: 'none', kid, typ })}.e30.`);
    const good = await sign({}, privateKey);
    const critical = header({ alg: 'Ed25519', kid, typ, crit: ['exp'], exp: 1 });
    await expectInvalid('token', good.replace(/^[^.]+/, critical));
    for (const kidOfAnotherKind of [undefined, 1, null, {}, ['a']]) {
      await expectInvalid(
        'token',
        good.replace(/^[^.]+/, header({ alg: 'Ed25519', typ, kid: kidOfAnotherKind })),
      );
    }
  });

  test.each(['', '.', '..', '...', 'a.b.c', 'e30.e30.e30', 'bnVsbA.e30.e30', 'W10.e30.e30', ' '])(
    'is not found in %j',
    (garbage) => expectInvalid('token', garbage),
  );

  async function expectInvalid(use: 'token' | 'link', jws: string, expectedTyp = typ) {
    const verifying = verifyJws(server.vault, use, jws, { typ: expectedTyp });
    await expect(verifying, jws).rejects.toThrow(SignatureInvalid);
  }
});
