import { generateKeyPairSync, sign } from 'node:crypto';
import { base64url, exportJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { openDoor, passSeconds } from './door.ts';

const door = openDoor();

describe('the keys of the organisation', () => {
  test('are fetched once for a thousand tokens with unknown key ids', async () => {
    const [, payload, signature] = (await door.provider.token()).split('.');
    const forged = Array.from({ length: 1000 }, (_, index) => {
      const header = { alg: 'RS256', typ: 'at+jwt', kid: `unknown-${index}` };
      return `${base64url.encode(JSON.stringify(header))}.${payload}.${signature}`;
    });
    const answers = await Promise.allSettled(forged.map(door.authenticate));
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
    for (const token of forged.slice(0, 20)) await door.refused(token);
    expect(door.provider.fetches()).toBe(1);
  });

  test('are fetched at most once in 30 seconds while the issuer fails, and then answer again', async () => {
    door.provider.answerWith(500);
    const token = await door.provider.token();
    for (let index = 0; index < 20; index += 1) {
      await expect(door.authenticate(token)).rejects.toMatchObject({
        extensions: { code: 'UNAVAILABLE', retryable: true, retryAfterSeconds: 30 },
      });
    }
    expect(door.provider.fetches()).toBe(1);
    door.provider.answerWith(200);
    passSeconds(31);
    expect(await door.authenticate(token)).toMatchObject({ subject: 'asha' });
    expect(door.provider.fetches()).toBe(2);
  });

  test('may be rotated: the new one is good after the cool-down, the old one until it is gone', async () => {
    const old = await door.provider.token();
    await door.authenticate(old);
    await door.provider.addKey('second');
    const renewed = await door.provider.token({ kid: 'second' });
    await door.refused(renewed);
    passSeconds(31);
    expect(await door.authenticate(renewed)).toMatchObject({ subject: 'asha' });
    expect(await door.authenticate(old)).toMatchObject({ subject: 'asha' });
    expect(door.provider.fetches()).toBe(2);
  });

  test('end the tokens that rest on them when they are withdrawn, remembered or not', async () => {
    const token = await door.provider.token({
      claims: { exp: Math.floor(Date.now() / 1000) + 7200 },
    });
    await door.authenticate(token);
    door.provider.withdrawKey('first');
    await door.provider.addKey('second');
    passSeconds(5 * 60 + 1);
    await until(() => door.refused(token));
    expect(door.provider.fetches()).toBe(2);
  });

  test('go on being trusted for an hour when the issuer cannot be reached', async () => {
    const exp = Math.floor(Date.now() / 1000) + 7200;
    await door.authenticate(await door.provider.token({ claims: { exp } }));
    door.provider.answerWith(503);
    passSeconds(50 * 60);
    const later = await door.provider.token({ claims: { exp, jti: 'another' } });
    expect(await door.authenticate(later)).toMatchObject({ tokenId: 'another' });
    passSeconds(20 * 60);
    await expect(door.authenticate(later)).rejects.toMatchObject({
      extensions: { code: 'UNAVAILABLE' },
    });
  });

  test.each([
    ['no JSON', 200, 'x'],
    ['no key set', 200, '{"keys":{}}'],
    ['no keys at all', 200, 'null'],
    ['keys that are none', 200, '{"keys":[null]}'],
    ['a redirect', 302, '{"keys":[]}'],
    ['an error', 404, '{"keys":[]}'],
  ])('are unavailable while the issuer answers with %s', async (_name, status, body) => {
    door.provider.answerWith(status, body);
    await expect(door.authenticate(await door.provider.token())).rejects.toMatchObject({
      extensions: { code: 'UNAVAILABLE' },
    });
    expect(door.provider.fetches()).toBe(1);
  });

  test('that are malformed or too short verify nothing', async () => {
    const [, payload] = (await door.provider.token()).split('.');
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
    door.provider.publish({ ...(await exportJWK(short.publicKey)), kid: 'short' });
    door.provider.publish({ kty: 'RSA', n: '!', e: 'AQAB', kid: 'malformed' });
    for (const kid of ['short', 'malformed']) {
      const header = base64url.encode(JSON.stringify({ alg: 'RS256', typ: 'at+jwt', kid }));
      const signed = `${header}.${payload}`;
      const signature = sign('sha256', Buffer.from(signed), short.privateKey);
      await door.refused(`${signed}.${signature.toString('base64url')}`);
    }
  });
});
