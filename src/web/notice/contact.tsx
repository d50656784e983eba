import { useSpeech } from '../words/speech.ts';
import type { Notice } from './notice.ts';

/** How to take consent back, whom to ask, where to complain (DPDP Act 2023 s.5(1), s.6(4), s.13). */
export function Contact({ notice }: { notice: Notice }) {
  const { say } = useSpeech();
  const { fiduciary, retentionPolicy, hash } = notice;
  return (
    <>
      <section class="card" aria-labelledby="withdrawal">
        <h2 id="withdrawal">{say('notice.withdraw')}</h2>
        <p>{say('notice.withdrawHere')}</p>
        <p dir="auto" lang="en">
          {retentionPolicy.withdrawalPolicy}
        </p>
      </section>
      <section class="card" aria-labelledby="contact">
        <h2 id="contact">{say('notice.contact')}</h2>
        <dl class="terms">
          <dt>{say('notice.email')}</dt>
          <dd>
            <a href={`mailto:${fiduciary.contactEmail}`} dir="ltr">
              {fiduciary.contactEmail}
            </a>
          </dd>
          <dt>{say('notice.grievance')}</dt>
          <dd dir="auto" lang="en">
            {fiduciary.grievanceContact}
          </dd>
          <Link label={say('notice.policy')} url={fiduciary.privacyPolicyUrl} />
          <Link label={say('notice.website')} url={fiduciary.websiteUrl} />
        </dl>
      </section>
      <details class="fingerprint">
        <summary>{say('notice.fingerprint')}</summary>
        <p>{say('notice.fingerprintHelp')}</p>
        <code dir="ltr">{hash}</code>
      </details>
    </>
  );
}

function Link({ label, url }: { label: string; url: string | null }) {
  // Whatever the service has stored, only addresses of the web become links.
  if (!url || !/^https?:/i.test(url)) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <a href={url} target="_blank" rel="noopener noreferrer" dir="ltr">
          {url.replace(/^https?:\/\//i, '')}
        </a>
      </dd>
    </>
  );
}
