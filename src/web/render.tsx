import { DashboardPage, type DashboardProps } from './dashboard/page.tsx';
import { type Assets, renderDocument } from './document.tsx';
import { NoticePage, type NoticeProps } from './notice/page.tsx';
import { pageLanguage } from './words/languages.ts';
import { speak, type WordKey } from './words/speech.ts';

/** The page of a notice as HTML, in the notice's language. */
export function renderNotice(props: NoticeProps, assets: Assets | null): string {
  const language = pageLanguage(props.notice.language);
  const { fiduciary, practitioner } = props.notice;
  const who = practitioner?.name ?? fiduciary.name;
  return renderDocument({
    language,
    title: speak(language).say('notice.title', { who }),
    assets,
    props,
    children: <NoticePage {...props} />,
  });
}

/** The dashboard as HTML, before anybody is signed in. */
export function renderDashboard(props: DashboardProps, assets: Assets | null): string {
  const language = pageLanguage(props.asked);
  return renderDocument({
    language,
    title: speak(language).say('dashboard.title'),
    assets,
    props,
    children: <DashboardPage {...props} />,
  });
}

/** What kept a page from being shown, as HTML. */
export type PageProblem = 'notFound' | 'unavailable' | 'tooMany' | 'problem';

export function renderProblem(
  problem: PageProblem,
  code: string,
  correlationId: string,
  assets: Assets | null,
): string {
  const language = pageLanguage(code);
  const { say } = speak(language);
  const title = say(`page.${problem}` satisfies WordKey);
  return renderDocument({
    language,
    title,
    assets,
    children: (
      <main id="content" class="alone">
        <h1>{title}</h1>
        <p class="lede">{say(`page.${problem}Text` satisfies WordKey)}</p>
        <p class="hint">{say('problem.reference', { id: correlationId })}</p>
      </main>
    ),
  });
}
