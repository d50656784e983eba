import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevelopmentIssuer } from '../../src/auth/index.ts';
import { loadConfig } from '../../src/config.ts';
import { openPlatform } from '../../src/open-platform.ts';
import { ask as askOverHttp } from '../support/client.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { consentOf, fillSource, hurried, join, preparePeople, reached, startOf } from './house.ts';
import { type Recorder, startRecorder } from './recorder.ts';

type Name = 'manager' | 'exporter' | 'importer';

/** Who receives each message. */
const hops: readonly (readonly [Name, string])[] = [
  ['exporter', 'consentExport'],
  ['manager', 'attachAccessToken'],
  ['importer', 'consentImport'],
  ['exporter', 'dataExport'],
  ['manager', 'verifyConsent'],
  ['importer', 'dataImport'],
  ['manager', 'reportTransfer'],
];

/** Who is killed as what comes in; `EXCHANGE_KILLS=all` kills each of the three at each of the seven. */
const kills: readonly (readonly [Name, string])[] =
  process.env.EXCHANGE_KILLS === 'all'
    ? hops.flatMap(([, mutation]) =>
        (['manager', 'exporter', 'importer'] as const).map((name) => [name, mutation] as const),
      )
    : [
        ['exporter', 'dataExport'],
        ['manager', 'verifyConsent'],
        ['importer', 'dataImport'],
      ];
const receivers = new Map(hops.map(([name, mutation]) => [mutation, name]));

/** One of the three, as a process of its own over a database of its own. */
interface Running {
  proxy: Recorder;
  database: TestDatabase;
  environment: Record<string, string>;
  child: ChildProcess | undefined;
  world: { graphql: Parameters<typeof join>[0]['world']['graphql'] };
  operator: string;
  id: string;
}

let sides: Record<'manager' | 'exporter' | 'importer', Running>;
let asha: string;
let clinic: string;

async function prepare(role: 'manager' | 'connector'): Promise<Running> {
  const proxy = await startRecorder();
  const database = await createDatabase();
  const environment = {
    NODE_ENV: 'test',
    ROLE: role,
    DATABASE_URL: database.url,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATA_DIR: await mkdtemp(joinPath(tmpdir(), 'consentgraph-kill-')),
    CMS_BASE_URL: proxy.url,
    PORT: '0',
    SWEEP_SECONDS: '0',
    ADDRESS_REQUESTS_PER_MINUTE: '100000',
  };
  const issuer = openDevelopmentIssuer(loadConfig(environment));
  return {
    proxy,
    database,
    environment,
    child: undefined,
    world: {
      graphql: (operation, variables, options) =>
        askOverHttp(`${proxy.target}/graphql`, operation, variables, options),
    },
    operator: await issuer.mint({ roles: ['operator'], sub: 'operator' }),
    id: '',
  };
}

async function start(side: Running): Promise<void> {
  const child = spawn(process.execPath, ['dist/latest/main.js', 'start'], {
    env: { PATH: process.env.PATH, ...side.environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  side.child = child;
  side.proxy.target = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /Server listening at (http:\/\/[\d.]+:\d+)/.exec(said)?.[1];
      if (address) resolve(address);
    });
    child.once('exit', () => reject(new Error(`ended: ${said}`)));
  });
}

beforeAll(async () => {
  const [manager, exporter, importer] = await Promise.all([
    prepare('manager'),
    prepare('connector'),
    prepare('connector'),
  ]);
  sides = { manager, exporter, importer };
  const config = loadConfig(manager.environment);
  const platform = await openPlatform(config, pino({ level: 'silent' }));
  await preparePeople(platform);
  await platform.close();
  await Promise.all([manager, exporter, importer].map(start));
  ({ asha, clinic } = await join(manager, exporter, importer, openDevelopmentIssuer(config)));
  await fillSource(exporter);
});

afterAll(async () => {
  for (const { child, proxy, database, environment } of Object.values(sides ?? {})) {
    child?.kill('SIGKILL');
    await proxy.stop();
    await database.drop();
    await rm(environment.DATA_DIR ?? '', { recursive: true, force: true });
  }
});

test.each(kills)(
  '%s killed as %s is taken, and started again: it completes once',
  async (name, mutation) => {
    const side = sides[name];
    const { proxy } = sides[receivers.get(mutation) ?? name];
    const rows = () => sides.importer.database.owner`select data_type from imported_record`;
    const before = (await rows()).length;
    const consentId = await consentOf(sides, clinic, asha);
    const killed = new Promise<void>((resolve) => {
      proxy.intercept = (called) => {
        if (called !== mutation) return 'pass';
        proxy.intercept = () => 'pass';
        // Somewhere in the middle of sending, taking or answering the message, or just after.
        setTimeout(() => {
          side.child?.kill('SIGKILL');
          resolve();
        }, 20);
        return side.proxy === proxy ? 'lose answer' : 'pass';
      };
    });
    const id = await startOf(sides.manager, consentId, asha);
    await killed;
    await start(side);
    const owners = Object.values(sides).map(({ database }) => database.owner);
    await hurried(owners, () => reached(sides.manager, asha, id, 'COMPLETED'));
    await until(async () => expect(await rows()).toHaveLength(before + 2));
  },
  240_000,
);
