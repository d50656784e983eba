import 'reflect-metadata';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { openDevelopmentIssuer } from '../../src/auth/index.ts';
import { loadConfig } from '../../src/config.ts';
import { openSeed, type SeededFiduciary } from '../support/seed.ts';
import { until } from '../support/until.ts';
import { ok, type Receiver, startReceiver } from '../webhook/receiver.ts';
import { openCaller } from './caller.ts';
import { openDatabase } from './database.ts';
import { copyProgram, makeServer } from './servers.ts';

/*
 * An endpoint with a million events behind beside a healthy one, by hand:
 *
 *   npm run chaos:backlog [-- --events 1000000 --rounds 100]
 *
 * It measures how long after its acknowledgement an event is at the healthy endpoint: without a
 * backlog, and while the other endpoint is down, slow, or takes what it missed as fast as it can.
 */
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '100' },
  },
});
const events = Number(values.events);
const rounds = Number(values.rounds);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const folder = await mkdtemp(join(tmpdir(), 'consentgraph-backlog-'));
await chmod(folder, 0o755);
const program = await copyProgram(folder);
const database = await openDatabase(folder);
const environment = {
  NODE_ENV: 'development',
  DATABASE_URL: database.url,
  DATABASE_OWNER_URL: database.ownerUrl,
  DATA_DIR: join(folder, 'data'),
  CMS_BASE_URL: 'http://consent.example',
  LOG_LEVEL: 'silent',
  ACCOUNT_REQUESTS_PER_MINUTE: '1000000',
  WEBHOOK_LOOPBACK: 'true',
};
const server = await makeServer('the server', program, environment);
await server.start();
const issuer = openDevelopmentIssuer(loadConfig(environment));
const caller = openCaller([server], { acknowledged: 0, repeated: 0, refusals: {} }, Math.random);
const seed = openSeed({ ...caller, token: issuer.mint });
const owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });

const [behind, healthy] = [await startReceiver(), await startReceiver()];
const bank = await seed.fiduciary({ name: 'Bank' });
const shop = await seed.fiduciary({ name: 'Shop' });
const purpose = await shop.purpose();
const late = await addEndpoint(bank, behind);
await addEndpoint(shop, healthy);
await setStatus('DISABLED');
await measure('warm-up', Math.min(rounds, 20));
const short = await measure('with a short log', rounds);

await server.kill();
await seedBacklog();
await server.start();
await measure('warm-up', Math.min(rounds, 20));
const alone = await measure('with the long log, and the other endpoint disabled', rounds);
compare(alone, short);

const { port } = new URL(behind.url);
await behind.close();
await setStatus('ENABLED');
compare(await measure('while the other endpoint is down', rounds), alone);
let other = await startReceiver(
  (response) => setTimeout(() => response.end(), 2_000),
  Number(port),
);
await wake();
compare(await measure('while it takes two seconds for each', rounds), alone);
await other.close();
other = await startReceiver(ok, Number(port));
while (other.received.length === 0) {
  await wake();
  await delay(500);
}
const before = { at: performance.now(), taken: other.received.length };
compare(await measure('while it takes them as fast as it can', rounds), alone);
const seconds = (performance.now() - before.at) / 1000;
tell(
  `the other endpoint took ${Math.round((other.received.length - before.taken) / seconds)} events a second`,
);

await Promise.all([other.close(), healthy.close(), server.kill(), owner.end()]);
await database.remove();
await rm(folder, { recursive: true, force: true });

interface Measured {
  median: number;
  p95: number;
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function addEndpoint({ token }: SeededFiduciary, { url }: Receiver): Promise<string> {
  const { body } = await caller.graphql<{ createWebhookEndpoint: { endpoint: { id: string } } }>(
    `mutation ($input: CreateWebhookEndpointInput!) {
      createWebhookEndpoint(input: $input) { endpoint { id } } }`,
    { input: { url } },
    { token },
  );
  return body.data?.createWebhookEndpoint.endpoint.id ?? '';
}

async function setStatus(status: 'ENABLED' | 'DISABLED'): Promise<void> {
  await owner`update webhook_endpoint set status = ${status}, due_at = consent_now() where id = ${late}`;
}

/** Ends the rest that an outage has brought about. */
async function wake(): Promise<void> {
  await owner`
    update webhook_endpoint set rest_until = null, due_at = consent_now() where id = ${late}`;
  await owner`
    update webhook_delivery set next_attempt_at = consent_now()
    where endpoint_id = ${late} and status = 'PENDING'`;
}

/** Writes what the endpoint is behind with straight into history, and gives it positions. */
async function seedBacklog(): Promise<void> {
  const person = seed.personWithoutAccount();
  await server.start();
  const request = await bank.ask(person, [await bank.purpose()]);
  await server.kill();
  const began = performance.now();
  for (let left = events; left > 0; left -= 100_000) {
    await owner`
      insert into history (id, action, fiduciary_id, principal_id, request_id, sequence, new_status,
        performed_by_type, performed_by, performed_at, recorded_at, facts, commitments, leaf)
      select uuidv7(), 'CANCEL', ${bank.id}, ${request.principalId}, ${request.id}, n, 'CANCELLED',
        'FIDUCIARY', ${bank.id}, consent_now(), consent_now(), '{}', '{}', sha256(n::text::bytea)
      from generate_series(1, ${Math.min(left, 100_000)}::int) as n`;
  }
  for (let sequenced = 1; sequenced > 0; ) {
    const [row] = await owner`select sequenced from sequence_history(50000)`;
    sequenced = Number(row?.sequenced ?? 0);
  }
  await owner`vacuum analyze history`;
  await owner`vacuum analyze log`;
  tell(`${events} events written in ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

/** Milliseconds from the acknowledgement of an event to its arrival, one event after the other. */
async function measure(when: string, count: number): Promise<Measured> {
  const taken: number[] = [];
  for (let round = 0; round < count; round++) {
    const person = seed.personWithoutAccount();
    const asked = await shop.ask(person, [purpose]);
    const expected = healthy.received.length + 1;
    await person.deny(asked);
    const acknowledged = performance.now();
    await until(() => healthy.received.length >= expected);
    taken.push((healthy.received.at(-1)?.at ?? Number.NaN) - acknowledged);
  }
  taken.sort((one, two) => one - two);
  const at = (share: number) => taken[Math.floor(share * (taken.length - 1))] ?? Number.NaN;
  const measured = { median: at(0.5), p95: at(0.95) };
  tell(
    `${when}: median ${measured.median.toFixed(1)} ms, 95 of 100 within ${measured.p95.toFixed(1)} ms`,
  );
  return measured;
}

function compare({ median, p95 }: Measured, to: Measured): void {
  const times = (value: number, reference: number) => `${(value / reference).toFixed(2)} times`;
  tell(`  ${times(median, to.median)} the median, ${times(p95, to.p95)} the 95th`);
}
