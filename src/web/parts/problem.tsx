import { useEffect, useRef } from 'preact/hooks';
import type { Problem } from '../client/api.ts';
import { goToSignIn } from '../client/session.ts';
import { type Speech, useSpeech, type WordKey } from '../words/speech.ts';

interface ProblemProps {
  problem: Problem;
  /** What trying again is here; without it there is nothing to try. */
  onAgain?: (() => void) | undefined;
}

/** What went wrong, in words, and the way on. */
export function ProblemBox({ problem, onAgain }: ProblemProps) {
  const speech = useSpeech();
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new problem takes the focus.
  useEffect(() => box.current?.focus(), [problem]);
  const { say } = speech;
  return (
    <div class="problem" role="alert" tabIndex={-1} ref={box}>
      <p>{problemText(problem, speech)}</p>
      {problem.correlationId && (
        <p class="hint">{say('problem.reference', { id: problem.correlationId })}</p>
      )}
      {problem.code === 'UNAUTHENTICATED' ? (
        <button type="button" class="secondary" onClick={goToSignIn}>
          {say('decide.signIn')}
        </button>
      ) : (
        onAgain && (
          <button type="button" class="secondary" onClick={onAgain}>
            {say(changed.has(problem.code) ? 'problem.look' : 'problem.again')}
          </button>
        )
      )}
    </div>
  );
}

/** Where the same call cannot succeed, but a fresh look helps. */
const changed = new Set<string>(['CONFLICT', 'EXPIRED', 'IDEMPOTENCY_KEY_REUSED']);

export function problemText({ code, retryAfterSeconds }: Problem, speech: Speech): string {
  const seconds = speech.seconds(retryAfterSeconds ?? 60);
  const text = speech.say(`problem.${code}` as WordKey, { seconds });
  return text || speech.say('problem.INTERNAL_SERVER_ERROR');
}
