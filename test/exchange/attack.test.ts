import { sign as signBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactEncrypt, GeneralEncrypt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/database/index.ts';
import { destroyRetiredKeys, encrypt, type Key, sign } from '../../src/message/index.ts';
import { sendRequest } from '../../src/message/send.ts';
import { deliver, encryptionKeyOf, type Forgery, forge, forgeSigned, release } from './forge.ts';
import { ask, type House, importedRows, openHouse } from './house.ts';

let house: House;
let before: readonly unknown[];
beforeAll(async () => {
  house = await openHouse();
  before = await importedRows(house);
});
afterAll(async () => {
  expect(await importedRows(house)).toEqual(before);
  expect(house.log.join('')).not.toContain('"level":50');
  await house?.stop();
});

const typ = 'cx-attach-token+jwt';
const claims = { cid: newId(), token: 'A'.repeat(43), token_exp: 4_000_000_000 };
const attempt = (): Forgery => ({
  from: house.exporter,
  to: house.manager,
  typ,
  exchangeId: newId(),
  claims,
});
const code = async (message: string) =>
  (await deliver(house.manager, typ, message, house.exporter)).code;
const toManager = () => encryptionKeyOf(house.manager);
const isOf = (id: string) => (row: unknown) => (row as { exchange_id: string }).exchange_id === id;
const seconds = () => Math.floor(Date.now() / 1000);

/** A compact JWE or JWS with another protected header. */
function withHeader(compact: string, change: (header: string) => string): string {
  const [header = '', ...rest] = compact.split('.');
  const changed = change(Buffer.from(header, 'base64url').toString());
  return [Buffer.from(changed).toString('base64url'), ...rest].join('.');
}

/** Signs claims as they are written, whether JSON.stringify would write them so or not. */
function signText(text: string, key: Key): string {
  const header = { alg: 'Ed25519', typ, kid: key.kid };
  const encoded = [JSON.stringify(header), text].map((part) =>
    Buffer.from(part).toString('base64url'),
  );
  const signature = signBytes(null, Buffer.from(encoded.join('.')), key.key);
  return [...encoded, signature.toString('base64url')].join('.');
}

describe('an envelope', () => {
  test.each(['A', 'B'])('with a changed signature is refused (%s)', async (first) => {
    const { jws } = await forgeSigned(attempt());
    const parts = jws.split('.');
    parts[2] = `${first.repeat(85)}A`;
    expect(await code(await encrypt(parts.join('.'), await toManager()))).toBe('SIGNATURE_INVALID');
  });

  test('with a JWE inside a JWE is refused', async () => {
    const inner = await forge(attempt());
    expect(await code(await encrypt(inner, await toManager()))).toBe('MESSAGE_INVALID');
  });

  test.each([
    ['PBES2 and ten million rounds', { alg: 'PBES2-HS256+A128KW', p2c: 10_000_000, p2s: 'AAAA' }],
    ['RSA-OAEP-256', { alg: 'RSA-OAEP-256' }],
    ['A256KW', { alg: 'A256KW' }],
    ['A128GCM', { enc: 'A128GCM' }],
  ])('with %s is refused before anything is computed', async (_what, change) => {
    const message = withHeader(await forge(attempt()), (header) =>
      JSON.stringify({ ...JSON.parse(header), ...change }),
    );
    expect(await code(message)).toBe('ALGORITHM_NOT_ALLOWED');
  });

  test('with rounds to compute beside a permitted algorithm is refused', async () => {
    const message = withHeader(await forge(attempt()), (header) =>
      JSON.stringify({ ...JSON.parse(header), p2c: 10_000_000 }),
    );
    expect(await code(message)).toBe('MESSAGE_INVALID');
  });

  test('for a thousand recipients, as JSON, is refused', async () => {
    const { key } = await toManager();
    const { jws } = await forgeSigned(attempt());
    const general = new GeneralEncrypt(new TextEncoder().encode(jws)).setProtectedHeader({
      enc: 'A256GCM',
    });
    general.addRecipient(key).setUnprotectedHeader({ alg: 'ECDH-ES+A256KW' });
    const made = await general.encrypt();
    const one = made.recipients[0];
    const few = { ...made, recipients: Array(100).fill(one) };
    expect(await code(JSON.stringify(few))).toBe('MESSAGE_INVALID');
    const many = { ...made, recipients: Array(1000).fill(one) };
    expect(await code(JSON.stringify(many))).toBe('PAYLOAD_TOO_LARGE');
  });

  test('whose key is a point of small order is refused', async () => {
    const message = withHeader(await forge(attempt()), (header) =>
      JSON.stringify({
        ...JSON.parse(header),
        epk: { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) },
      }),
    );
    expect(await code(message)).toBe('MESSAGE_UNDECRYPTABLE');
  });

  test('that holds bytes that are no UTF-8 is refused', async () => {
    const { key, kid } = await toManager();
    const message = await new CompactEncrypt(Uint8Array.of(0xff, 0xfe, 0x00))
      .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid, cty: 'JWT' })
      .encrypt(key);
    expect(await code(message)).toBe('MESSAGE_UNDECRYPTABLE');
  });

  test('that names keys with characters no database can hold is refused', async () => {
    const message = withHeader(await forge(attempt()), (header) =>
      JSON.stringify({ ...JSON.parse(header), kid: '\0' }),
    );
    expect(await code(message)).toBe('MESSAGE_INVALID');
    const { self, claims: said } = await forgeSigned(attempt());
    const jws = await sign(typ, said, { ...self.signing, kid: '\0' });
    expect(await code(await encrypt(jws, await toManager()))).toBe('KEY_UNKNOWN');
  });
});

describe('claims', () => {
  test('that come twice count as the last one, and are judged as that', async () => {
    const { self, claims: said } = await forgeSigned(attempt());
    const { aud, ...others } = said;
    const rest = JSON.stringify(others).slice(1);
    const twice = (first: string, second: string) =>
      `{"aud":${JSON.stringify(first)},"aud":${JSON.stringify(second)},${rest}`;
    const sent = async (text: string) =>
      code(await encrypt(signText(text, self.signing), await toManager()));
    expect(await sent(twice(String(aud), newId()))).toBe('AUDIENCE_MISMATCH');
    expect(await sent(twice(newId(), String(aud)))).toBe('EXCHANGE_UNKNOWN');
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['an issue date in the year 3000', { iat: 32_503_680_000 }, 'MESSAGE_INVALID'],
    ['an end before the beginning', { iat: 1_800_000_000, exp: 1_700_000_000 }, 'MESSAGE_INVALID'],
    ['times as text', { exp: '4000000000' }, 'MESSAGE_INVALID'],
    ['a time in fractions', { exp: 1_800_000_000.5 }, 'MESSAGE_INVALID'],
    ['a time beyond what numbers hold', { exp: 1e300 }, 'MESSAGE_INVALID'],
    ['times long ago', { iat: -200, exp: -100 }, 'MESSAGE_EXPIRED'],
    ['a jti of NUL', { jti: '\0' }, 'MESSAGE_INVALID'],
    ['a jti of half a character', { jti: '\ud800' }, 'MESSAGE_INVALID'],
    ['a jti that is a list', { jti: ['x'] }, 'MESSAGE_INVALID'],
    ['a jti of 65 characters', { jti: 'x'.repeat(65) }, 'MESSAGE_INVALID'],
    ['an exchange in capitals', { xid: newId().toUpperCase() }, 'MESSAGE_INVALID'],
    ['an audience that is a list', { aud: ['x'] }, 'MESSAGE_INVALID'],
    ['an issuer of NUL', { iss: '\0' }, 'KEY_UNKNOWN'],
    ['an issuer that is a list', { iss: ['x'] }, 'KEY_UNKNOWN'],
    ['the issuer of its own receiver', { iss: 'manager' }, 'KEY_UNKNOWN'],
  ])('with %s are refused', async (_what, change, expected) => {
    const said = change.iss === 'manager' ? { iss: house.manager.id } : change;
    const forgery = { ...attempt(), claims: { ...claims, ...said } as Forgery['claims'] };
    expect(await code(await forge(forgery as Forgery))).toBe(expected);
  });

  test('that are no object are refused', async () => {
    const { self } = await forgeSigned(attempt());
    for (const text of ['[]', 'null', '"x"', '{', '']) {
      const jws = signText(text, self.signing);
      expect(await code(await encrypt(jws, await toManager()))).toBe('MESSAGE_INVALID');
    }
  });
});

test('a key that was retired long enough ago neither signs nor opens', async () => {
  const { manager, exporter } = house;
  const { self, claims: said } = await forgeSigned(attempt());
  const oldRecipient = await toManager();
  for (const { world, operator } of [manager, exporter]) {
    await ask(world, 'mutation { rotateExchangeKeys { sequence } }', {}, operator);
  }
  const iat = seconds();
  const fresh = { ...said, jti: newId(), iat, exp: iat + 60 };
  const bySigner = async (at: number) =>
    code(
      await encrypt(
        await sign(typ, { ...fresh, jti: newId(), iat: at, exp: at + 60 }, self.signing),
        await toManager(),
      ),
    );
  // Both still serve what is under way.
  expect(await code(await forge({ ...attempt(), recipient: oldRecipient }))).toBe(
    'EXCHANGE_UNKNOWN',
  );
  expect(await bySigner(iat)).toBe('EXCHANGE_UNKNOWN');
  for (const { world } of [manager, exporter]) {
    await world.clock.advance(901_000);
    await destroyRetiredKeys(world.platform.database.db);
  }
  expect(await code(await forge({ ...attempt(), recipient: oldRecipient }))).toBe(
    'RECIPIENT_KEY_UNKNOWN',
  );
  expect(await bySigner(iat + 901)).toBe('KEY_UNKNOWN');
  for (const { world } of [manager, exporter]) await world.clock.reset();
});

test('of two messages under one jti at the same moment, about two exchanges, one is taken', async () => {
  const { manager } = house;
  const consents = [await house.consent(), await house.consent()];
  manager.proxy.intercept = (name) => (name === 'attachAccessToken' ? 'cut' : 'pass');
  const ids: string[] = [];
  for (const consent of consents) ids.push(await house.start(consent));
  for (const id of ids) await house.reaches(id, 'EXPORT_SENT');
  const jti = newId();
  const messages = await Promise.all(
    ids.map((exchangeId, index) =>
      forge({
        ...attempt(),
        exchangeId,
        claims: { cid: consents[index], token: 'A'.repeat(43), token_exp: 4_000_000_000, jti },
      }),
    ),
  );
  const codes = await Promise.all(messages.map(code));
  expect(codes.toSorted()).toEqual(['OK', 'REPLAY_CONFLICT']);
  release(manager);
  const other = ids[codes.indexOf('REPLAY_CONFLICT')] ?? '';
  await house.reaches(other, 'COMPLETED');
  before = [...before, ...(await importedRows(house)).filter(isOf(other))];
  // The exporter made another token than the one that was attached: it gives nothing for that.
  expect((await importedRows(house)).filter(isOf(ids[codes.indexOf('OK')] ?? ''))).toEqual([]);
});

describe('a peer', () => {
  const listen = async (handler: http.RequestListener) => {
    const server = http.createServer(handler);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}/graphql`,
      async close() {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  };
  const send = (url: string) => sendRequest(url, { body: '{}', privateTargets: true });

  test('that answers ten megabytes is cut off, and no more is read than may be', async () => {
    let written = 0;
    const peer = await listen((_request, response) => {
      const part = Buffer.alloc(64 * 1024, 'x');
      const write = () => {
        while (written < 10 * 1024 * 1024 && !response.destroyed) {
          written += part.length;
          if (!response.write(part)) return void response.once('drain', write);
        }
        response.end();
      };
      write();
    });
    await expect(send(peer.url)).rejects.toMatchObject({ code: 'DELIVERY_FAILED' });
    await peer.close();
  });

  test('that answers a byte now and then is given up', async () => {
    const timers: NodeJS.Timeout[] = [];
    const peer = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      timers.push(setInterval(() => response.write(' '), 100));
    });
    await expect(send(peer.url)).rejects.toMatchObject({ code: 'DELIVERY_FAILED' });
    for (const timer of timers) clearInterval(timer);
    await peer.close();
  });

  test.each([301, 302, 303, 307, 308])('that redirects with %i is not followed', async (status) => {
    let followed = 0;
    const target = await listen((_request, response) => {
      followed += 1;
      response.end('{}');
    });
    const peer = await listen((_request, response) => {
      response.writeHead(status, { location: target.url }).end();
    });
    await expect(send(peer.url)).rejects.toMatchObject({ code: 'REDIRECT_NOT_ALLOWED' });
    expect(followed).toBe(0);
    await Promise.all([peer.close(), target.close()]);
  });
});
