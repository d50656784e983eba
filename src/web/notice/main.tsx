import { hydrate } from 'preact';
import { pageData } from '../client/page-data.ts';
import { type PageLanguage, Speaking, speak } from '../words/speech.ts';
import { NoticePage, type NoticeProps } from './page.tsx';
import '../style/page.css';

const { language, props } = pageData<{ language: PageLanguage; props: NoticeProps }>();
const root = document.getElementById('page');
if (root) {
  hydrate(
    <Speaking value={speak(language)}>
      <NoticePage {...props} />
    </Speaking>,
    root,
  );
}
