import { useEffect, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../client/api.ts';
import { type ConsentCardFragment, UseDocument, type UseQuery } from '../generated/graphql.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { useSpeech } from '../words/speech.ts';
import type { Following } from './board.ts';

export interface UseProps {
  consent: ConsentCardFragment;
  following: Following;
}

/** How often the organisation asked whether it may, and who was shown personal data. */
export function Use({ consent, following }: UseProps) {
  const { say, name, number, moment } = useSpeech();
  const { use, problem, look } = useOfConsent({ consent, following });
  if (problem) return <ProblemBox problem={problem} onAgain={look} />;
  if (!use) return <p role="status">{say('dashboard.loading')}</p>;
  const total = (count: 'asked' | 'valid') =>
    number(use.validations.reduce((sum, day) => sum + day[count], 0));
  const accesses = use.principal.accesses.edges.map(({ node }) => node);
  return (
    <div class="panel">
      <h4>{say('use.title')}</h4>
      {use.validations.length > 0 && (
        <p>
          {say('use.asked', {
            fiduciary: consent.fiduciary.name,
            asked: total('asked'),
            valid: total('valid'),
          })}
        </p>
      )}
      {accesses.length > 0 && (
        <ul class="plain">
          {accesses.map(({ what, reader, readAt, times }) => (
            <li key={`${what} ${reader.type} ${readAt}`}>
              <strong>{name('access', what)}</strong>{' '}
              {say('history.by', { who: say(`performer.${reader.type}`) })}
              <span class="hint">
                <time dateTime={readAt}>{moment(readAt)}</time> × {number(times)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {use.validations.length + accesses.length === 0 && <p>{say('use.none')}</p>}
    </div>
  );
}

/** What was done under a consent, read when it is looked at. */
export function useOfConsent({ consent, following }: UseProps) {
  const [use, setUse] = useState<UseQuery['consent'] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const look = () => {
    setProblem(null);
    following.ask(UseDocument, { id: consent.id }).then(
      (answer) => setUse(answer.consent),
      (thrown) => setProblem(asProblem(thrown)),
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is opened.
  useEffect(look, []);
  return { use, problem, look };
}
