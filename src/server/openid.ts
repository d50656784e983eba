import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { OpenIdClient } from '../web/index.ts';
import { faultForLog } from './answer.ts';

/**
 * What the pages need of the organisation's OpenID provider, from its discovery document (OpenID
 * Connect Discovery 1.0 §4), which is read when first needed and kept for an hour. Null when no
 * client is configured, and while the provider does not answer.
 */
export function openIdClient(config: Config, log: Logger): () => Promise<OpenIdClient | null> {
  const { issuer, environment, baseUrl } = config;
  const { pages } = issuer ?? {};
  if (!issuer || !pages) return async () => null;
  const insecure = environment !== 'production';
  // Loaded only where there is a provider.
  const loaded = import('oauth4webapi');
  let known: { client: OpenIdClient; until: number } | undefined;

  async function discover(): Promise<OpenIdClient> {
    const oauth = await loaded;
    const name = new URL(issuer?.issuer ?? '');
    const response = await oauth.discoveryRequest(name, {
      [oauth.allowInsecureRequests]: insecure,
      signal: AbortSignal.timeout(longestWait),
    });
    const server = await oauth.processDiscoveryResponse(name, response);
    const { authorization_endpoint, token_endpoint } = server;
    if (!authorization_endpoint || !token_endpoint)
      throw new Error('The provider has no endpoints');
    return {
      server: {
        issuer: server.issuer,
        authorization_endpoint,
        token_endpoint,
        id_token_signing_alg_values_supported: server.id_token_signing_alg_values_supported,
        authorization_response_iss_parameter_supported:
          server.authorization_response_iss_parameter_supported,
      },
      clientId: pages?.clientId ?? '',
      scope: pages?.scope ?? '',
      audience: issuer?.audience ?? '',
      redirectUri: new URL('/dashboard', baseUrl).href,
    };
  }

  return async () => {
    if (known && Date.now() < known.until) return known.client;
    try {
      known = { client: await discover(), until: Date.now() + hour };
      return known.client;
    } catch (error) {
      log.warn({ fault: faultForLog(error) }, 'the OpenID provider could not be discovered');
      return known?.client ?? null;
    }
  };
}

const longestWait = 5_000;
const hour = 60 * 60 * 1000;
