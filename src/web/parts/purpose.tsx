import type { AskedPurposeFragment } from '../generated/graphql.ts';
import { directionOf, useSpeech } from '../words/speech.ts';

export interface PurposeChoice {
  chosen: boolean;
  /** Whether it must be chosen and was not. */
  missing: boolean;
  onChange(chosen: boolean): void;
}

interface PurposeProps {
  purpose: AskedPurposeFragment;
  /** Without one the purpose can only be read. */
  choice?: PurposeChoice | undefined;
  level: 'h3' | 'h4';
}

/** One purpose with everything the law asks to be said about it, and the choice of the person. */
export function Purpose({ purpose, choice, level: Heading }: PurposeProps) {
  const { say, name, days, list } = useSpeech();
  const id = `purpose-${purpose.purposeId}`;
  const words = { lang: purpose.language, dir: directionOf(purpose.language) };
  return (
    <article
      class={choice?.missing ? 'purpose missing' : 'purpose'}
      aria-labelledby={`${id}-title`}
    >
      <header>
        <Heading id={`${id}-title`} {...words}>
          {purpose.title}
        </Heading>
        <Badge mandatory={purpose.mandatory} />
      </header>
      <p {...words}>{purpose.description}</p>
      <dl class="terms">
        <dt>{say('notice.data')}</dt>
        <dd>
          <ul class="chips">
            {purpose.dataFields.map((field) => (
              <li key={field}>{name('data', field)}</li>
            ))}
          </ul>
        </dd>
        <dt>{say('notice.activities')}</dt>
        <dd>{list(purpose.processingActivities.map((activity) => name('activity', activity)))}</dd>
        <dt>{say('notice.kept')}</dt>
        <dd>{days(purpose.retentionDays)}</dd>
        <dt>{say('notice.basis')}</dt>
        <dd lang="en" dir="ltr">
          {purpose.legalBasis}
        </dd>
      </dl>
      {purpose.requiresSignIn && <p class="hint">{say('notice.needsSignIn')}</p>}
      {choice && (
        <label class="choice">
          <input
            type="checkbox"
            name={purpose.purposeId}
            checked={choice.chosen}
            aria-labelledby={`${id}-yes ${id}-title`}
            aria-describedby={`${id}-help`}
            aria-invalid={choice.missing}
            onChange={(event) => choice.onChange(event.currentTarget.checked)}
          />
          <span>
            <span class="yes" id={`${id}-yes`}>
              {say('decide.yes')}
            </span>
            <span class="hint" id={`${id}-help`}>
              {say(purpose.mandatory ? 'notice.requiredHelp' : 'notice.optionalHelp')}
            </span>
          </span>
        </label>
      )}
    </article>
  );
}

function Badge({ mandatory }: { mandatory: boolean }) {
  const { say } = useSpeech();
  return (
    <span class={mandatory ? 'badge required' : 'badge'}>
      {say(mandatory ? 'notice.required' : 'notice.optional')}
    </span>
  );
}
