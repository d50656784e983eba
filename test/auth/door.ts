import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { type Authenticator, type Caller, openAuthenticator } from '../../src/auth/index.ts';
import { buildHouse, type House } from './house.ts';
import { type OpenIdProvider, startOpenIdProvider } from './openid-provider.ts';

/** The door of a server that accepts the tokens of an OpenID provider beside its own. */
export interface Door {
  readonly house: House;
  /** A new one for each test, with one key, `first`. */
  readonly provider: OpenIdProvider;
  readonly authenticator: Authenticator;
  /** A door of the same house with other settings. */
  another(env?: Record<string, string>): Authenticator;
  authenticate(token: string): Promise<Caller | null>;
  /** Expects the one answer that every wrong token gets. */
  refused(token: string): Promise<void>;
}

export const unauthenticated = {
  message: 'Your token is not valid here, or is no longer: get a new one.',
  extensions: { code: 'UNAUTHENTICATED', retryable: false },
};

/** Builds the house once for a test file, and a provider and a door for each of its tests. */
export function openDoor(): Door {
  let house: House;
  let provider: OpenIdProvider;
  let authenticator: Authenticator;

  const another = (env: Record<string, string> = {}) =>
    openAuthenticator({
      config: house.configured({
        OIDC_ISSUER: provider.issuer,
        OIDC_AUDIENCE: provider.audience,
        OIDC_JWKS_URL: provider.jwksUrl,
        ...env,
      }),
      vault: house.vault,
      log: house.log,
    });

  beforeAll(async () => {
    house = await buildHouse();
  });
  beforeEach(async () => {
    provider = await startOpenIdProvider();
    await provider.addKey('first');
    authenticator = another();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await provider.stop();
  });
  afterAll(() => house.tearDown());

  const authenticate = (token: string) => authenticator.authenticate(`Bearer ${token}`);
  return {
    get house() {
      return house;
    },
    get provider() {
      return provider;
    },
    get authenticator() {
      return authenticator;
    },
    another,
    authenticate,
    async refused(token) {
      await expect(authenticate(token)).rejects.toMatchObject(unauthenticated);
    },
  };
}

/** Only the clock is moved: sockets and timers go on as they are. */
export function passSeconds(seconds: number): void {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now: now + seconds * 1000 });
}
