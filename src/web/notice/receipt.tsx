import { saveJson } from '../client/save.ts';
import type { ReceiptFragment } from '../generated/graphql.ts';
import { directionOf, useSpeech } from '../words/speech.ts';

interface ReceiptProps {
  consent: ReceiptFragment;
  requestId: string;
  fiduciary: string;
}

/** What the person keeps: what they agreed to, until when, and the proof. */
export function Receipt({ consent, requestId, fiduciary }: ReceiptProps) {
  const { say, moment, name, list } = useSpeech();
  const titles = new Map(consent.notice.purposes.map((purpose) => [purpose.purposeId, purpose]));
  return (
    <div class="receipt">
      <h3>{say('receipt.title')}</h3>
      <dl class="terms">
        <dt>{say('receipt.status')}</dt>
        <dd>
          <span class={`standing ${consent.status.toLowerCase()}`}>
            {say(`status.${consent.status}`)}
          </span>
        </dd>
        <dt>{say('receipt.agreedTo')}</dt>
        <dd>
          <ul class="plain">
            {consent.purposes.map(({ purposeId, dataFields }) => {
              const { title = purposeId, language = 'en' } = titles.get(purposeId) ?? {};
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
        </dd>
        <dt>{say('receipt.given')}</dt>
        <dd>
          <time dateTime={consent.grantedAt}>{moment(consent.grantedAt)}</time>
        </dd>
        <dt>{say('receipt.until')}</dt>
        <dd>
          <time dateTime={consent.validTill}>{moment(consent.validTill)}</time>
        </dd>
        <dt>{say('receipt.how')}</dt>
        <dd>{say(`assurance.${consent.assurance}`)}</dd>
        <dt>{say('receipt.hash')}</dt>
        <dd>
          <code dir="ltr">{consent.hash}</code>
          <span class="hint">{say('receipt.hashHelp')}</span>
        </dd>
      </dl>
      <div class="buttons">
        <button
          type="button"
          class="secondary"
          onClick={() =>
            saveJson(`consent-${consent.id}.json`, fileOf(consent, requestId, fiduciary))
          }
        >
          {say('receipt.save')}
        </button>
        <button type="button" class="secondary" onClick={() => print()}>
          {say('receipt.print')}
        </button>
      </div>
    </div>
  );
}

/** The sealed terms with their signature, and where the keys to check it are. */
function fileOf({ notice, ...consent }: ReceiptFragment, requestId: string, fiduciary: string) {
  return {
    format: 'consentgraph-receipt/1',
    requestId,
    fiduciary,
    purposeTitles: Object.fromEntries(notice.purposes.map((p) => [p.purposeId, p.title])),
    ...consent,
    publicKeys: new URL('/.well-known/jwks.json', location.href).href,
  };
}
