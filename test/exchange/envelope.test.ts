import { createHmac, generateKeyPairSync } from 'node:crypto';
import { CompactEncrypt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/database/index.ts';
import { encrypt, sign } from '../../src/message/index.ts';
import { deliver, encryptionKeyOf, forge, forgeSigned } from './forge.ts';
import { type House, importedRows, openHouse } from './house.ts';

let house: House;
let before: readonly unknown[];
beforeAll(async () => {
  house = await openHouse();
  before = await importedRows(house);
});
afterAll(async () => {
  expect(await importedRows(house)).toEqual(before);
  await house?.stop();
});

const typ = 'cx-attach-token+jwt';
const claims = { cid: newId(), token: 'A'.repeat(43), token_exp: 4_000_000_000 };

/** A message in order, about an exchange that does not exist. */
const attempt = () =>
  ({
    from: house.exporter,
    to: house.manager,
    typ,
    exchangeId: newId(),
    claims,
  }) as const;
const send = async (message: string) => deliver(house.manager, typ, message, house.exporter);
const code = async (message: string) => (await send(message)).code;
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Changes a JWE's header, or the one of the JWS inside it. */
function withHeader(compact: string, change: (header: Record<string, unknown>) => object): string {
  const [header = '', ...rest] = compact.split('.');
  return [base64url(change(JSON.parse(Buffer.from(header, 'base64url').toString()))), ...rest].join(
    '.',
  );
}
const inside = async (jws: string) => encrypt(jws, await encryptionKeyOf(house.manager));

test('a message in order about no exchange is refused with a signed answer', async () => {
  expect(await send(await forge(attempt()))).toMatchObject({
    code: 'EXCHANGE_UNKNOWN',
    signed: true,
  });
});

describe('encryption', () => {
  test.each([1, 2, 3, 4])('a changed bit in part %i makes it unreadable', async (part) => {
    const parts = (await forge(attempt())).split('.');
    const bytes = Buffer.from(parts[part] ?? '', 'base64url');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    parts[part] = bytes.toString('base64url');
    expect(await send(parts.join('.'))).toMatchObject({
      code: 'MESSAGE_UNDECRYPTABLE',
      signed: false,
    });
  });

  test.each([
    ['RSA1_5', { alg: 'RSA1_5' }, 'ALGORITHM_NOT_ALLOWED'],
    ['dir', { alg: 'dir' }, 'ALGORITHM_NOT_ALLOWED'],
    ['ECDH-ES without wrapping', { alg: 'ECDH-ES' }, 'ALGORITHM_NOT_ALLOWED'],
    ['A128CBC-HS256', { enc: 'A128CBC-HS256' }, 'ALGORITHM_NOT_ALLOWED'],
    ['compression', { zip: 'DEF' }, 'ALGORITHM_NOT_ALLOWED'],
    ['an unknown kid', { kid: 'A'.repeat(43) }, 'RECIPIENT_KEY_UNKNOWN'],
    ['no kid', { kid: undefined }, 'MESSAGE_INVALID'],
    ['crit', { crit: ['x'], x: 1 }, 'MESSAGE_INVALID'],
    ['another content type', { cty: 'json' }, 'MESSAGE_INVALID'],
  ])('a header with %s is refused', async (_name, change, expected) => {
    const message = withHeader(await forge(attempt()), (header) => ({ ...header, ...change }));
    expect(await code(message)).toBe(expected);
  });

  test('a message to another key is not ours', async () => {
    const recipient = await encryptionKeyOf(house.importer);
    expect(await code(await forge({ ...attempt(), recipient }))).toBe('RECIPIENT_KEY_UNKNOWN');
  });

  test('compressed text is not inflated, even when the header is in order otherwise', async () => {
    const { key, kid } = await encryptionKeyOf(house.manager);
    const { jws } = await forgeSigned(attempt());
    const message = await new CompactEncrypt(Buffer.from(jws))
      .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid, cty: 'JWT', zip: 'DEF' })
      .encrypt(key);
    expect(await code(message)).toBe('ALGORITHM_NOT_ALLOWED');
  });

  test.each(['', 'x', 'a.b.c', 'a.b.c.d.e', '....'])('"%s" is no message', async (text) => {
    expect(await code(text)).toBe('MESSAGE_INVALID');
  });

  test('a message that is too long is refused before it is looked at', async () => {
    expect(await code('a'.repeat(70_000))).toBe('PAYLOAD_TOO_LARGE');
  });
});

describe('signature', () => {
  test('changed claims break it', async () => {
    const { jws } = await forgeSigned(attempt());
    const [header, payload = '', signature] = jws.split('.');
    const said = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = [header, base64url({ ...said, token: 'B'.repeat(43) }), signature].join('.');
    expect(await send(await inside(changed))).toMatchObject({
      code: 'SIGNATURE_INVALID',
      signed: false,
    });
  });

  test.each([
    ['alg none', { alg: 'none' }, 'ALGORITHM_NOT_ALLOWED'],
    ['EdDSA by its old name', { alg: 'EdDSA' }, 'ALGORITHM_NOT_ALLOWED'],
    ['no kid', { kid: undefined }, 'KEY_UNKNOWN'],
    ['an unknown kid', { kid: 'A'.repeat(43) }, 'KEY_UNKNOWN'],
    ['jku', { jku: 'https://evil.example/keys' }, 'MESSAGE_INVALID'],
    ['crit', { crit: ['exp'] }, 'MESSAGE_INVALID'],
  ])('a header with %s is refused', async (_name, change, expected) => {
    const { jws } = await forgeSigned(attempt());
    const message = await inside(withHeader(jws, (header) => ({ ...header, ...change })));
    expect(await code(message)).toBe(expected);
  });

  test('HS256 under a public key is refused', async () => {
    const { self, claims: said } = await forgeSigned(attempt());
    const text = `${base64url({ alg: 'HS256', typ, kid: self.signing.kid })}.${base64url(said)}`;
    const mac = createHmac('sha256', self.signing.kid).update(text).digest('base64url');
    expect(await code(await inside(`${text}.${mac}`))).toBe('ALGORITHM_NOT_ALLOWED');
  });

  test("a stranger's key under a participant's name is refused, embedded or not", async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const { self, claims: said } = await forgeSigned(attempt());
    const jws = await sign(typ, said, { kid: self.signing.kid, key: privateKey });
    expect(await code(await inside(jws))).toBe('SIGNATURE_INVALID');
    const jwk = publicKey.export({ format: 'jwk' });
    const embedded = withHeader(jws, (header) => ({ ...header, jwk }));
    expect(await code(await inside(embedded))).toBe('MESSAGE_INVALID');
  });
});

describe('claims', () => {
  const now = () => Math.floor(Date.now() / 1000);

  test.each([
    ['of another operation', () => ({ typ: 'cx-verify+jwt' as const }), 'TYPE_MISMATCH'],
    ['to another audience', () => ({ claims: { ...claims, aud: newId() } }), 'AUDIENCE_MISMATCH'],
    [
      'that expired',
      () => ({ claims: { ...claims, iat: now() - 200, exp: now() - 100 } }),
      'MESSAGE_EXPIRED',
    ],
    [
      'that lives for a year',
      () => ({ claims: { ...claims, exp: now() + 31_536_000 } }),
      'MESSAGE_INVALID',
    ],
    [
      'from the future',
      () => ({ claims: { ...claims, iat: now() + 90, exp: now() + 120 } }),
      'MESSAGE_INVALID',
    ],
    ['without a token', () => ({ claims: { cid: newId() } }), 'MESSAGE_INVALID'],
  ])('a message %s is refused with a signed answer', async (_name, change, expected) => {
    const message = await forge({ ...attempt(), ...change() });
    expect(await send(message)).toMatchObject({ code: expected, signed: true });
  });

  test.each(['exp', 'iat', 'jti', 'xid'])('a message without %s is refused', async (claim) => {
    const message = await forge({ ...attempt(), claims: { ...claims, [claim]: undefined } });
    expect(await code(message)).toBe('MESSAGE_INVALID');
  });

  test("one participant cannot send in another's name", async () => {
    const message = await forge({ ...attempt(), claims: { ...claims, iss: house.importer.id } });
    expect(await code(message)).toBe('KEY_UNKNOWN');
  });
});
