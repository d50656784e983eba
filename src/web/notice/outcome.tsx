import { useEffect, useRef, useState } from 'preact/hooks';
import type { DecidedRequestFragment } from '../generated/graphql.ts';
import { Withdraw } from '../parts/withdraw.tsx';
import { useSpeech, type WordKey } from '../words/speech.ts';
import { Receipt } from './receipt.tsx';
import type { Deciding } from './turn.ts';

interface OutcomeProps {
  deciding: Deciding;
  request: DecidedRequestFragment;
  fiduciary: string;
}

/** What came of the request, the receipt, and the way back. */
export function Outcome({ deciding, request, fiduciary }: OutcomeProps) {
  const { say, moment } = useSpeech();
  const [withdrawing, setWithdrawing] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const { consent, status } = request;
  const standing = consent?.status ?? status;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new outcome takes the focus.
  useEffect(() => {
    setWithdrawing(false);
    heading.current?.focus();
  }, [standing]);
  const { title, text } = wordsFor(status);
  const meanwhile = deciding.turn.at === 'decided' && deciding.turn.meanwhile;
  const decidedElsewhere = meanwhile && (status === 'GRANTED' || status === 'DENIED');
  const withdrawn = consent?.status === 'WITHDRAWN';
  const canWithdraw = consent?.status === 'ACTIVE' || consent?.status === 'PAUSED';
  return (
    <section class={`outcome ${standing.toLowerCase()}`} aria-labelledby="outcome">
      <h2 id="outcome" tabIndex={-1} ref={heading}>
        {say(withdrawn ? 'status.WITHDRAWN' : title)}
      </h2>
      {decidedElsewhere && <p class="note">{say('state.elsewhere')}</p>}
      <p>{say(withdrawn ? 'withdraw.done' : text, { fiduciary })}</p>
      {!consent && request.decidedAt && (
        <p class="hint">{say('state.decidedOn', { moment: moment(request.decidedAt) })}</p>
      )}
      {consent && <Receipt consent={consent} requestId={request.id} fiduciary={fiduciary} />}
      {canWithdraw && !withdrawing && (
        <div class="buttons">
          <button type="button" class="secondary" onClick={() => setWithdrawing(true)}>
            {say('withdraw.open')}
          </button>
        </div>
      )}
      {canWithdraw && withdrawing && (
        <Withdraw
          fiduciary={fiduciary}
          busy={deciding.busy}
          onWithdraw={(reason) => deciding.withdraw(consent.id, reason)}
          onCancel={() => setWithdrawing(false)}
        />
      )}
      <KeepInDashboard deciding={deciding} fiduciary={fiduciary} />
    </section>
  );
}

/** Linking is the person's own wish: signed in, holding the link, and saying yes. */
function KeepInDashboard({ deciding, fiduciary }: Omit<OutcomeProps, 'request'>) {
  const { say } = useSpeech();
  if (deciding.linked === 'now') return <p role="status">{say('decide.linked')}</p>;
  if (deciding.linked !== 'no') return null;
  return (
    <div class="note">
      <p>{say('decide.linkHelp', { fiduciary })}</p>
      <button type="button" class="secondary" disabled={deciding.busy} onClick={deciding.link}>
        {say('decide.link')}
      </button>
    </div>
  );
}

function wordsFor(status: DecidedRequestFragment['status']): { title: WordKey; text: WordKey } {
  switch (status) {
    case 'GRANTED':
      return { title: 'state.granted', text: 'state.grantedText' };
    case 'DENIED':
      return { title: 'state.denied', text: 'state.deniedText' };
    case 'CANCELLED':
      return { title: 'state.cancelled', text: 'state.cancelledText' };
    default:
      return { title: 'state.expired', text: 'state.expiredText' };
  }
}
