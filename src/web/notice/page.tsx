import { useEffect, useRef } from 'preact/hooks';
import { goToSignIn } from '../client/session.ts';
import { Choose } from '../parts/choose.tsx';
import { Frame, type LanguageNames } from '../parts/frame.tsx';
import { Movement } from '../parts/movement.tsx';
import { ProblemBox } from '../parts/problem.tsx';
import { Purpose } from '../parts/purpose.tsx';
import { useSpeech } from '../words/speech.ts';
import { Contact } from './contact.tsx';
import type { Notice } from './notice.ts';
import { Outcome } from './outcome.tsx';
import { type Deciding, useDeciding } from './turn.ts';

export interface NoticeProps {
  notice: Notice;
  languages: LanguageNames;
  /** Whether the time to decide was over when the page was made, by the database's clock. */
  lapsed: boolean;
}

/** The notice of a request (DPDP Act 2023 s.5), the decision on it, and what came of it. */
export function NoticePage({ notice, languages, lapsed }: NoticeProps) {
  const speech = useSpeech();
  const { say } = speech;
  const deciding = useDeciding(notice);
  const { turn } = deciding;
  const { fiduciary } = notice;
  const language = languages.find(([code]) => code === notice.language)?.[1] ?? notice.language;
  return (
    <Frame languages={languages} asked={notice.language}>
      <Asker notice={notice} />
      {!notice.isTranslated && <p class="note">{say('language.partly', { language })}</p>}
      {turn.at === 'decided' ? (
        <Outcome deciding={deciding} request={turn.request} fiduciary={fiduciary.name} />
      ) : (
        <p class="lede">{say('notice.lede')}</p>
      )}
      {turn.at === 'reading' && lapsed && <p class="note">{say('notice.lapsed')}</p>}
      {deciding.problem && <ProblemBox problem={deciding.problem} onAgain={deciding.again} />}
      <dl class="facts">
        <div>
          <dt>{say('notice.asker')}</dt>
          <dd>
            <bdi>{fiduciary.legalName}</bdi>
          </dd>
        </div>
        <div>
          <dt>{say('notice.lasts')}</dt>
          <dd>{speech.days(notice.durationDays)}</dd>
        </div>
        <div>
          <dt>{say('notice.decideBy')}</dt>
          <dd>
            <time dateTime={notice.validUntil}>{speech.moment(notice.validUntil)}</time>
          </dd>
        </div>
      </dl>
      {notice.exchange && <Movement {...notice.exchange} />}
      {turn.at === 'open' && turn.reason && (
        <figure class="reason">
          <figcaption>{say('notice.reason')}</figcaption>
          <blockquote dir="auto">{turn.reason}</blockquote>
        </figure>
      )}
      <section aria-labelledby="purposes">
        <h2 id="purposes">{say('notice.purposes')}</h2>
        <Decision notice={notice} deciding={deciding} />
      </section>
      <Contact notice={notice} />
    </Frame>
  );
}

function Asker({ notice: { fiduciary, practitioner } }: Pick<NoticeProps, 'notice'>) {
  const { say } = useSpeech();
  return (
    <div class="asker">
      {fiduciary.logoUrl?.startsWith('https:') && (
        <img src={fiduciary.logoUrl} alt="" width="56" height="56" />
      )}
      <div>
        <p class="eyebrow">{say('notice.eyebrow')}</p>
        <h1>{say('notice.title', { who: practitioner?.name ?? fiduciary.name })}</h1>
        {practitioner && (
          <p class="role">
            {say('notice.at', {
              specialization: practitioner.specialization,
              fiduciary: fiduciary.name,
            })}
          </p>
        )}
      </div>
    </div>
  );
}

function Decision({ notice, deciding }: { notice: Notice; deciding: Deciding }) {
  const { say } = useSpeech();
  const { turn, busy } = deciding;
  if (turn.at === 'open') {
    return (
      <Choose
        purposes={notice.purposes}
        level="h3"
        busy={busy}
        agree={say('decide.agree')}
        onAgree={deciding.agree}
        onRefuse={deciding.refuse}
      >
        <SignInFirst notice={notice} deciding={deciding} />
        <h2 class="decision">{say('decide.title')}</h2>
        <p class="status" role="status">
          {busy && say('decide.sending')}
        </p>
      </Choose>
    );
  }
  return (
    <>
      {notice.purposes.map((purpose) => (
        <Purpose key={purpose.purposeId} purpose={purpose} level="h3" />
      ))}
      {turn.at === 'checking' && (
        <p class="status" role="status">
          {busy && say('decide.checking')}
        </p>
      )}
      {turn.at === 'reading' && (
        <p class="note no-script">
          {say('notice.noScript', { email: notice.fiduciary.contactEmail })}
        </p>
      )}
      {turn.at === 'readOnly' && <ReadOnly />}
    </>
  );
}

function ReadOnly() {
  const { say } = useSpeech();
  return (
    <div class="note" role="status">
      <p>{say('decide.readOnly')}</p>
      <button type="button" class="secondary" onClick={goToSignIn}>
        {say('decide.signIn')}
      </button>
    </div>
  );
}

/** For purposes that demand a person who is signed in, to the account that the record belongs to. */
function SignInFirst({ notice, deciding }: { notice: Notice; deciding: Deciding }) {
  const { say } = useSpeech();
  const first = useRef<HTMLDivElement>(null);
  const { linked, link, busy } = deciding;
  const { name: fiduciary } = notice.fiduciary;
  const done = linked === 'now';
  useEffect(() => {
    if (done) first.current?.focus();
  }, [done]);
  if (!notice.purposes.some(({ requiresSignIn }) => requiresSignIn) || linked === 'yes')
    return null;
  return (
    <div class="note" ref={first} tabIndex={-1}>
      {done && <p role="status">{say('decide.linked')}</p>}
      {linked === null && (
        <>
          <p>{say('notice.needsSignIn')}</p>
          <button type="button" class="secondary" onClick={goToSignIn}>
            {say('decide.signIn')}
          </button>
        </>
      )}
      {linked === 'no' && (
        <>
          <p>{say('decide.linkHelp', { fiduciary })}</p>
          <button type="button" class="secondary" disabled={busy} onClick={link}>
            {say('decide.link')}
          </button>
        </>
      )}
    </div>
  );
}
