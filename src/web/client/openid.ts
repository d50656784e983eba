import * as oauth from 'oauth4webapi';
import type { OpenIdClient } from '../dashboard/sign-in.tsx';
import type { Session } from './session.ts';

/**
 * Sends the person to the provider: OpenID Connect's code flow with PKCE (RFC 7636, S256), as a
 * public client (RFC 9700 §2.1.1). Never comes back.
 */
export async function begin(client: OpenIdClient): Promise<null> {
  const journey: Journey = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    language: document.documentElement.lang,
  };
  sessionStorage.setItem(journeyKey, JSON.stringify(journey));
  const url = new URL(client.server.authorization_endpoint);
  const parameters = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: client.redirectUri,
    scope: client.scope,
    audience: client.audience,
    state: journey.state,
    nonce: journey.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(journey.verifier),
    code_challenge_method: 'S256',
    ui_locales: journey.language,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.assign(url);
  return new Promise(() => {});
}

/**
 * Takes the provider's answer out of the address, and exchanges the code for a token.
 *
 * @throws Error for an answer that is not to the question that this tab asked
 */
export async function finish(client: OpenIdClient): Promise<Session> {
  const kept = sessionStorage.getItem(journeyKey);
  sessionStorage.removeItem(journeyKey);
  const answer = new URL(location.href);
  const journey: Journey | null = kept && JSON.parse(kept);
  history.replaceState(null, '', `/dashboard${journey ? `?language=${journey.language}` : ''}`);
  if (!journey) throw new Error('This tab has not asked to sign in');
  const { server } = client;
  const self = { client_id: client.clientId };
  const parameters = oauth.validateAuthResponse(server, self, answer, journey.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    self,
    oauth.None(),
    parameters,
    client.redirectUri,
    journey.verifier,
    // A provider on this machine has no certificate; production's server accepts none without.
    { [oauth.allowInsecureRequests]: server.token_endpoint.startsWith('http:') },
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, self, response, {
    expectedNonce: journey.nonce,
  });
  const name = oauth.getValidatedIdTokenClaims(tokens)?.name;
  return { token: tokens.access_token, name: typeof name === 'string' ? name : null };
}

interface Journey {
  verifier: string;
  state: string;
  nonce: string;
  language: string;
}

const journeyKey = 'consentgraph.journey';
