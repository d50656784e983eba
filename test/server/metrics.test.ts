import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorCodes } from '../../src/errors.ts';
import { createMetrics } from '../../src/metrics.ts';
import { startWorld, type World } from '../support/world.ts';

const events = 'subscription { consentStatusChanged { cursor } }';

describe('what a server measures', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  test('is shown to this machine in the format of Prometheus', async () => {
    const { status, type, text } = await scrape();
    expect(status).toBe(200);
    expect(type).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
    expect(text).toMatch(/^consentgraph_database_connections\{state="idle"\} \d+$/m);
    expect(text).toMatch(/^consentgraph_database_pool_size 10$/m);
    expect(text).toMatch(/^consentgraph_webhook_attempts_total\{outcome="\w+"\} 0$/m);
    expect(text).toMatch(/^consentgraph_webhook_pending_deliveries 0$/m);
    for (const lag of ['unsequenced', 'undelivered']) {
      expect(text).toMatch(new RegExp(`^consentgraph_log_${lag}_entries 0$`, 'm'));
    }
  });

  test('counts requests by route and operation, and never names anyone', async () => {
    const bank = await world.seed.fiduciary({ name: 'Trust Bank' });
    const asha = await world.seed.person();
    await asha.agree(await bank.ask(asha, [await bank.purpose()]));
    await fetch(new URL('/nowhere/at/all', world.url));
    const { text } = await scrape();
    expect(text).toMatch(
      /_duration_seconds_count\{method="POST",route="\/graphql",status="200"\} \d+/,
    );
    expect(text).toMatch(
      /_duration_seconds_count\{method="GET",route="unknown",status="404"\} \d+/,
    );
    expect(text).toContain('operations_total{operation="mutation submitConsent"} 1');
    expect(text).toMatch(/^consentgraph_log_entries [1-9]/m);
    for (const personal of [asha.externalUserId, bank.id, 'Trust Bank', 'nowhere']) {
      expect(text).not.toContain(personal);
    }
  });

  test('counts open sockets and their subscriptions', async () => {
    const bank = await world.seed.fiduciary();
    const stream = world.subscribe(events, undefined, { token: bank.token });
    await expect.poll(async () => (await scrape()).text).toMatch(/^consentgraph_subscriptions 1$/m);
    expect((await scrape()).text).toMatch(/^consentgraph_sockets 1$/m);
    await stream.stop();
    await expect.poll(async () => (await scrape()).text).toMatch(/^consentgraph_subscriptions 0$/m);
  });

  test('counts errors by their code, whichever way they were answered', async () => {
    const bank = await world.seed.fiduciary();
    const missing = '{ consent(id: "x") { id } }';
    const ask = (document: string, token?: string) => world.graphql(document, {}, { token });
    const counts: [string, string, () => Promise<unknown>][] = [
      ['a resolver through Apollo', 'NOT_FOUND', () => ask(missing, bank.token)],
      ['a query asked before', 'NOT_FOUND', () => ask(missing, bank.token)],
      ['an unknown address', 'NOT_FOUND', () => fetch(new URL('/nowhere', world.url))],
      ['a notice as a page', 'NOT_FOUND', () => page('/consents/x')],
      ['a document', 'BAD_REQUEST', () => ask('{ nothing }')],
      ['no token', 'UNAUTHENTICATED', () => ask('{ me { id } }')],
      ['a wrong token', 'UNAUTHENTICATED', () => ask('{ me { id } }', 'wrong')],
      ['a socket with none', 'UNAUTHENTICATED', () => refused('subscription { a }')],
      ['a subscription', 'BAD_REQUEST', () => refused('subscription { a }', bank.token)],
      [
        'its cursor',
        'BAD_USER_INPUT',
        () => refused('subscription { consentStatusChanged(after: "x") { cursor } }', bank.token),
      ],
    ];
    for (const [what, code, cause] of counts) {
      const before = await errorsOf(code);
      await cause();
      expect(await errorsOf(code), what).toBe(before + 1);
    }
  });

  test('counts no code but ours, each from 0', async () => {
    const { text } = await scrape();
    const codes = [...text.matchAll(/^consentgraph_errors_total\{code="(\w+)"\} /gm)];
    expect(codes.map(([, code]) => code).sort()).toEqual([...errorCodes].sort());
    expect(text).toContain('consentgraph_errors_total{code="RECEIPT_INVALID"} 0');
  });

  async function errorsOf(code: string): Promise<number> {
    const { text } = await scrape();
    return Number(text.match(`consentgraph_errors_total\\{code="${code}"\\} (\\d+)`)?.[1]);
  }

  function page(path: string): Promise<Response> {
    return fetch(new URL(path, world.url), { headers: { accept: 'text/html' } });
  }

  async function refused(document: string, token?: string): Promise<void> {
    const stream = world.subscribe(document, {}, { token });
    await expect(stream.next()).rejects.toThrow();
    await stream.stop();
  }

  async function scrape(headers: Record<string, string> = {}) {
    const response = await fetch(new URL('/metrics', world.url), { headers });
    const type = response.headers.get('content-type');
    return { status: response.status, type, text: await response.text() };
  }
});

describe('a request beyond its limit', () => {
  test('is counted as an error too', async () => {
    const world = await startWorld({ config: { rateLimits: { account: 1, address: 1_000 } } });
    const token = await world.token({ roles: ['principal'], sub: 'impatient' });
    for (let n = 0; n < 3; n += 1) await world.graphql('{ me { id } }', {}, { token });
    const metrics = await fetch(new URL('/metrics', world.url));
    expect(await metrics.text()).toContain('consentgraph_errors_total{code="RATE_LIMITED"} 2');
    await world.stop();
  });
});

describe('with a token configured', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ config: { metricsToken: 'a-token-for-prometheus' } });
  });
  afterAll(() => world.stop());

  test.each([
    ['nothing', undefined, 404],
    ['another token', 'Bearer another-token-altogether', 404],
    ['the token', 'Bearer a-token-for-prometheus', 200],
  ])('%s is answered accordingly', async (_what, authorization, status) => {
    const headers = new Headers(authorization === undefined ? [] : { authorization });
    const response = await fetch(new URL('/metrics', world.url), { headers });
    expect(response.status).toBe(status);
  });
});

describe('a group that cannot be read', () => {
  test('is left out, without what it showed before, and the others are there', async () => {
    const problems: string[] = [];
    const metrics = createMetrics((group) => problems.push(group));
    let isBroken = false;
    metrics.add({
      name: 'fragile',
      help: { fragile: 'May break.', broken_total: 'Rises.' },
      read() {
        if (isBroken) throw new Error('gone');
        return { fragile: 7, broken_total: { label: 'kind', values: { a: 1, b: 2 } } };
      },
    });
    metrics.add({ name: 'solid', help: { solid: 'Stays.' }, read: () => ({ solid: 1 }) });
    expect((await metrics.expose()).text).toContain('consentgraph_fragile 7');
    isBroken = true;
    const { text } = await metrics.expose();
    expect(text).not.toContain('fragile');
    expect(text).toContain('consentgraph_solid 1');
    isBroken = false;
    const again = await metrics.expose();
    expect(again.text).toContain('consentgraph_broken_total{kind="b"} 2');
    expect(again.text).toContain('consentgraph_metrics_failures_total 1');
    expect(problems).toEqual(['fragile']);
  });
});
