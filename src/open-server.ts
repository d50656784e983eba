import type { Logger } from 'pino';
import { oauthRoutes, openAuthenticator, openAuthority } from './auth/index.ts';
import type { Config } from './config.ts';
import { openPlatform } from './open-platform.ts';
import type { Platform } from './platform.ts';
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
    const api = await createServer({
      platform,
      schema: await buildSchema({ role: config.role }),
      authenticator: openAuthenticator(platform),
      authority: await openAuthority(platform),
      routes: [(app) => oauthRoutes(app, { platform })],
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
