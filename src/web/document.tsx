import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { directionOf, type PageLanguage, Speaking, speak } from './words/speech.ts';

/** The built files of a page, as paths under the server's root. */
export interface Assets {
  script: string;
  styles: readonly string[];
}

interface DocumentOptions {
  language: PageLanguage;
  title: string;
  /** Null for a page that only says something, or when nothing was built. */
  assets: Assets | null;
  /** What the page's script needs to come alive: it renders the same from it. */
  props?: object;
  children: ComponentChildren;
}

/** A whole HTML document, with nothing in it that a strict Content-Security-Policy would block. */
export function renderDocument(options: DocumentOptions): string {
  const { language, title, assets, props, children } = options;
  const html = renderToString(
    <html lang={language.code} dir={directionOf(language.code)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        {assets?.styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        {assets && props && <script type="module" src={assets.script} />}
      </head>
      <body>
        <div id="page">
          <Speaking value={speak(language)}>{children}</Speaking>
        </div>
        {props && (
          <script
            id="page-data"
            type="application/json"
            // biome-ignore lint/security/noDangerouslySetInnerHtml: JSON whose < cannot end the element.
            dangerouslySetInnerHTML={{ __html: embedded({ language, props }) }}
          />
        )}
      </body>
    </html>,
  );
  return `<!doctype html>\n${html}`;
}

function embedded(data: object): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}
