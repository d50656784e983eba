import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import type { Base } from '../base.ts';
import type { DatabaseUrls } from '../database.ts';
import { compileEarly } from '../options.ts';
import type { Dialect } from '../question.ts';
import { type Contender, startContender } from '../server.ts';

export interface Peer extends Contender {
  path: string;
  dialect: Dialect;
  headers: Record<string, string>;
}

interface Kind {
  path: string;
  dialect: Dialect;
  /** Node itself does not know them. */
  hasDecorators?: boolean;
}

/** Who answers the question, and how they are asked. */
const kinds = {
  bare: { path: '/', dialect: 'plain' },
  'bare-shared': { path: '/', dialect: 'plain' },
  mercurius: { path: '/graphql', dialect: 'graphql' },
  yoga: { path: '/graphql', dialect: 'graphql' },
  postgraphile: { path: '/graphql', dialect: 'postgraphile' },
  apollo: { path: '/', dialect: 'graphql', hasDecorators: true },
} satisfies Record<string, Kind>;

export type PeerName = keyof typeof kinds;
export const peerNames = Object.keys(kinds) as PeerName[];

export async function startPeer(
  name: PeerName,
  urls: DatabaseUrls,
  base: Pick<Base, 'fiduciaryId'>,
): Promise<Peer> {
  const { path, dialect, hasDecorators }: Kind = kinds[name];
  const secret = randomBytes(32).toString('hex');
  const token = await new SignJWT({ role: 'fiduciary' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('2h')
    .sign(new TextEncoder().encode(secret));
  const contender = await startContender({
    name,
    file: join(import.meta.dirname, `${name}.ts`),
    env: {
      DATABASE_URL: urls.app,
      DATABASE_OWNER_URL: urls.owner,
      FIDUCIARY: base.fiduciaryId,
      SECRET: secret,
      TSX_TSCONFIG_PATH: join(import.meta.dirname, '../tsconfig.json'),
    },
    logFile: join(tmpdir(), `consentgraph-bench-${name}.log`),
    nodeOptions: hasDecorators ? ['--import', 'tsx'] : [],
    // Whatever it says of an empty request, it answers.
    isReady: async (url) => (await fetch(url, { method: 'POST', body: '{}' })).status > 0,
  });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return { ...contender, path, dialect, headers };
}

export function startLivePeer(name: string): Promise<Contender> {
  return startContender({
    name,
    file: join(import.meta.dirname, `${name}.ts`),
    env: {},
    logFile: join(tmpdir(), `consentgraph-bench-${name}.log`),
    nodeOptions: compileEarly,
    isReady: async (url) => (await fetch(url)).status > 0,
  });
}
