import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { asProblem, type Problem } from '../client/api.ts';
import type { ConsentCardFragment, RequestCardFragment } from '../generated/graphql.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { useSpeech } from '../words/speech.ts';
import type { Board, Following, ListName } from './board.ts';
import { ConsentCard } from './consent-card.tsx';
import { PastRequest } from './past-request.tsx';
import { RequestCard } from './request-card.tsx';

interface ListsProps {
  board: Board;
  following: Following;
}

/** What waits, what is allowed, and what is over. */
export function Lists({ board, following }: ListsProps) {
  const { say } = useSpeech();
  const requests = [...board.requests.values()];
  const consents = [...board.consents.values()];
  const waiting = requests.filter(({ status }) => status === 'INITIATED');
  const allowed = consents.filter(isStanding);
  const over = [
    ...requests
      .filter(({ status }) => status !== 'INITIATED' && status !== 'GRANTED')
      .map((request) => ({ at: request.decidedAt ?? request.expiresAt, request, consent: null })),
    ...consents
      .filter((consent) => !isStanding(consent))
      .map((consent) => ({ at: consent.statusChangedAt, consent, request: null })),
  ].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <>
      <Section
        name="waiting"
        title={say('dashboard.waiting')}
        none={say('dashboard.waitingNone')}
        count={waiting.length}
      >
        {waiting.sort(newestRequest).map((request) => (
          <RequestCard key={request.id} request={request} following={following} />
        ))}
        <More lists={['waiting']} {...{ board, following }} />
      </Section>
      <Section
        name="allowed"
        title={say('dashboard.active')}
        none={say('dashboard.activeNone')}
        count={allowed.length}
      >
        {allowed.sort(newestConsent).map((consent) => (
          <ConsentCard key={consent.id} consent={consent} following={following} />
        ))}
        <More lists={['allowed']} {...{ board, following }} />
      </Section>
      <Section
        name="past"
        title={say('dashboard.past')}
        none={say('dashboard.pastNone')}
        count={over.length}
      >
        {over.map(({ consent, request }) =>
          consent ? (
            <ConsentCard key={consent.id} consent={consent} following={following} />
          ) : (
            request && <PastRequest key={request.id} request={request} following={following} />
          ),
        )}
        <More lists={['endedConsents', 'endedRequests']} {...{ board, following }} />
      </Section>
    </>
  );
}

interface SectionProps {
  name: string;
  title: string;
  none: string;
  count: number;
  children: ComponentChildren;
}

function Section({ name, title, none, count, children }: SectionProps) {
  return (
    <section aria-labelledby={name} class={`list ${name}`}>
      <h2 id={name}>
        {title} {count > 0 && <span class="count">{count}</span>}
      </h2>
      {count === 0 && <p class="none">{none}</p>}
      <ul class="cards">{children}</ul>
    </section>
  );
}

function More({ lists, board, following }: ListsProps & { lists: readonly ListName[] }) {
  const { say } = useSpeech();
  const [problem, setProblem] = useState<Problem | null>(null);
  const unread = lists.filter((list) => board.next[list]);
  if (unread.length === 0) return null;
  const read = () =>
    Promise.all(unread.map((list) => following.more(list))).then(
      () => setProblem(null),
      (thrown) => setProblem(asProblem(thrown)),
    );
  return (
    <li class="more">
      {problem && <ProblemBox problem={problem} onAgain={() => void read()} />}
      <button type="button" class="quiet" onClick={() => void read()}>
        {say('dashboard.more')}
      </button>
    </li>
  );
}

function isStanding({ status }: ConsentCardFragment): boolean {
  return status === 'ACTIVE' || status === 'PAUSED';
}

function newestRequest(a: RequestCardFragment, b: RequestCardFragment): number {
  return b.createdAt.localeCompare(a.createdAt);
}

function newestConsent(a: ConsentCardFragment, b: ConsentCardFragment): number {
  return b.grantedAt.localeCompare(a.grantedAt);
}
