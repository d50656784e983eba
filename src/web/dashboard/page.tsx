import { useEffect, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../client/api.ts';
import { saveJson } from '../client/save.ts';
import { currentSession, keepSession, type Session } from '../client/session.ts';
import { ExportEverythingDocument } from '../generated/graphql.ts';
import { Frame, type LanguageNames } from '../parts/frame.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { useSpeech } from '../words/speech.ts';
import { type Following, useBoard } from './board.ts';
import { Lists } from './lists.tsx';
import { SignIn, type SignInWays } from './sign-in.tsx';

export interface DashboardProps {
  languages: LanguageNames;
  /** The language the page was asked for in. */
  asked: string;
  signIn: SignInWays;
}

/** Where a person sees who asks, what they allow, and takes it back. */
export function DashboardPage({ languages, asked, signIn }: DashboardProps) {
  const { say } = useSpeech();
  const [session, setSession] = useState<Session | null>(null);
  const [ended, setEnded] = useState(false);
  const [alive, setAlive] = useState(false);
  // Who is signed in, only the browser knows, once the page has come alive.
  useEffect(() => {
    setSession(currentSession());
    setAlive(true);
  }, []);
  const leave = (runOut: boolean) => {
    keepSession(null);
    setSession(null);
    setEnded(runOut);
  };
  if (session) {
    return (
      <SignedIn
        key={session.token}
        {...{ languages, asked, session }}
        onLeave={() => leave(false)}
        onRunOut={() => leave(true)}
      />
    );
  }
  return (
    <Frame languages={languages} asked={asked}>
      <h1>{say('dashboard.title')}</h1>
      <p class="lede">{say('dashboard.lede')}</p>
      {ended && (
        <p class="note" role="alert">
          {say('signIn.ended')}
        </p>
      )}
      {!alive && <p class="note no-script">{say('dashboard.noScript')}</p>}
      {alive && (
        <SignIn
          ways={signIn}
          onSignedIn={(given) => {
            keepSession(given);
            setEnded(false);
            setSession(given);
          }}
        />
      )}
    </Frame>
  );
}

interface SignedInProps extends Pick<DashboardProps, 'languages' | 'asked'> {
  session: Session;
  onLeave(): void;
  onRunOut(): void;
}

function SignedIn({ languages, asked, session, onLeave, onRunOut }: SignedInProps) {
  const { say } = useSpeech();
  const following = useBoard(session, asked);
  const { board, problem, signedOut, reload } = following;
  useEffect(() => {
    if (signedOut) onRunOut();
  }, [signedOut, onRunOut]);
  const account = (
    <div class="account">
      {session.name && <bdi>{session.name}</bdi>}
      <button type="button" class="quiet" onClick={onLeave}>
        {say('signIn.out')}
      </button>
    </div>
  );
  return (
    <Frame languages={languages} asked={asked} aside={account}>
      <h1>{say('dashboard.title')}</h1>
      <p class="lede">{say('dashboard.lede')}</p>
      <ConnectionState following={following} />
      {problem && <ProblemBox problem={problem} onAgain={reload} />}
      {!board && !problem && <p role="status">{say('dashboard.loading')}</p>}
      {board && <Lists board={board} following={following} />}
      {board && <Export following={following} />}
    </Frame>
  );
}

/** Says aloud what arrives, and when the connection goes and comes back. */
function ConnectionState({ following: { connection, arrival } }: { following: Following }) {
  const { say } = useSpeech();
  const [wasLost, setWasLost] = useState(false);
  useEffect(() => {
    if (connection === 'lost') setWasLost(true);
  }, [connection]);
  const who = arrival && (arrival.practitioner?.name ?? arrival.fiduciary.name);
  const back = connection === 'live' && wasLost;
  return (
    <div class={`connection ${connection}`} role="status">
      <p>
        <span class="dot" aria-hidden="true" />
        {say(back ? 'live.back' : `live.${connection}`)}
      </p>
      {who && <p class="arrival">{say('dashboard.arrived', { who })}</p>}
    </div>
  );
}

/** Everything in one machine-readable file (DPDP Act 2023 s.11). */
function Export({ following }: { following: Following }) {
  const { say } = useSpeech();
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async () => {
    try {
      const { exportMyConsents } = await following.ask(ExportEverythingDocument, {});
      saveJson('my-consents.json', exportMyConsents);
      setProblem(null);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  };
  return (
    <div class="export">
      {problem && <ProblemBox problem={problem} onAgain={() => void save()} />}
      <button type="button" class="secondary" onClick={() => void save()}>
        {say('dashboard.export')}
      </button>
    </div>
  );
}
