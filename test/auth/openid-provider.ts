import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';

/** An organisation's OpenID provider, as far as this server sees it: a JWK Set over HTTP, and tokens. */
export interface OpenIdProvider {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  /** How often the JWK Set was asked for. */
  fetches(): number;
  /** Makes a key pair and publishes it. */
  addKey(kid: string, kind?: 'RS256' | 'ES256' | 'Ed25519'): Promise<void>;
  /** Publishes this under a key id, whatever it is. */
  publish(jwk: JWK): void;
  /** Publishes a key no more; it can still sign. */
  withdrawKey(kid: string): void;
  publicKey(kid: string): KeyObject;
  /** From now on the JWK Set answers with this status, and with this body instead of the keys. */
  answerWith(status: number, body?: string): void;
  /** A good token, but for what is changed. Undefined takes a claim or a header out. */
  token(changes?: TokenChanges): Promise<string>;
  stop(): Promise<void>;
}

export interface TokenChanges {
  kid?: string;
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
}

interface Key {
  kind: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const keys = new Map<string, Key>();
  let published: JWK[] = [];
  let fetches = 0;
  let status = 200;
  let instead: string | undefined;
  const server = createServer((_request, response) => {
    fetches += 1;
    response.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' });
    response.end(instead ?? JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const audience = 'https://consent.example';

  const keyOf = (kid: string): Key => {
    const key = keys.get(kid);
    if (!key) throw new Error(`there is no key ${kid}`);
    return key;
  };

  return {
    issuer,
    audience,
    jwksUrl: `${issuer}/jwks`,
    fetches: () => fetches,
    async addKey(kid, kind = 'RS256') {
      const key = { kind, ...newKeyPair(kind) };
      keys.set(kid, key);
      published.push({ ...(await exportJWK(key.publicKey)), kid, alg: kind, use: 'sig' });
    },
    withdrawKey(kid) {
      published = published.filter((jwk) => jwk.kid !== kid);
    },
    publicKey: (kid) => keyOf(kid).publicKey,
    publish(jwk) {
      published.push(jwk);
    },
    answerWith(given, body) {
      status = given;
      instead = body;
    },
    token({ kid = 'first', header = {}, claims = {} } = {}) {
      const { kind, privateKey } = keyOf(kid);
      const now = Math.floor(Date.now() / 1000);
      const payload = present({
        iss: issuer,
        aud: audience,
        sub: 'asha',
        jti: 'token-1',
        iat: now,
        exp: now + 600,
        roles: ['principal'],
        ...claims,
      });
      return new SignJWT(payload)
        .setProtectedHeader(
          present({ alg: kind, kid, typ: 'at+jwt', ...header }) as JWTHeaderParameters,
        )
        .sign(privateKey, { crit: { 'urn:example:unknown': true } });
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function newKeyPair(kind: string) {
  if (kind === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (kind === 'Ed25519') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

function present(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
