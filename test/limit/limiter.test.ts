import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask as askHttp } from '../support/client.ts';
import type { SeededFiduciary } from '../support/seed.ts';
import { until } from '../support/until.ts';
import { startWorld, type TestServer, type World } from '../support/world.ts';

const validate = `query ($id: ID!) { validateConsent(artifactId: $id) { reason } }`;
const validateMany = `query ($list: [ValidationInput!]!) {
  validateConsents(validations: $list) { reason }
}`;
const me = `{ me { id } }`;
const publicNotice = `{ consentNotice(requestId: "unknown") { hash } }`;
const received = `subscription { consentRequestReceived { cursor } }`;
const setLimits = `mutation ($input: SetFiduciaryLimitsInput!) {
  setFiduciaryLimits(input: $input) { fiduciary { requestsPerMinute } }
}`;
const nothing = '01890000-0000-7000-8000-000000000000';

let world: World;
let other: TestServer;

beforeAll(async () => {
  world = await startWorld({ config: { rateLimits: { account: 200, address: 8 } } });
  other = await world.another();
});

afterAll(() => world.stop());

describe('the limit of a data fiduciary', () => {
  it('lets a thousand requests a minute in and refuses the next', async () => {
    const bank = await makeFiduciary();
    const statuses: number[] = [];
    for (let sent = 0; sent < 1_000; sent += 50) {
      const batch = Array.from({ length: 50 }, () => ask(world, bank.token));
      statuses.push(...(await Promise.all(batch)).map(({ status }) => status));
    }
    expect(statuses).toEqual(Array(1_000).fill(200));
    expect((await ask(world, bank.token)).status).toBe(429);
    expect((await ask(other, bank.token)).status).toBe(429);
  });

  it('is exact on one server, and says how long to wait', async () => {
    const bank = await makeFiduciary({ requestsPerMinute: 7 });
    const began = performance.now();
    // What is left of the minute, to a second, however long the test took to come here.
    const rest = () => 59 - (performance.now() - began) / 1_000;
    const first = await ask(world, bank.token);
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-limit')).toBe('7');
    expect(first.headers.get('ratelimit-remaining')).toBe('6');
    expect(Number(first.headers.get('ratelimit-reset'))).toBeGreaterThanOrEqual(rest());

    const statuses = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await ask(world, bank.token)).status);
    expect(statuses).toEqual(Array(6).fill(200));

    const refused = await ask(world, bank.token);
    expect(refused.status).toBe(429);
    expect(refused.body.errors?.[0]?.extensions).toMatchObject({
      code: 'RATE_LIMITED',
      retryable: true,
    });
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThanOrEqual(rest());
    expect(wait).toBeLessThanOrEqual(60);
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
  });

  it('never lets in more than the limit, however many come at once on both servers', async () => {
    const bank = await makeFiduciary({ requestsPerMinute: 60 });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => ask(n % 2 === 0 ? world : other, bank.token)),
    );
    const admitted = answers.filter(({ status }) => status === 200).length;
    expect(admitted).toBeLessThanOrEqual(60);
    expect(admitted).toBeGreaterThanOrEqual(50);
  });

  it('does not harm another data fiduciary', async () => {
    const greedy = await makeFiduciary({ requestsPerMinute: 1 });
    const quiet = await makeFiduciary({ requestsPerMinute: 1 });
    await ask(world, greedy.token);
    expect((await ask(world, greedy.token)).status).toBe(429);
    expect((await ask(world, quiet.token)).status).toBe(200);
  });

  it('begins anew with the next minute, and the day runs on', async () => {
    const bank = await makeFiduciary({ requestsPerMinute: 2, requestsPerDay: 3 });
    await world.clock.set(new Date('2030-01-31T23:57:00Z'));
    expect(await statusesOf(bank, 3)).toEqual([200, 200, 429]);

    await world.clock.advance(60_000);
    await untilAdmitted(bank);
    const spent = await ask(world, bank.token);
    expect(spent.status).toBe(429);
    expect(spent.body.errors?.[0]?.message).toContain('3 requests in one day');
    expect(Number(spent.headers.get('retry-after'))).toBe(120);

    // Midnight UTC.
    await world.clock.advance(120_000);
    await untilAdmitted(bank);
    await world.clock.reset();
  });

  it('counts a bulk validation once for each hundred begun, under aliases too', async () => {
    const bank = await makeFiduciary({ requestsPerMinute: 9 });
    const list = Array(250).fill({ artifactId: nothing });
    expect((await ask(world, bank.token, validateMany, { list })).status).toBe(200);
    // 9 - 3 = 6 are left; the next is of 2 x 150 = 300.
    const twice = `query ($list: [ValidationInput!]!) {
      a: validateConsents(validations: $list) { reason }
      b: validateConsents(validations: $list) { reason }
    }`;
    const half = Array(150).fill({ artifactId: nothing });
    expect((await ask(world, bank.token, twice, { list: half })).status).toBe(200);
    expect((await ask(world, bank.token, validateMany, { list })).status).toBe(200);
    expect((await ask(world, bank.token)).status).toBe(429);
  });

  it('holds for bulk validations that would go beyond it, and leaves what is left', async () => {
    const bank = await makeFiduciary({ requestsPerMinute: 4 });
    const list = Array(1_000).fill({ artifactId: nothing });
    const refused = await ask(world, bank.token, validateMany, { list });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask(world, bank.token)).status).toBe(200);
  });

  it('is changed at once, on every server', async () => {
    const bank = await makeFiduciary({ requestsPerMinute: 1 });
    await ask(world, bank.token);
    expect((await ask(world, bank.token)).status).toBe(429);
    expect((await ask(other, bank.token)).status).toBe(429);

    await limit(bank, { requestsPerMinute: 100 });
    await until(async () => (await ask(other, bank.token)).status === 200);
    expect((await ask(world, bank.token)).status).toBe(200);

    await limit(bank, { requestsPerMinute: 1 });
    await until(async () => (await ask(other, bank.token)).status === 429);
    expect((await ask(world, bank.token)).status).toBe(429);
  });

  it('counts a subscription that starts', async () => {
    const bank = await makeFiduciary({ requestsPerMinute: 1 });
    const open = world.subscribe(received, {}, { token: bank.token });
    await until(async () => {
      return (await ask(world, bank.token)).status === 429;
    });
    await open.stop();
    await expect(world.subscribe(received, {}, { token: bank.token }).next()).rejects.toThrow(
      /RATE_LIMITED.*retryAfterSeconds/,
    );
  });

  it('takes a batch of permits from the database, not one for each request', async () => {
    const bank = await makeFiduciary();
    await ask(world, bank.token);
    const [latest] = await world.owner<{ taken: number }[]>`
      select taken from permit_window where span = 'minute' and started_at < now()
      order by started_at desc limit 1`;
    expect(latest?.taken).toBe(50);
  });
});

describe('other limits', () => {
  it('count the requests of one account', async () => {
    const token = await world.token({ roles: ['principal'], sub: 'impatient' });
    const asked = Array.from({ length: 201 }, () => ask(world, token, me, {}));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(200);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    const patient = await world.token({ roles: ['principal'], sub: 'patient' });
    expect((await ask(world, patient, me, {})).status).toBe(200);
  });

  it('count notices, links and tokens of one address together', async () => {
    const [base] = world.url.split('/graphql');
    const statuses = [];
    for (let n = 0; n < 4; n += 1) {
      statuses.push((await ask(world, undefined, publicNotice, {})).status);
      statuses.push((await fetch(`${base}/consents/${nothing}`)).status);
    }
    expect(statuses).toEqual(Array(4).fill([200, 404]).flat());
    const notice = await fetch(`${base}/consents/${nothing}`);
    expect(notice.status).toBe(429);
    expect(notice.headers.get('retry-after')).toMatch(/^\d+$/);
    const token = await fetch(`${base}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(token.status).toBe(429);
  });

  it('count tokens that are refused from one address, and let good ones in from there', async () => {
    const answers: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      const { status, headers, body } = await ask(world, `guessed-${n}`, me, {});
      answers.push(`${status} ${body.errors?.[0]?.extensions?.code}`);
      if (status === 429) expect(headers.get('retry-after')).toMatch(/^\d+$/);
    }
    expect(answers).toEqual([
      ...Array(8).fill('401 UNAUTHENTICATED'),
      ...Array(4).fill('429 RATE_LIMITED'),
    ]);
    const signIn = (token: string) =>
      world.subscribe(
        'subscription { consentRequestReceived(after: "x") { cursor } }',
        {},
        { token },
      );
    await expect(signIn('guessed').next()).rejects.toThrow('1013');

    const token = await world.token({ roles: ['principal'], sub: 'has signed in' });
    expect((await ask(world, token, me, {})).status).toBe(200);
    await expect(signIn(token).next()).rejects.toThrow('BAD_USER_INPUT');
  });

  it('keep no address and no account in the database', async () => {
    const rows = await world.owner`select subject from permit_window`;
    expect(rows.length).toBeGreaterThan(0);
    for (const { subject } of rows) expect(subject).toHaveLength(32);
  });
});

describe('a flood of wrong tokens', () => {
  it('costs the database a statement for many, and none once it is beyond the limit', async () => {
    const flooded = await startWorld({ config: { rateLimits: { account: 200, address: 100 } } });
    const statements: string[] = [];
    flooded.platform.database.sql.options.debug = (_connection, statement) => {
      if (statement.includes('lease_permits')) statements.push(statement);
    };
    const statuses: number[] = [];
    for (let n = 0; n < 200; n += 1) {
      statuses.push((await ask(flooded, `guessed-${n}`, me, {})).status);
    }
    await flooded.stop();
    expect(statuses).toEqual([...Array(100).fill(401), ...Array(100).fill(429)]);
    expect(statements.length).toBeLessThan(30);
  });
});

async function makeFiduciary(limits: object = {}): Promise<Pick<SeededFiduciary, 'id' | 'token'>> {
  const bank = await world.seed.fiduciary();
  if (Object.keys(limits).length > 0) await limit(bank, limits);
  return bank;
}

async function limit({ id }: { id: string }, limits: object): Promise<void> {
  const answer = await world.graphql(
    setLimits,
    { input: { fiduciaryId: id, ...limits } },
    { token: await world.seed.operator() },
  );
  expect(answer.body.errors).toBeUndefined();
}

function ask(
  server: TestServer,
  token: string | undefined,
  operation = validate,
  variables: Record<string, unknown> = { id: nothing },
) {
  return askHttp(server.url, operation, variables, { token });
}

async function statusesOf({ token }: { token: string }, times: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < times; n += 1) statuses.push((await ask(world, token)).status);
  return statuses;
}

async function untilAdmitted({ token }: { token: string }): Promise<void> {
  await until(async () => (await ask(world, token)).status === 200);
}
