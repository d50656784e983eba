import { useEffect, useRef, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../client/api.ts';
import {
  ChangeConsentDocument,
  type ConsentCardFragment,
  RenewalNoticeDocument,
  type RenewalNoticeQuery,
  RenewConsentDocument,
} from '../generated/graphql.ts';
import { Choose } from '../parts/choose.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { useSpeech } from '../words/speech.ts';
import type { Following } from './board.ts';
import { useOperating } from './operate.ts';

interface TermsProps {
  kind: 'change' | 'renew';
  consent: ConsentCardFragment;
  following: Following;
  onDone(): void;
}

/** Agreeing to other purposes, or anew for a new term, to the notice as it is today. */
export function Terms({ kind, consent, following, onDone }: TermsProps) {
  const { say, moment, days } = useSpeech();
  const [read, setRead] = useState<RenewalNoticeQuery['consent'] | null>(null);
  const [unread, setUnread] = useState<Problem | null>(null);
  const { busy, problem, run } = useOperating();
  const heading = useRef<HTMLHeadingElement>(null);

  const look = () => {
    setUnread(null);
    following.ask(RenewalNoticeDocument, { id: consent.id, language: following.language }).then(
      (answer) => setRead(answer.consent),
      (thrown) => setUnread(asProblem(thrown)),
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is opened.
  useEffect(() => {
    heading.current?.focus();
    look();
  }, []);

  const agree = (selectedPurposeIds: string[], noticeHash: string, language: string) =>
    run(async (idempotencyKey) => {
      const terms = { consentId: consent.id, selectedPurposeIds, noticeHash, language };
      const input = { ...terms, idempotencyKey };
      const { consent: given, superseded } =
        kind === 'change'
          ? (await following.ask(ChangeConsentDocument, { input })).updateConsent
          : (await following.ask(RenewConsentDocument, { input })).renewConsent;
      following.take({ consents: [given, superseded] });
      onDone();
    });

  const notice = read?.renewalNotice;
  return (
    <div class="panel">
      <h4 tabIndex={-1} ref={heading}>
        {say(kind === 'change' ? 'consent.changeTitle' : 'consent.renewTitle')}
      </h4>
      {unread && <ProblemBox problem={unread} onAgain={look} />}
      {!read && !unread && <p role="status">{say('dashboard.loading')}</p>}
      {read && !notice && <p>{say('consent.renewNone')}</p>}
      {read && notice && (
        <>
          <p>
            {kind === 'change'
              ? say('consent.changeText', { moment: moment(consent.validTill) })
              : say('consent.renewText', { days: days(read.request.durationDays) })}
          </p>
          {problem && <ProblemBox problem={problem} onAgain={look} />}
          <Choose
            key={notice.hash}
            purposes={notice.purposes}
            level="h4"
            busy={busy}
            // A change begins with what is agreed to now; a new term is a new question.
            chosenBefore={
              kind === 'change' ? consent.purposes.map(({ purposeId }) => purposeId) : []
            }
            agree={say('consent.changeSave')}
            onAgree={(ids) => agree(ids, notice.hash, notice.language)}
          />
        </>
      )}
      <button type="button" class="quiet" onClick={onDone}>
        {say('dashboard.close')}
      </button>
    </div>
  );
}
