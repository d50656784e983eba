import { useEffect, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../client/api.ts';
import { TimelineDocument, type TimelineQuery } from '../generated/graphql.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { useSpeech } from '../words/speech.ts';
import type { Following } from './board.ts';

type Entry = TimelineQuery['consentRequest']['history']['edges'][number]['node'];

interface TimelineProps {
  requestId: string;
  following: Following;
  /** Changes whenever something happened, so that the timeline is read again. */
  version: string;
}

/** Everything that happened to a request and the consents it led to, the newest first. */
export function Timeline({ requestId, following, version }: TimelineProps) {
  const { say, moment, name } = useSpeech();
  const [entries, setEntries] = useState<readonly Entry[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const read = async (after?: string) => {
    try {
      const { consentRequest } = await following.ask(TimelineDocument, { requestId, after });
      const { edges, pageInfo } = consentRequest.history;
      const page = edges.map(({ node }) => node);
      setEntries((earlier) => (after ? [...(earlier ?? []), ...page] : page));
      setNext(pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null);
      setProblem(null);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when something happened.
  useEffect(() => void read(), [requestId, version]);

  if (problem) return <ProblemBox problem={problem} onAgain={() => void read()} />;
  if (!entries) return <p role="status">{say('dashboard.loading')}</p>;
  return (
    <>
      <ol class="timeline" aria-label={say('history.title')}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <strong>{happening(entry)}</strong>
            <span>{say('history.by', { who: say(`performer.${entry.performedBy.type}`) })}</span>
            <time dateTime={entry.performedAt}>{moment(entry.performedAt)}</time>
            {entry.details?.reason && (
              <span dir="auto">
                {say('history.reason')}: {entry.details.reason}
              </span>
            )}
            {entry.details?.ipAddress && (
              <span class="hint">
                {say('history.address')}: <bdi>{entry.details.ipAddress}</bdi>
              </span>
            )}
          </li>
        ))}
      </ol>
      {next && (
        <button type="button" class="quiet" onClick={() => void read(next)}>
          {say('history.more')}
        </button>
      )}
    </>
  );

  function happening({ action, newStatus }: Entry): string {
    // A change or a renewal is an entry of either consent: the old one's end, the new one's start.
    if (newStatus === 'SUPERSEDED') return say('action.SUPERSEDE');
    const word = name('action', action);
    return word === action ? say('action.other') : word;
  }
}
