import { useEffect, useRef, useState } from 'preact/hooks';
import { DecideHereDocument, type RequestCardFragment } from '../generated/graphql.ts';
import { Choose } from '../parts/choose.tsx';
import { Movement } from '../parts/movement.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { useSpeech } from '../words/speech.ts';
import type { Following } from './board.ts';
import { useOperating } from './operate.ts';
import { Who } from './who.tsx';

interface RequestCardProps {
  request: RequestCardFragment;
  following: Following;
}

/** A request that waits: who asks and why, and on demand the whole notice with the choice. */
export function RequestCard({ request, following }: RequestCardProps) {
  const { say, moment, days } = useSpeech();
  const { language } = following;
  const [open, setOpen] = useState(false);
  const { busy, problem, again, run } = useOperating();
  const { notice, fiduciary, practitioner } = request;
  const who = practitioner?.name ?? fiduciary.name;
  const id = `request-${request.id}`;
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) body.current?.focus();
  }, [open]);

  const decide = (agree: boolean, selectedPurposeIds?: string[]) =>
    run(async (idempotencyKey) => {
      const input = {
        requestId: request.id,
        agree,
        selectedPurposeIds,
        language: notice.language,
        noticeHash: notice.hash,
        idempotencyKey,
      };
      const { submitConsent } = await following.ask(DecideHereDocument, { input, language });
      const { consent } = submitConsent;
      following.take({ requests: [submitConsent.request], consents: consent ? [consent] : [] });
    });

  return (
    <li class="card request" aria-labelledby={id}>
      <Who id={id} fiduciary={fiduciary.name} practitioner={practitioner} />
      {request.reason && <blockquote dir="auto">{request.reason}</blockquote>}
      <ul class="plain titles">
        {notice.purposes.map(({ purposeId, title, language }) => (
          <li key={purposeId} lang={language} dir="auto">
            {title}
          </li>
        ))}
      </ul>
      <p class="hint">{say('dashboard.openUntil', { moment: moment(request.expiresAt) })}</p>
      {problem && (
        <ProblemBox
          problem={problem}
          onAgain={
            problem.code === 'CONFLICT' || problem.code === 'EXPIRED' ? following.reload : again
          }
        />
      )}
      <div class="buttons">
        <button
          type="button"
          class={open ? 'secondary' : 'primary'}
          aria-expanded={open}
          aria-controls={`${id}-notice`}
          aria-label={`${say(open ? 'dashboard.close' : 'dashboard.decide')}: ${who}`}
          onClick={() => setOpen(!open)}
        >
          {say(open ? 'dashboard.close' : 'dashboard.decide')}
        </button>
      </div>
      <div id={`${id}-notice`} hidden={!open} tabIndex={-1} ref={body}>
        {open && (
          <>
            <p>
              {say('notice.lasts')}: {days(request.durationDays)}{' '}
              <a href={`/consents/${request.id}?language=${language}`}>{say('notice.contact')}</a>
            </p>
            {notice.exchange && <Movement {...notice.exchange} />}
            <Choose
              purposes={notice.purposes}
              level="h4"
              busy={busy}
              agree={say('decide.agree')}
              onAgree={(purposeIds) => decide(true, purposeIds)}
              onRefuse={() => decide(false)}
            />
          </>
        )}
      </div>
    </li>
  );
}
