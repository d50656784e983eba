import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SeededFiduciary, SeededPerson } from '../support/seed.ts';
import type { Stream } from '../support/stream.ts';
import { startWorld, type TestServer, type World } from '../support/world.ts';

const create = `mutation ($input: CreateClientInput!) {
  createClient(input: $input) { clientSecret client { id role name fiduciary { id } } }
}`;
const rotate = `mutation ($input: RotateClientSecretInput!) {
  rotateClientSecret(input: $input) { clientSecret client { previousSecretUntil } }
}`;
const revoke = `mutation ($input: RevokeClientInput!) {
  revokeClient(input: $input) { client { revokedAt } }
}`;
const revokeToken = `mutation ($input: RevokeTokenInput!) { revokeToken(input: $input) { expiresAt } }`;
const list = `query ($of: ID) { clients(fiduciaryId: $of) { id name revokedAt } }`;
const changed = `subscription ($after: String) {
  consentStatusChanged(after: $after) { action }
}`;
const unknown = '01890000-0000-7000-8000-000000000000';

let world: World;
let other: TestServer;
let bank: SeededFiduciary;
let shop: SeededFiduciary;
let operator: string;

beforeAll(async () => {
  world = await startWorld();
  other = await world.another();
  [bank, shop] = await Promise.all([world.seed.fiduciary(), world.seed.fiduciary()]);
  operator = await world.seed.operator();
});

afterAll(() => world.stop());

describe('a client', () => {
  it('is made by an operator and buys tokens for its data fiduciary on every server', async () => {
    const { client, clientSecret } = await makeClient(bank);
    expect(client).toMatchObject({ role: 'fiduciary', fiduciary: { id: bank.id } });
    const token = await buy(other, client.id, clientSecret);
    const answer = await other.graphql('{ fiduciary { id } }', {}, { token });
    expect(answer.body.data).toEqual({ fiduciary: { id: bank.id } });
  });

  it('acts for a data fiduciary exactly when its role says so', async () => {
    for (const input of [
      { role: 'fiduciary', name: 'none' },
      { role: 'operator', name: 'one', fiduciaryId: bank.id },
    ]) {
      expect(codeOf(await world.graphql(create, { input }, { token: operator }))).toBe(
        'BAD_USER_INPUT',
      );
    }
    const input = { role: 'fiduciary', name: 'of nobody', fiduciaryId: unknown };
    expect(codeOf(await world.graphql(create, { input }, { token: operator }))).toBe('NOT_FOUND');
  });

  it('gets a new secret from its data fiduciary, and the old one ends when it is told to', async () => {
    const { client, clientSecret } = await makeClient(bank);
    const input = { clientId: client.id, overlapSeconds: 0 };
    const rotated = await world.graphql<{ rotateClientSecret: { clientSecret: string } }>(
      rotate,
      { input },
      { token: bank.token },
    );
    const fresh = rotated.body.data?.rotateClientSecret.clientSecret ?? '';
    await expect(buy(other, client.id, clientSecret)).rejects.toThrow('401');
    expect(await buy(other, client.id, fresh)).toMatch(/^ey/);
  });

  it('is revoked: its tokens are refused from the next request, its sockets closed, on every server', async () => {
    const { client, clientSecret } = await makeClient(bank);
    const token = await buy(world, client.id, clientSecret);
    const open = await liveStream(token, await world.seed.person());
    expect((await other.graphql('{ fiduciary { id } }', {}, { token })).status).toBe(200);

    const input = { clientId: client.id };
    const revoked = await world.graphql(revoke, { input }, { token: bank.token });
    expect(revoked.body.errors).toBeUndefined();

    for (const server of [world, other]) {
      const answer = await server.graphql('{ fiduciary { id } }', {}, { token });
      expect(answer.status).toBe(401);
      const validation = await server.graphql(
        `{ validateConsent(artifactId: "${unknown}") { reason } }`,
        {},
        { token },
      );
      expect(validation.status).toBe(401);
    }
    expect(await open.closed).toMatchObject({ code: 4403 });
    await expect(buy(other, client.id, clientSecret)).rejects.toThrow('401');
    expect(codeOf(await world.graphql(revoke, { input }, { token: bank.token }))).toBe('NOT_FOUND');
  });

  it('of someone else is as unknown as one that does not exist, and stays as it is', async () => {
    const { client, clientSecret } = await makeClient(bank);
    for (const operation of [rotate, revoke]) {
      const [foreign, random] = await Promise.all(
        [client.id, unknown].map(async (clientId) =>
          JSON.stringify(
            (await world.graphql(operation, { input: { clientId } }, { token: shop.token })).body,
          ),
        ),
      );
      expect(foreign).toContain('NOT_FOUND');
      expect(foreign).toBe(random);
    }
    expect(await buy(world, client.id, clientSecret)).toMatch(/^ey/);
  });

  it('is listed for its data fiduciary and for operators, without anything secret', async () => {
    const lonely = await world.seed.fiduciary();
    const { client } = await makeClient(lonely);
    const own = await world.graphql(list, {}, { token: lonely.token });
    expect(own.body.data).toEqual({
      clients: [{ id: client.id, name: 'backend', revokedAt: null }],
    });
    const asOperator = await world.graphql(list, { of: lonely.id }, { token: operator });
    expect(asOperator.body.data).toEqual(own.body.data);
    expect(codeOf(await world.graphql(list, { of: lonely.id }, { token: shop.token }))).toBe(
      'NOT_FOUND',
    );
  });

  it('keeps its secret when the same call is repeated with its idempotency key', async () => {
    const input = {
      role: 'fiduciary',
      fiduciaryId: bank.id,
      name: 'repeated',
      idempotencyKey: 'once',
    };
    const [first, second] = [
      await world.graphql(create, { input }, { token: operator }),
      await other.graphql(create, { input }, { token: operator }),
    ];
    expect(second.body).toEqual(first.body);
    expect(first.body.errors).toBeUndefined();
  });
});

describe('a token', () => {
  it('is revoked alone: its other sockets end on every server, its sister goes on', async () => {
    const asha = await world.seed.person();
    const lost = asha.token ?? '';
    const kept = await personToken(decodeJwt(lost).sub ?? '');
    const open = await liveStream(lost, asha);
    expect((await other.graphql('{ me { id } }', {}, { token: lost })).status).toBe(200);

    const revoked = await world.graphql(revokeToken, { input: { token: lost } }, { token: kept });
    expect(revoked.body.errors).toBeUndefined();
    expect((await other.graphql('{ me { id } }', {}, { token: lost })).status).toBe(401);
    expect(await open.closed).toMatchObject({ code: 4403 });
    expect((await other.graphql('{ me { id } }', {}, { token: kept })).status).toBe(200);
  });

  it('is revoked by an operator and by its data fiduciary, and by nobody else', async () => {
    const [one, two] = await Promise.all([clientToken(bank), clientToken(bank)]);
    const by = (token: string, of: string) =>
      world.graphql(revokeToken, { input: { token: of } }, { token });
    const stranger = await personToken('mallory');
    const answers = [
      await by(shop.token, one),
      await by(stranger, one),
      await by(stranger, 'no token at all'),
      await by(stranger, `${one}x`),
    ].map(({ body }) => JSON.stringify(body));
    expect(answers[0]).toContain('NOT_FOUND');
    expect(new Set(answers).size).toBe(1);

    expect((await by(bank.token, one)).body.errors).toBeUndefined();
    expect((await by(operator, two)).body.errors).toBeUndefined();
    for (const token of [one, two]) {
      expect((await other.graphql('{ fiduciary { id } }', {}, { token })).status).toBe(401);
    }
  });
});

interface Made {
  clientSecret: string;
  client: { id: string };
}

async function makeClient({ id }: { id: string }): Promise<Made> {
  const input = { role: 'fiduciary', fiduciaryId: id, name: 'backend' };
  const answer = await world.graphql<{ createClient: Made }>(
    create,
    { input },
    { token: operator },
  );
  const made = answer.body.data?.createClient;
  if (!made) throw new Error(JSON.stringify(answer.body.errors));
  return made;
}

async function clientToken(fiduciary: { id: string }): Promise<string> {
  const { client, clientSecret } = await makeClient(fiduciary);
  return buy(world, client.id, clientSecret);
}

/** A stream on the other server that has delivered, so that it is certainly open. */
async function liveStream(token: string, person: SeededPerson): Promise<Stream<unknown>> {
  const open = other.subscribe(changed, {}, { token });
  await person.agree(await bank.ask(person, [await bank.purpose()]));
  expect(await open.next()).toEqual({ data: { consentStatusChanged: { action: 'GRANT' } } });
  return open;
}

function personToken(sub: string): Promise<string> {
  return world.token({ roles: ['principal'], sub });
}

async function buy(server: TestServer, clientId: string, secret: string): Promise<string> {
  const response = await fetch(new URL('/oauth/token', server.url), {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  if (!response.ok) throw new Error(`refused: ${response.status}`);
  return ((await response.json()) as { access_token: string }).access_token;
}

function codeOf({ body }: { body: { errors?: readonly { extensions?: unknown }[] } }): unknown {
  return (body.errors?.[0]?.extensions as { code?: string } | undefined)?.code;
}
