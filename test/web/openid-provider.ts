import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { IssuerConfig } from '../../src/config.ts';

/** An organisation's OpenID provider, where everybody is Nila and already signed in. */
export interface OpenIdProvider {
  readonly config: IssuerConfig;
  stop(): Promise<void>;
}

const clientId = 'consent-pages';
const audience = 'https://consent.example';

/** Strict where it matters here: PKCE with S256, one use of a code, the very redirect address. */
export async function startProvider(): Promise<OpenIdProvider> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'provider', alg: 'ES256', use: 'sig' };
  const codes = new Map<string, URLSearchParams>();
  let issuer = '';

  const sign = (claims: object, typ: string, aud: string) =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'provider', typ })
      .setIssuer(issuer)
      .setAudience(aud)
      .setSubject('nila')
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('10 minutes')
      .sign(privateKey);

  async function tokens(form: URLSearchParams) {
    const asked = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const verifier = form.get('code_verifier') ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const sound =
      asked?.get('code_challenge') === challenge &&
      asked.get('redirect_uri') === form.get('redirect_uri') &&
      form.get('client_id') === clientId;
    if (!sound) return { error: 'invalid_grant' };
    const about = { name: 'Nila', nonce: asked.get('nonce') };
    return {
      access_token: await sign({ roles: ['principal'] }, 'at+jwt', asked.get('audience') ?? ''),
      id_token: await sign(about, 'JWT', clientId),
      token_type: 'Bearer',
      expires_in: 600,
    };
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer);
    const answer = (status: number, body: object) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'access-control-allow-origin': '*',
      });
      response.end(JSON.stringify(body));
    };
    if (pathname === '/jwks') return answer(200, { keys: [jwk] });
    if (pathname === '/.well-known/openid-configuration') {
      return answer(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        id_token_signing_alg_values_supported: ['ES256'],
      });
    }
    if (pathname === '/authorize') {
      const code = randomUUID();
      codes.set(code, searchParams);
      const back = new URL(searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('code', code);
      back.searchParams.set('state', searchParams.get('state') ?? '');
      response.writeHead(302, { location: back.href });
      return response.end();
    }
    if (pathname !== '/token') return answer(404, {});
    const given = await tokens(new URLSearchParams(await bodyOf(request)));
    return answer('error' in given ? 400 : 200, given);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    config: {
      issuer,
      audience,
      jwksUrl: new URL(`${issuer}/jwks`),
      tokenType: 'at+jwt',
      claims: { roles: 'roles', fiduciaryId: 'fiduciary_id', practitionerId: 'practitioner_id' },
      pages: { clientId, scope: 'openid profile' },
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
