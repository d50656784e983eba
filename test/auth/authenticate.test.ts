import { generateKeyPairSync } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { openDevelopmentIssuer } from '../../src/auth/index.ts';
import { newId } from '../../src/database/index.ts';
import type { SigningKey } from '../../src/vault/index.ts';
import { openDoor, unauthenticated } from './door.ts';

const door = openDoor();

describe('a token of the organisation', () => {
  test('says who calls', async () => {
    const fiduciaryId = newId();
    const practitionerId = newId();
    const exp = Math.floor(Date.now() / 1000) + 60;
    const token = await door.provider.token({
      claims: {
        sub: 'dr-rao',
        jti: 'abc',
        exp,
        roles: ['practitioner', 'principal'],
        fiduciary_id: fiduciaryId.toUpperCase(),
        practitioner_id: practitionerId,
      },
    });
    expect(await door.authenticate(token)).toEqual({
      roles: new Set(['practitioner', 'principal']),
      issuer: door.provider.issuer,
      subject: 'dr-rao',
      tokenId: 'abc',
      expiresAt: new Date(exp * 1000),
      fiduciaryId,
      practitionerId,
    });
  });

  test('may be signed with RSA, ECDSA or Ed25519', async () => {
    await door.provider.addKey('second', 'ES256');
    await door.provider.addKey('third', 'Ed25519');
    for (const kid of ['first', 'second', 'third']) {
      expect(await door.authenticate(await door.provider.token({ kid }))).toMatchObject({
        subject: 'asha',
      });
    }
    expect(door.provider.fetches()).toBe(1);
  });

  test('is good for five seconds past its expiry, for clocks that differ, and no longer', async () => {
    const now = Math.floor(Date.now() / 1000);
    expect(
      await door.authenticate(await door.provider.token({ claims: { exp: now - 3 } })),
    ).not.toBeNull();
    await door.refused(await door.provider.token({ claims: { exp: now - 6 } }));
    await door.refused(await door.provider.token({ claims: { nbf: now + 30 } }));
  });

  test('needs no jti: a digest stands in, the same however the signature is spelt', async () => {
    const token = await door.provider.token({ claims: { jti: undefined } });
    const caller = await door.authenticate(token);
    expect(caller?.tokenId).toMatch(/^[\w-]{43}$/);
    // The last character holds four bits that no byte of the signature uses.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet[alphabet.indexOf(token.at(-1) ?? '') + 1];
    const respelt = `${token.slice(0, -1)}${last}`;
    expect((await door.authenticate(respelt))?.tokenId).toBe(caller?.tokenId);
  });

  test('may name roles of other programs beside ours', async () => {
    const token = await door.provider.token({ claims: { roles: ['offline_access', 'auditor'] } });
    expect((await door.authenticate(token))?.roles).toEqual(new Set(['auditor']));
  });

  test('is read by the configured claim names, nested ones and names with dots too', async () => {
    const nested = door.another({
      OIDC_TOKEN_TYP: 'JWT',
      OIDC_CLAIM_ROLES: 'realm_access.roles',
      OIDC_CLAIM_FIDUCIARY_ID: 'https://bank.example/fiduciary',
    });
    const fiduciaryId = newId();
    const token = await door.provider.token({
      header: { typ: 'JWT' },
      claims: {
        roles: undefined,
        realm_access: { roles: ['fiduciary'] },
        'https://bank.example/fiduciary': fiduciaryId,
      },
    });
    expect(await nested.authenticate(`Bearer ${token}`)).toMatchObject({ fiduciaryId });
  });
});

describe('nobody', () => {
  test('calls without credentials', async () => {
    expect(await door.authenticator.authenticate(undefined)).toBeNull();
  });
});

describe('our own tokens', () => {
  test('are told from those signed with our other keys', async () => {
    const claims = { roles: ['operator'], sub: 'x', jti: 'y' };
    for (const use of ['artifact', 'link', 'checkpoint'] as const) {
      await door.refused(await signedBy(use, claims));
    }
    expect(await door.authenticate(await signedBy('token', claims))).toMatchObject({
      subject: 'x',
    });
  });

  test('are not taken from a stranger that names one of our keys', async () => {
    const { kid } = door.house.vault.signingKey('token');
    const { privateKey } = generateKeyPairSync('ed25519');
    await door.refused(await ownToken({ kid, privateKey }, { roles: ['operator'], sub: 'x' }));
  });

  test('outlive the rotation of the key that signed them', async () => {
    const token = await signedBy('token', { roles: ['auditor'], sub: 'x', jti: 'y' });
    await door.house.vault.rotateSigningKey('token');
    expect(await door.authenticate(token)).toMatchObject({ subject: 'x' });
  });
});

describe('a server', () => {
  const production = {
    NODE_ENV: 'production',
    KEY_ENCRYPTION_KEYS: `a:${Buffer.alloc(32, 1).toString('base64')}`,
  };

  test('does not start in production with keys that come without TLS', () => {
    expect(() => door.another(production)).toThrow('OIDC_JWKS_URL must be an https:// URL');
  });

  test('does not start with an issuer that has its own name', () => {
    const itself = { OIDC_ISSUER: 'https://consent.example' };
    expect(() => door.another(itself)).toThrow('OIDC_ISSUER');
  });

  test('knows no development tokens in production', async () => {
    const token = await openDevelopmentIssuer(door.house.config).mint({
      sub: 'a',
      roles: ['operator'],
    });
    expect(await door.authenticate(token)).toMatchObject({ subject: 'a' });
    const config = door.house.configured(production);
    expect(() => openDevelopmentIssuer(config)).toThrow('does not exist in production');
    const strict = door.another({ ...production, OIDC_JWKS_URL: 'https://issuer.example/jwks' });
    await expect(strict.authenticate(`Bearer ${token}`)).rejects.toMatchObject(unauthenticated);
  });
});

function signedBy(use: 'artifact' | 'link' | 'checkpoint' | 'token', claims: JWTPayload) {
  return ownToken(door.house.vault.signingKey(use), claims);
}

function ownToken(
  { kid, privateKey }: Pick<SigningKey, 'kid' | 'privateKey'>,
  claims: JWTPayload,
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'Ed25519', kid, typ: 'at+jwt' })
    .setIssuer('https://consent.example')
    .setAudience('https://consent.example')
    .setExpirationTime('10m')
    .sign(privateKey);
}
