import type { ComponentChildren } from 'preact';
import { useSpeech } from '../words/speech.ts';

/** The languages to choose from: codes with their own names. */
export type LanguageNames = readonly (readonly [code: string, name: string])[];

interface FrameProps {
  languages: LanguageNames;
  /** The language that the page was asked for in, whether or not its words are there yet. */
  asked: string;
  /** What stands in the header beside the language. */
  aside?: ComponentChildren;
  children: ComponentChildren;
}

/** What all pages have around them. */
export function Frame({ languages, asked, aside, children }: FrameProps) {
  const { say } = useSpeech();
  return (
    <>
      <a class="skip" href="#content">
        {say('app.skip')}
      </a>
      <header class="top">
        <span class="brand">
          <Mark />
          {say('app.name')}
        </span>
        {aside}
        <LanguageChoice languages={languages} asked={asked} />
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** A form that any browser can send; a script keeps what stands after the # of the address. */
function LanguageChoice({ languages, asked }: Pick<FrameProps, 'languages' | 'asked'>) {
  const { say } = useSpeech();
  return (
    <form
      class="language"
      method="get"
      onSubmit={(event) => {
        event.preventDefault();
        const code = String(new FormData(event.currentTarget).get('language'));
        const search = `?language=${code}`;
        if (search === location.search) location.reload();
        else location.assign(search + location.hash);
      }}
    >
      <label for="language">{say('language.label')}</label>
      <select id="language" name="language" dir="auto">
        {languages.map(([code, name]) => (
          <option key={code} value={code} lang={code} selected={code === asked}>
            {name}
          </option>
        ))}
      </select>
      <button type="submit" class="quiet">
        {say('language.show')}
      </button>
    </form>
  );
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path
        class="mark-ground"
        d="M16 2.5 27.5 7v8.6c0 6.6-4.6 11.8-11.5 14-6.9-2.2-11.5-7.4-11.5-14V7z"
      />
      <path class="mark-tick" d="m10.5 16.2 3.9 3.9 7.4-8.2" />
    </svg>
  );
}
