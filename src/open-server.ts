import 'reflect-metadata';
import 'reflect-metadata';
import type { Logger } from 'pino';
import { oauthRoutes, openAuthenticator, openAuthority } from './auth/index.ts';
import type { Config } from './config.ts';
import { noticeRoutes } from './consent/index.ts';
import { openPlatform } from './open-platform.ts';
import type { Platform } from './platform.ts';
import { loadSample } from './sample/load.ts';
import { buildSchema } from './schema.ts';
import { type ApiServer, createServer } from './server.ts';

export interface OpenServer {
  readonly platform: Platform;
  readonly api: ApiServer;
  /** Finishes what is open, then closes the server and everything below it. */
  close(): Promise<void>;
}

/** Opens a whole server and listens. What was opened is closed again when a later step fails. */
export async function openServer(config: Config, log: Logger): Promise<OpenServer> {
  const platform = await openPlatform(config, log);
  try {
    if (isSampleWanted(config)) await loadSample(platform);
    const authority = await openAuthority(platform);
    const api = await createServer({
      platform,
      schema: await buildSchema({ role: config.role }),
      authenticator: openAuthenticator(platform),
      authority,
      routes: [
        (app) => oauthRoutes(app, { platform }),
        (app) => noticeRoutes(app, { platform, authority }),
      ],
      confirming: ['validateConsent', 'validateConsents'],
    });
    await api.listen();
    const close = async () => {
      await api.close();
      await platform.close();
    };
    return { platform, api, close };
  } catch (error) {
    await platform.close();
    throw error;
  }
}

/** Sample data is for a first look on one's own machine: never in production, never in another's database. */
function isSampleWanted({ environment, databaseUrl }: Config): boolean {
  return environment === 'development' && databaseUrl === undefined;
}
