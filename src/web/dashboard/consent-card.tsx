import { useState } from 'preact/hooks';
import {
  type ConsentCardFragment,
  PauseConsentDocument,
  ResumeConsentDocument,
  WithdrawHereDocument,
} from '../generated/graphql.ts';
import { ProblemBox } from '../parts/problem.tsx';
import { Withdraw } from '../parts/withdraw.tsx';
import { directionOf, type Speech, useSpeech, type WordKey } from '../words/speech.ts';
import type { Following } from './board.ts';
import { Moves } from './moves.tsx';
import { useOperating } from './operate.ts';
import { Terms } from './terms.tsx';
import { Timeline } from './timeline.tsx';
import { Use } from './use.tsx';
import { Who } from './who.tsx';

interface ConsentCardProps {
  consent: ConsentCardFragment;
  following: Following;
}

type Panel = 'change' | 'renew' | 'withdraw' | 'history' | 'use' | 'moves' | null;

/** A consent: what it allows and until when, and everything its giver can do with it. */
export function ConsentCard({ consent, following }: ConsentCardProps) {
  const speech = useSpeech();
  const { say, moment } = speech;
  const [panel, setPanel] = useState<Panel>(null);
  const { busy, problem, again, run } = useOperating();
  const { fiduciary, practitioner, status } = consent;
  const who = practitioner?.name ?? fiduciary.name;
  const id = `consent-${consent.id}`;
  const stands = status === 'ACTIVE' || status === 'PAUSED';

  const toggle = (name: Panel, label: WordKey) => (
    <button
      type="button"
      class="secondary"
      aria-expanded={panel === name}
      aria-label={`${say(label)}: ${who}`}
      onClick={() => setPanel(panel === name ? null : name)}
    >
      {say(label)}
    </button>
  );
  const press = (label: WordKey, action: () => void) => (
    <button
      type="button"
      class="secondary"
      disabled={busy}
      aria-label={`${say(label)}: ${who}`}
      onClick={action}
    >
      {say(label)}
    </button>
  );
  const input = (idempotencyKey: string) => ({ input: { consentId: consent.id, idempotencyKey } });
  const pause = () =>
    run(async (key) => {
      const { pauseConsent } = await following.ask(PauseConsentDocument, input(key));
      following.take({ consents: [pauseConsent.consent] });
    });
  const resume = () =>
    run(async (key) => {
      const { resumeConsent } = await following.ask(ResumeConsentDocument, input(key));
      following.take({ consents: [resumeConsent.consent] });
    });
  const withdraw = (reason: string | null) =>
    run(async (idempotencyKey) => {
      const terms = { consentId: consent.id, reason, idempotencyKey };
      const { withdrawConsent } = await following.ask(WithdrawHereDocument, { input: terms });
      following.take({ consents: [withdrawConsent.consent] });
    });

  return (
    <li class={`card consent ${status.toLowerCase()}`} aria-labelledby={id}>
      <div class="title-row">
        <Who id={id} fiduciary={fiduciary.name} practitioner={practitioner} />
        <span class={`standing ${status.toLowerCase()}`}>{say(`status.${status}`)}</span>
      </div>
      <Allowed consent={consent} />
      <p class="hint">
        <time dateTime={stands ? consent.validTill : consent.statusChangedAt}>
          {stands
            ? say('dashboard.until', { moment: moment(consent.validTill) })
            : moment(consent.statusChangedAt)}
        </time>
      </p>
      {status === 'PAUSED' && (
        <p class="note">{say('consent.pausedText', { fiduciary: fiduciary.name })}</p>
      )}
      {stands && consent.needsReconsent && (
        <p class="note">{say('consent.widened', { what: widened(consent, speech) })}</p>
      )}
      {problem && (
        <ProblemBox
          problem={problem}
          onAgain={
            problem.code === 'CONFLICT' || problem.code === 'EXPIRED' ? following.reload : again
          }
        />
      )}
      <div class="buttons small">
        {status === 'ACTIVE' && press('consent.pause', pause)}
        {status === 'PAUSED' && press('consent.resume', resume)}
        {status === 'ACTIVE' && toggle('change', 'consent.change')}
        {status === 'ACTIVE' && toggle('renew', 'consent.renew')}
        {toggle('history', 'consent.history')}
        {toggle('use', 'use.title')}
        {consent.exchange && toggle('moves', 'exchange.title')}
        {stands && toggle('withdraw', 'withdraw.open')}
      </div>
      {stands && panel === 'withdraw' && (
        <Withdraw
          fiduciary={fiduciary.name}
          busy={busy}
          onWithdraw={withdraw}
          onCancel={() => setPanel(null)}
        />
      )}
      {status === 'ACTIVE' && (panel === 'change' || panel === 'renew') && (
        <Terms
          key={panel}
          kind={panel}
          consent={consent}
          following={following}
          onDone={() => setPanel(null)}
        />
      )}
      {panel === 'use' && <Use consent={consent} following={following} />}
      {panel === 'moves' && <Moves consent={consent} following={following} />}
      {panel === 'history' && (
        <Timeline
          requestId={consent.request.id}
          following={following}
          version={consent.statusChangedAt}
        />
      )}
    </li>
  );
}

function Allowed({ consent }: { consent: ConsentCardFragment }) {
  const { name, list } = useSpeech();
  const read = new Map(consent.notice.purposes.map((purpose) => [purpose.purposeId, purpose]));
  return (
    <ul class="plain">
      {consent.purposes.map(({ purposeId, dataFields }) => {
        const { title = purposeId, language = 'en' } = read.get(purposeId) ?? {};
        return (
          <li key={purposeId}>
            <strong lang={language} dir={directionOf(language)}>
              {title}
            </strong>
            <span class="hint">{list(dataFields.map((field) => name('data', field)))}</span>
          </li>
        );
      })}
    </ul>
  );
}

function widened({ widenings }: ConsentCardFragment, { say, name, list, days }: Speech): string {
  return list(
    widenings.flatMap(({ addedDataFields, addedProcessingActivities, addedRetentionDays }) => [
      ...addedDataFields.map((field) => name('data', field)),
      ...addedProcessingActivities.map((activity) => name('activity', activity)),
      ...(addedRetentionDays > 0
        ? [say('consent.widenedDays', { days: days(addedRetentionDays) })]
        : []),
    ]),
  );
}
