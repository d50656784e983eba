import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Base } from './base.ts';
import type { DatabaseUrls } from './database.ts';
import { compileEarly } from './options.ts';
import { type Contender, startContender } from './server.ts';

const root = join(import.meta.dirname, '../..');

/** Our server as it is deployed: built, in production, everything on, its log in a file. */
export async function startOurs(
  name: string,
  urls: DatabaseUrls,
  base: Pick<Base, 'keys'>,
  {
    nodeOptions = compileEarly,
    env = {},
  }: { nodeOptions?: readonly string[]; env?: Record<string, string> } = {},
): Promise<Contender> {
  const folder = await mkdtemp(join(tmpdir(), 'consentgraph-bench-'));
  const contender = await startContender({
    name,
    file: join(root, 'dist/latest/main.js'),
    args: ['start'],
    env: {
      DATABASE_URL: urls.app,
      DATABASE_OWNER_URL: urls.owner,
      KEY_ENCRYPTION_KEYS: base.keys,
      CMS_BASE_URL: 'https://consent.example',
      DATA_DIR: folder,
      // Counted for each request, and never reached: the clients are all at one address.
      ADDRESS_REQUESTS_PER_MINUTE: '1000000',
      ...env,
    },
    logFile: join(folder, 'log'),
    nodeOptions: [...(await deployedOptions()), ...nodeOptions],
    isReady: async (url) => (await fetch(`${url}/readyz`)).ok,
  });
  return {
    ...contender,
    async stop() {
      await contender.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** What `npm start` tells Node. */
async function deployedOptions(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const options = /^exec node (.*)dist\/latest\/main\.js start$/.exec(scripts.start)?.[1];
  if (options === undefined) throw new Error(`not the known way to start: ${scripts.start}`);
  return options.split(' ').filter(Boolean);
}

/** A token as a fiduciary's backend buys it. */
export async function tokenFor(url: string, { client }: Pick<Base, 'client'>): Promise<string> {
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client.id,
      client_secret: client.secret,
    }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: unknown };
  if (typeof token !== 'string') throw new Error(`no token: ${response.status}`);
  return token;
}
