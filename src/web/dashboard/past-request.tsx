import { useState } from 'preact/hooks';
import type { RequestCardFragment } from '../generated/graphql.ts';
import { useSpeech } from '../words/speech.ts';
import type { Following } from './board.ts';
import { Timeline } from './timeline.tsx';
import { Who } from './who.tsx';

interface PastRequestProps {
  request: RequestCardFragment;
  following: Following;
}

/** A request that led to no consent. */
export function PastRequest({ request, following }: PastRequestProps) {
  const { say, moment } = useSpeech();
  const [open, setOpen] = useState(false);
  const { fiduciary, practitioner, status, notice, decidedAt, expiresAt } = request;
  const at = decidedAt ?? expiresAt;
  const id = `request-${request.id}`;
  return (
    <li class="card request" aria-labelledby={id}>
      <div class="title-row">
        <Who id={id} fiduciary={fiduciary.name} practitioner={practitioner} />
        <span class={`standing ${status.toLowerCase()}`}>{say(`status.${status}`)}</span>
      </div>
      <ul class="plain titles">
        {notice.purposes.map(({ purposeId, title, language }) => (
          <li key={purposeId} lang={language} dir="auto">
            {title}
          </li>
        ))}
      </ul>
      <p class="hint">
        <time dateTime={at}>{moment(at)}</time>
      </p>
      <div class="buttons small">
        <button
          type="button"
          class="secondary"
          aria-expanded={open}
          aria-label={`${say('consent.history')}: ${practitioner?.name ?? fiduciary.name}`}
          onClick={() => setOpen(!open)}
        >
          {say('consent.history')}
        </button>
      </div>
      {open && <Timeline requestId={request.id} following={following} version={status} />}
    </li>
  );
}
