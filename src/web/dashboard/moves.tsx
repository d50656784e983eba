import { StartExchangeDocument, type UseQuery } from '../generated/graphql.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { useSpeech, type WordKey } from '../words/speech.ts';
import { useOperating } from './operate.ts';
import { type UseProps, useOfConsent } from './use.tsx';

/** Movements of data under a consent: the person starts them, and sees what became of them. */
export function Moves({ consent, following }: UseProps) {
  const { say, name, list, moment } = useSpeech();
  const { use, problem, look } = useOfConsent({ consent, following });
  const { busy, problem: hindrance, again, run } = useOperating();
  const { exchange } = consent;
  if (!exchange) return null;
  const start = () =>
    run(async (idempotencyKey) => {
      const input = { consentId: consent.id, idempotencyKey };
      await following.ask(StartExchangeDocument, { input });
      look();
    });
  return (
    <div class="panel">
      <h4>{say('exchange.title')}</h4>
      <p>
        {say('exchange.text', {
          exporter: exchange.exporter.name,
          importer: exchange.importer.name,
          data: list(exchange.dataTypes.map((type) => name('data', type))),
        })}
      </p>
      {problem && <ProblemBox problem={problem} onAgain={look} />}
      {hindrance && <ProblemBox problem={hindrance} onAgain={again} />}
      {use?.exchanges.length === 0 && <p class="hint">{say('exchange.none')}</p>}
      <ul class="plain">
        {use?.exchanges.map(({ id, state, startedAt }) => (
          <li key={id}>
            <strong>{say(outcomeOf(state))}</strong>
            <span class="hint">
              <time dateTime={startedAt}>{moment(startedAt)}</time>
            </span>
          </li>
        ))}
      </ul>
      <div class="buttons small">
        {consent.status === 'ACTIVE' && (
          <button type="button" class="secondary" disabled={busy} onClick={start}>
            {say('exchange.start')}
          </button>
        )}
        <button type="button" class="quiet" onClick={look}>
          {say('problem.look')}
        </button>
      </div>
    </div>
  );
}

/** Ten states of the protocol are four to the person whose data it is. */
function outcomeOf(state: UseQuery['consent']['exchanges'][number]['state']): WordKey {
  switch (state) {
    case 'COMPLETED':
    case 'UNCONFIRMED':
      return `exchange.${state}`;
    case 'FAILED':
    case 'EXPIRED':
    case 'ABORTED':
      return 'exchange.FAILED';
    default:
      return 'exchange.UNDERWAY';
  }
}
