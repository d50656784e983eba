import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { type LogReport, verifyWholeLog } from '../../src/audit/index.ts';
import { openDevelopmentIssuer } from '../../src/auth/index.ts';
import { besideServer } from '../../src/cli/beside.ts';
import { loadConfig } from '../../src/config.ts';
import { dataOf } from '../support/answer.ts';
import { openSeed } from '../support/seed.ts';
import { openWay, type Way } from '../support/way.ts';
import { type CallCounts, openCaller } from './caller.ts';
import {
  checkAcknowledged,
  checkDelivered,
  checkReceived,
  describePending,
  expectedOf,
  readAll,
  settled,
} from './check.ts';
import { openDatabase } from './database.ts';
import { type Disturbances, disturb } from './disturb.ts';
import { type Listener, listen } from './listener.ts';
import { startLoad, type Worker } from './load.ts';
import { openReceiver } from './receiver.ts';
import { type ChaosServer, copyProgram, makeServer } from './servers.ts';

export interface ChaosOptions {
  /** How long harm is done. */
  milliseconds: number;
  /** How many mutations are to be acknowledged meanwhile; harm is done for longer until they are. */
  mutations?: number;
  /** The same number gives the same choices, though not the same moments. */
  seed: number;
  tell: (line: string) => void;
}

export interface ChaosReport {
  disturbances: Disturbances;
  calls: CallCounts;
  mutations: number;
  validations: number;
  events: number;
  resumptions: number;
  webhooks: number;
  log: LogReport;
  /** Empty when everything held. */
  violations: string[];
}

const banks = 2;
const workersPerBank = 3;

/**
 * Three servers on one PostgreSQL under load, while servers are killed, frozen and cut off from the
 * database without a word, the database is stopped without warning, and a transaction stays open; then
 * everything that was promised is compared with what is there. All of it is on this machine, and of its
 * own making.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { milliseconds, mutations = 0, seed, tell } = options;
  const random = randomFrom(seed);
  const folder = await mkdtemp(join(tmpdir(), 'consentgraph-chaos-'));
  await chmod(folder, 0o755);
  const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const program = await copyProgram(folder);
    const database = await openDatabase(folder);
    closers.push(database.remove);
    const receiver = await openReceiver(random);
    closers.push(receiver.close);
    const environment = {
      NODE_ENV: 'development',
      DATA_DIR: join(folder, 'data'),
      CMS_BASE_URL: 'http://consent.example',
      LOG_LEVEL: 'silent',
      ACCOUNT_REQUESTS_PER_MINUTE: '1000000',
      WEBHOOK_LOOPBACK: 'true',
      AUDIT_CHECKPOINT_FILE: join(folder, 'checkpoint'),
      AUDIT_CHECKPOINT_SECONDS: '1',
    };
    const ways = new Map<ChaosServer, Way>();
    for (const name of ['server 1', 'server 2', 'server 3']) {
      const way = await openWay(database.url);
      const { host } = new URL(way.url);
      const ownerUrl = Object.assign(new URL(database.ownerUrl), { host }).href;
      const places = { DATABASE_URL: way.url, DATABASE_OWNER_URL: ownerUrl };
      ways.set(await makeServer(name, program, { ...environment, ...places }), way);
      closers.push(async () => way.close());
    }
    const servers = [...ways.keys()];
    closers.push(() => Promise.all(servers.map((server) => server.kill())));
    // The first migrates; the others would only wait for it.
    await servers[0]?.start();
    await Promise.all(servers.slice(1).map((server) => server.start()));
    tell('three servers on one PostgreSQL are up');

    const config = loadConfig({
      ...environment,
      DATABASE_URL: database.url,
      DATABASE_OWNER_URL: database.ownerUrl,
    });
    const issuer = openDevelopmentIssuer(config);
    const calls: CallCounts = { acknowledged: 0, repeated: 0, refusals: {} };
    const caller = openCaller(servers, calls, random, database.sessions);
    const world = { ...caller, token: issuer.mint };
    const { workers, listeners } = await settle(world, receiver.url, (name, token, after) => {
      const listener = listen(name, servers, { token, after, random });
      closers.push(listener.stop);
      return listener;
    });

    const load = startLoad(caller, workers, random);
    const isEnough = () => load.acknowledged.length >= mutations;
    const harm = { servers, ways, database, random, milliseconds, isEnough, tell };
    const disturbances = await disturb(harm);
    tell('the harm is over; the load comes to its end');
    await load.stop();

    const owner = postgres(database.ownerUrl, { max: 2, onnotice: () => {} });
    closers.push(() => owner.end({ timeout: 1 }));
    const isSequenced = async () =>
      (await readAll(owner)).every(({ position }) => position !== null);
    await settled(isSequenced);
    const all = await readAll(owner);
    const expectations = listeners.map(({ listener, concerns }) => ({
      listener,
      expected: expectedOf(all, concerns),
    }));
    tell('waiting for listeners and webhooks to come to the end of the log');
    await settled(() =>
      expectations.every(({ listener, expected }) => listener.received.length >= expected.length),
    );
    await settled(() => checkDelivered(receiver, all).length === 0);
    const log = await besideServer(config, async (opened) =>
      verifyWholeLog(opened, { outside: [await outside(environment.AUDIT_CHECKPOINT_FILE)] }),
    );
    const undelivered = checkDelivered(receiver, all);
    return {
      disturbances,
      calls,
      mutations: load.acknowledged.length,
      validations: load.validations,
      events: listeners.reduce((sum, { listener }) => sum + listener.received.length, 0),
      resumptions: listeners.reduce((sum, { listener }) => sum + listener.resumed, 0),
      webhooks: receiver.requests,
      log,
      violations: [
        ...load.violations,
        ...servers.flatMap(({ crashes }) => crashes),
        ...(await checkAcknowledged(owner, load.acknowledged, all)),
        ...expectations.flatMap(({ listener, expected }) => checkReceived(listener, expected)),
        ...undelivered,
        ...(undelivered.length > 0 ? await describePending(owner) : []),
        ...log.touched.map(({ finding }) => `the log does not verify: ${finding}`),
      ],
    };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

type Entry = Parameters<Parameters<typeof expectedOf>[1]>[0];
type Chaotic = Parameters<typeof openSeed>[0];

/** Banks with a webhook endpoint and people who know them, in peace, each with a listener. */
async function settle(
  world: Chaotic,
  webhookUrl: string,
  listenAs: (name: string, token: string, after: string) => Listener,
) {
  const seed = openSeed(world);
  const workers: Worker[] = [];
  const listeners: { listener: Listener; concerns: (entry: Entry) => boolean }[] = [];
  for (let n = 1; n <= banks; n++) {
    const bank = await seed.fiduciary({ name: `Bank ${n}` });
    const limits = {
      fiduciaryId: bank.id,
      requestsPerMinute: 1_000_000,
      requestsPerDay: 100_000_000,
    };
    dataOf(await world.graphql(setLimits, { input: limits }, { token: await seed.operator() }));
    dataOf(await world.graphql(addEndpoint, { input: { url: webhookUrl } }, { token: bank.token }));
    const purpose = await bank.purpose();
    const after = await cursorOf(world, fiduciaryCursor, bank.token);
    const listener = listenAs(`bank ${n}`, bank.token, after);
    listeners.push({ listener, concerns: ({ fiduciaryId }) => fiduciaryId === bank.id });
    for (let m = 1; m <= workersPerBank; m++) {
      const person = await seed.person();
      const token = person.token ?? '';
      const cursor = await cursorOf(world, accountCursor, token);
      const principalId = await bank.recordOf(person);
      const own = listenAs(`person ${m} of bank ${n}`, token, cursor);
      listeners.push({ listener: own, concerns: (entry) => entry.principalId === principalId });
      workers.push({ bank, purpose, person });
    }
  }
  return { workers, listeners };
}

const fiduciaryCursor = '{ at: fiduciary { consents { liveCursor } } }';
const accountCursor = '{ at: me { consents { liveCursor } } }';
const setLimits = `mutation Limits($input: SetFiduciaryLimitsInput!) {
  setFiduciaryLimits(input: $input) { fiduciary { id } } }`;
const addEndpoint = `mutation Endpoint($input: CreateWebhookEndpointInput!) {
  createWebhookEndpoint(input: $input) { endpoint { id } } }`;

async function cursorOf({ graphql }: Chaotic, query: string, token: string): Promise<string> {
  const answer = await graphql<{ at: { consents: { liveCursor: string } } }>(query, undefined, {
    token,
  });
  return dataOf(answer).at.consents.liveCursor;
}

async function outside(place: string) {
  return { place, note: await readFile(place, 'utf8') };
}

/** Mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
