import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../client/session.ts';
import { takeReturn } from '../client/session.ts';
import { useSpeech } from '../words/speech.ts';

/** What the browser must know of the organisation's OpenID provider. */
export interface OpenIdClient {
  /** From its discovery document, under the names there. */
  server: {
    issuer: string;
    authorization_endpoint: string;
    token_endpoint: string;
    id_token_signing_alg_values_supported?: string[];
    authorization_response_iss_parameter_supported?: boolean;
  };
  clientId: string;
  scope: string;
  /** The API, as the provider knows it; asked for as audience. */
  audience: string;
  redirectUri: string;
}

export interface SignInWays {
  /** Null when the provider is not configured or does not answer. */
  openId: OpenIdClient | null;
  /** Sample people of development, by the name of their account. */
  people: readonly { id: string; name: string }[];
}

interface SignInProps {
  ways: SignInWays;
  onSignedIn(session: Session): void;
}

/** The ways to sign in, and the way back from the provider. */
export function SignIn({ ways: { openId, people }, onSignedIn }: SignInProps) {
  const { say } = useSpeech();
  const [state, setState] = useState<'ready' | 'working' | 'failed'>('ready');

  const arrive = (session: Session) => {
    onSignedIn(session);
    const back = takeReturn();
    if (back) location.replace(back);
  };
  const attempt = async (action: () => Promise<Session | null>) => {
    setState('working');
    try {
      const session = await action();
      if (session) return arrive(session);
    } catch {
      setState('failed');
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on the way back from the provider.
  useEffect(() => {
    if (!openId || !/[?&](code|error)=/.test(location.search)) return;
    void attempt(async () => (await import('../client/openid.ts')).finish(openId));
  }, []);

  return (
    <section class="card sign-in" aria-labelledby="sign-in">
      <h2 id="sign-in">{say('signIn.title')}</h2>
      <p role="status">
        {state === 'working' && say('signIn.working')}
        {state === 'failed' && say('signIn.failed')}
      </p>
      {openId && (
        <>
          <p>{say('signIn.text')}</p>
          <button
            type="button"
            class="primary"
            onClick={() =>
              void attempt(async () => (await import('../client/openid.ts')).begin(openId))
            }
          >
            {say('signIn.go')}
          </button>
        </>
      )}
      {people.length > 0 && (
        <>
          <h3>{say('signIn.sample')}</h3>
          <p class="hint">{say('signIn.sampleText')}</p>
          <div class="buttons">
            {people.map(({ id, name }) => (
              <button
                key={id}
                type="button"
                class="secondary"
                onClick={() => void attempt(() => tokenOf(id, name))}
              >
                {name}
              </button>
            ))}
          </div>
        </>
      )}
      {!openId && people.length === 0 && <p>{say('signIn.none')}</p>}
    </section>
  );
}

/** Asks the development issuer, which exists outside production only. */
async function tokenOf(person: string, name: string): Promise<Session> {
  const response = await fetch('/development/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ person }),
  });
  if (!response.ok) throw new Error('The development issuer refused');
  const { token } = (await response.json()) as { token: string };
  return { token, name };
}
