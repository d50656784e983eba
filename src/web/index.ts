export type { OpenIdClient, SignInWays } from './dashboard/sign-in.tsx';
export type { Assets } from './document.tsx';
export type { Notice } from './notice/notice.ts';
export { type PageProblem, renderDashboard, renderNotice, renderProblem } from './render.tsx';
export { acceptedLanguage } from './words/languages.ts';
