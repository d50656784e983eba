import { createHmac, generateKeyPairSync } from 'node:crypto';
import { base64url, exportJWK, type JWTPayload, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { openDevelopmentIssuer } from '../../src/auth/index.ts';
import { newId } from '../../src/database/index.ts';
import { openDoor, unauthenticated } from './door.ts';
import { startOpenIdProvider } from './openid-provider.ts';

const door = openDoor();

describe('is refused in the same words:', () => {
  test('a header that is not a bearer token', async () => {
    for (const header of ['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'Bearer ä', 'x']) {
      await expect(door.authenticator.authenticate(header)).rejects.toMatchObject(unauthenticated);
    }
    await door.refused('a');
    await door.refused('a.b.c');
    await door.refused('a'.repeat(9000));
    expect(door.provider.fetches()).toBe(0);
  });

  test('alg none', async () => {
    const claims = await payloadOf(await door.provider.token());
    const unsigned = `${encoded({ alg: 'none', typ: 'at+jwt', kid: 'first' })}.${encoded(claims)}.`;
    await door.refused(unsigned);
    await door.refused(`${unsigned}AAAA`);
  });

  test('HS256 with a public key as its secret, in every form of it', async () => {
    const claims = await payloadOf(await door.provider.token());
    const publicKey = door.provider.publicKey('first');
    const forms = [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(await exportJWK(publicKey)),
    ];
    for (const secret of forms) {
      const signed = `${encoded({ alg: 'HS256', typ: 'at+jwt', kid: 'first' })}.${encoded(claims)}`;
      const signature = createHmac('sha256', secret).update(signed).digest('base64url');
      await door.refused(`${signed}.${signature}`);
    }
  });

  test('a key that the token brings along: embedded jwk, jku, x5u', async () => {
    const stranger = generateKeyPairSync('ed25519');
    const jwk = await exportJWK(stranger.publicKey);
    const claims = await payloadOf(await door.provider.token());
    const other = await startOpenIdProvider();
    await other.addKey('first', 'Ed25519');
    for (const header of [{ jwk }, { jku: other.jwksUrl }, { x5u: other.jwksUrl }]) {
      const forged = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'Ed25519', typ: 'at+jwt', kid: 'first', ...header })
        .sign(stranger.privateKey);
      await door.refused(forged);
    }
    expect(other.fetches()).toBe(0);
    await other.stop();
  });

  test('a key of another kind than the one it names', async () => {
    await door.provider.addKey('second', 'ES256');
    await door.refused(await door.provider.token({ kid: 'second', header: { kid: 'first' } }));
  });

  test('an extension that is critical and unknown', async () => {
    await door.refused(
      await door.provider.token({
        header: { crit: ['urn:example:unknown'], 'urn:example:unknown': true },
      }),
    );
  });

  test('a payload swapped for another, and a signature cut short', async () => {
    const token = await door.provider.token();
    const [header, payload, signature] = token.split('.');
    const claims = { ...(await payloadOf(token)), roles: ['operator'] };
    await door.refused(`${header}.${encoded(claims)}.${signature}`);
    await door.refused(`${header}.${payload}.${signature?.slice(0, -4)}`);
    await door.refused(`${header}.${payload}.`);
  });

  test.each([
    ['no exp', { exp: undefined }],
    ['exp as text', { exp: String(Math.floor(Date.now() / 1000) + 600) }],
    ['exp beyond all time', { exp: 1e300 }],
    ['no sub', { sub: undefined }],
    ['an empty sub', { sub: '' }],
    ['sub as a number', { sub: 7 }],
    ['a sub that cannot be stored', { sub: 'a\0b' }],
    ['no iss', { iss: undefined }],
    ['a foreign iss', { iss: 'https://elsewhere.example' }],
    ['our own iss', { iss: 'https://consent.example' }],
    ['no aud', { aud: undefined }],
    ['a foreign aud', { aud: 'https://elsewhere.example' }],
    ['a jti that is no text', { jti: { a: 1 } }],
    ['no roles', { roles: undefined }],
    ['empty roles', { roles: [] }],
    ['roles as an object', { roles: { principal: true } }],
    ['only unknown roles', { roles: ['admin', 'toString', '__proto__'] }],
    ['a fiduciary without an id', { roles: ['fiduciary'] }],
    ['a fiduciary id that is none', { roles: ['fiduciary'], fiduciary_id: "' or 1=1" }],
    ['a practitioner without an id', { roles: ['practitioner'], fiduciary_id: newId() }],
    ['a practitioner without a fiduciary', { roles: ['practitioner'], practitioner_id: newId() }],
  ])('%s', async (_name, claims) => {
    await door.refused(await door.provider.token({ claims }));
  });

  test.each([
    ['no typ', { typ: undefined }],
    ['the typ of another kind of message', { typ: 'notice-link+jwt' }],
    ['no kid', { kid: undefined }],
    ['an unknown kid', { kid: 'unknown' }],
    ['a kid that is a path', { kid: '../../../dev/null' }],
  ])('%s', async (_name, header) => {
    await door.refused(await door.provider.token({ header }));
  });

  test('a role outside the list, where the issuer serves this server alone', async () => {
    const issuer = openDevelopmentIssuer(door.house.config);
    await door.refused(
      await issuer.mint({ sub: 'asha', roles: ['principal', 'root' as 'operator'] }),
    );
  });
});

async function payloadOf(token: string): Promise<JWTPayload> {
  return JSON.parse(new TextDecoder().decode(base64url.decode(token.split('.')[1] ?? '')));
}

function encoded(part: object): string {
  return base64url.encode(JSON.stringify(part));
}
