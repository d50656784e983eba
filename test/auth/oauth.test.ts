import Fastify, { type FastifyInstance } from 'fastify';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Authenticator,
  createClient,
  oauthRoutes,
  openAuthenticator,
  revokeClient,
} from '../../src/auth/index.ts';
import { newId, type Tx } from '../../src/database/index.ts';
import { buildHouse, type House } from './house.ts';
import { byForm, byHeader, form } from './token-request.ts';

const operator = { type: 'OPERATOR', id: null } as const;
const invalidClient = {
  error: 'invalid_client',
  error_description: 'There is no client with this id and secret.',
};

let house: House;
let app: FastifyInstance;
let authenticator: Authenticator;

beforeAll(async () => {
  house = await buildHouse();
  app = Fastify();
  await app.register(oauthRoutes, { platform: house });
  authenticator = openAuthenticator(house);
});
afterAll(async () => {
  await app.close();
  await house.tearDown();
});

describe('the token endpoint', () => {
  test("sells a fiduciary's backend a token of an hour, by header or by form", async () => {
    const { fiduciaryId, clientId, clientSecret } = await newBackend();
    for (const request of [
      byHeader(clientId, clientSecret),
      byForm({ client_id: clientId, client_secret: clientSecret }),
    ]) {
      const response = await app.inject(request);
      expect(response.statusCode).toBe(200);
      expect(response.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
      const answer = response.json();
      expect(answer).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 3600,
      });
      const caller = await authenticator.authenticate(`Bearer ${answer.access_token}`);
      expect(caller).toMatchObject({
        roles: new Set(['fiduciary']),
        issuer: 'https://consent.example',
        subject: clientId,
        clientId,
        fiduciaryId,
      });
    }
  });

  test('sells RFC 9068 access tokens', async () => {
    const { clientId, clientSecret } = await newBackend();
    const response = await app.inject(byHeader(clientId, clientSecret));
    const token: string = response.json().access_token;
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'Ed25519', typ: 'at+jwt' });
    const { exp = 0, iat = 0, ...claims } = decodeJwt(token);
    expect(exp - iat).toBe(3600);
    expect(claims).toMatchObject({ client_id: clientId, sub: clientId, jti: expect.any(String) });
  });

  test('sells operators and auditors tokens that act for no fiduciary', async () => {
    for (const role of ['operator', 'auditor'] as const) {
      const { clientId, clientSecret } = await within((tx) =>
        createClient(tx, { role, name: role }),
      );
      const response = await app.inject(byHeader(clientId, clientSecret));
      const caller = await authenticator.authenticate(`Bearer ${response.json().access_token}`);
      expect(caller?.roles).toEqual(new Set([role]));
      expect(caller?.fiduciaryId).toBeUndefined();
    }
  });

  test('answers an unknown client, a wrong secret and a revoked client alike', async () => {
    const backend = await newBackend();
    const revoked = await newBackend();
    await within((tx) => revokeClient(tx, revoked, operator));
    const answers = await Promise.all(
      [
        byHeader(newId(), backend.clientSecret),
        byHeader("' or true --", backend.clientSecret),
        byHeader(backend.clientId, 'wrong'),
        byHeader(backend.clientId, revoked.clientSecret),
        byHeader(revoked.clientId, revoked.clientSecret),
        byForm({ client_id: backend.clientId, client_secret: 'wrong' }),
      ].map((request) => app.inject(request)),
    );
    for (const answer of answers) {
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toEqual(invalidClient);
      expect(answer.headers['cache-control']).toBe('no-store');
    }
    expect(answers.map(({ headers }) => headers['www-authenticate'] !== undefined)).toEqual([
      ...[true, true, true, true, true],
      false,
    ]);
  });

  test('sells nothing to a suspended fiduciary', async () => {
    const { fiduciaryId, clientId, clientSecret } = await newBackend();
    await house.database.owner`
      update fiduciary set status = 'SUSPENDED' where id = ${fiduciaryId}`;
    expect((await app.inject(byHeader(clientId, clientSecret))).json()).toEqual(invalidClient);
  });

  test.each<[string, object, string]>([
    ['no grant_type', { grant_type: undefined }, 'invalid_request'],
    ['another grant_type', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['a scope', { scope: 'everything' }, 'invalid_scope'],
    ['a secret in the form as well', { client_secret: 'twice' }, 'invalid_request'],
    ['another client in the form', { client_id: 'another' }, 'invalid_request'],
  ])('refuses %s', async (_name, parameters, error) => {
    const { clientId, clientSecret } = await newBackend();
    const response = await app.inject({
      ...byHeader(clientId, clientSecret),
      payload: form(parameters),
    });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ error, error_description: expect.any(String) });
  });

  test('refuses a parameter that comes twice, a body that is no form, and one too large', async () => {
    const { clientId, clientSecret } = await newBackend();
    const good = byHeader(clientId, clientSecret);
    const json = { ...good.headers, 'content-type': 'application/json' };
    for (const request of [
      { ...good, payload: `${form()}&grant_type=client_credentials` },
      { ...good, headers: json, payload: '{"grant_type":"client_credentials"}' },
      { ...good, payload: `${form()}&filler=${'x'.repeat(9000)}` },
    ]) {
      const response = await app.inject(request);
      expect(response.statusCode).toBe(400);
      expect(response.json().error).toBe('invalid_request');
    }
  });

  test.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['a bearer token', 'Bearer abc'],
    ['no colon', `Basic ${Buffer.from('abc').toString('base64')}`],
    ['a broken escape', `Basic ${Buffer.from('%zz:b').toString('base64')}`],
    ['no base64', 'Basic {}'],
  ])('refuses credentials that are %s', async (_name, authorization) => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      ...(authorization !== undefined && { authorization }),
    };
    const response = await app.inject({
      method: 'POST',
      url: '/oauth/token',
      headers,
      payload: form(),
    });
    expect(response.statusCode).toBe(401);
    expect(response.json().error).toBe('invalid_client');
  });

  test('asks for admission before it looks at a secret', async () => {
    const limited = Fastify();
    await limited.register(oauthRoutes, {
      platform: house,
      admit: async (_request, reply) => {
        await reply.code(429).send({ error: 'slow_down' });
      },
    });
    const { clientId, clientSecret } = await newBackend();
    expect((await limited.inject(byHeader(clientId, clientSecret))).statusCode).toBe(429);
    await limited.close();
  });
});

async function newBackend() {
  const fiduciaryId = await house.newFiduciary();
  const made = await within((tx) =>
    createClient(tx, { role: 'fiduciary', fiduciaryId, name: 'backend' }),
  );
  return { fiduciaryId, ...made };
}

function within<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return house.database.db.transaction(work);
}
