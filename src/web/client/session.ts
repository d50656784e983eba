/** Someone who is signed in, in this tab only: closing it signs them out here. */
export interface Session {
  token: string;
  /** What to call them; null when nothing told. */
  name: string | null;
}

export function currentSession(): Session | null {
  const kept = sessionStorage.getItem(sessionKey);
  return kept ? JSON.parse(kept) : null;
}

export function keepSession(session: Session | null): void {
  if (session) sessionStorage.setItem(sessionKey, JSON.stringify(session));
  else sessionStorage.removeItem(sessionKey);
}

/** Goes to where people sign in; this page comes back afterwards, with the capability in its link. */
export function goToSignIn(): void {
  sessionStorage.setItem(returnKey, location.pathname + location.search + location.hash);
  location.assign(`/dashboard?language=${document.documentElement.lang}`);
}

/** Where to go after signing in, once: a page of this site, or null for the dashboard itself. */
export function takeReturn(): string | null {
  const path = sessionStorage.getItem(returnKey);
  sessionStorage.removeItem(returnKey);
  return path?.startsWith('/consents/') ? path : null;
}

const sessionKey = 'consentgraph.session';
const returnKey = 'consentgraph.return';
