import { useEffect, useState } from 'preact/hooks';
import { ask, asProblem, type Problem } from '../client/api.ts';
import { currentSession, keepSession } from '../client/session.ts';
import {
  DecideDocument,
  type DecidedRequestFragment,
  LinkRecordDocument,
  NoticeRequestAsMeDocument,
  NoticeRequestDocument,
  WithdrawByLinkDocument,
} from '../generated/graphql.ts';
import type { Notice } from './notice.ts';

/** Whose turn it is, as far as the page knows. */
export type Turn =
  /** On the server, and in a browser where the page's script does not run. */
  | { at: 'reading' }
  | { at: 'checking' }
  /** Nothing here says who the reader is. */
  | { at: 'readOnly' }
  | { at: 'open'; reason: string | null }
  | { at: 'decided'; request: DecidedRequestFragment; meanwhile: boolean };

/** Whether the request shows up in the reader's account: null when nobody is signed in. */
export type Linked = 'yes' | 'no' | 'now' | null;

export interface Deciding {
  turn: Turn;
  linked: Linked;
  busy: boolean;
  problem: Problem | null;
  /** Tries again what the problem hindered, or looks how it stands. */
  again: () => void;
  agree(purposeIds: string[]): void;
  refuse(): void;
  withdraw(consentId: string, reason: string | null): void;
  link(): void;
}

/** The way of a person through one request: by the capability in the link, signed in, or both. */
export function useDeciding(notice: Notice): Deciding {
  const [turn, setTurn] = useState<Turn>({ at: 'reading' });
  const [linked, setLinked] = useState<Linked>(null);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<{ problem: Problem; again: () => void } | null>(null);

  const attempt = async (action: () => Promise<void>, again: () => void) => {
    setBusy(true);
    setTrouble(null);
    try {
      await action();
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.code === 'UNAUTHENTICATED') keepSession(null);
      setTrouble({ problem, again });
    } finally {
      setBusy(false);
    }
  };

  const look = (meanwhile: boolean) =>
    attempt(
      async () => {
        const { noticeToken, token } = credentials();
        if (!noticeToken && !token) return setTurn({ at: 'readOnly' });
        const id = notice.requestId;
        const { consentRequest } = await ask(NoticeRequestDocument, { id, noticeToken }, token);
        setTurn(
          consentRequest.status === 'INITIATED'
            ? { at: 'open', reason: consentRequest.reason ?? null }
            : { at: 'decided', request: consentRequest, meanwhile },
        );
        if (token) setLinked(await isLinked(id, token));
      },
      () => void look(meanwhile),
    );

  const decide = async (agree: boolean, selectedPurposeIds?: string[]) => {
    const { noticeToken, token } = credentials();
    const input = {
      requestId: notice.requestId,
      agree,
      selectedPurposeIds,
      language: notice.language,
      noticeHash: notice.hash,
      noticeToken,
    };
    // The key makes sending it again after a lost answer the same decision, not a second one.
    const idempotencyKey = crypto.randomUUID();
    const send = () =>
      attempt(async () => {
        const variables = { input: { ...input, idempotencyKey } };
        const { submitConsent } = await ask(DecideDocument, variables, token).catch(async (e) => {
          if (!movedOn.has(asProblem(e).code)) throw e;
          await look(true);
          return { submitConsent: null };
        });
        if (submitConsent) {
          setTurn({ at: 'decided', request: submitConsent.request, meanwhile: false });
        }
      }, send);
    await send();
  };

  const withdraw = async (consentId: string, reason: string | null): Promise<void> =>
    attempt(
      async () => {
        const { noticeToken, token } = credentials();
        const input = { consentId, reason, noticeToken };
        await ask(WithdrawByLinkDocument, { input }, token).catch((e) => {
          if (!movedOn.has(asProblem(e).code)) throw e;
        });
        await look(false);
      },
      () => void withdraw(consentId, reason),
    );

  const link = async (): Promise<void> =>
    attempt(
      async () => {
        const { noticeToken, token } = credentials();
        if (!noticeToken) return;
        await ask(LinkRecordDocument, { input: { noticeToken } }, token);
        setLinked('now');
      },
      () => void link(),
    );

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page has come alive.
  useEffect(() => {
    setTurn({ at: 'checking' });
    void look(false);
    // The capability stands after the #: another link to the same notice loads no new page.
    const onLink = () => void look(false);
    addEventListener('hashchange', onLink);
    return () => removeEventListener('hashchange', onLink);
  }, []);

  return {
    turn,
    linked,
    busy,
    problem: trouble?.problem ?? null,
    again: () => trouble?.again(),
    agree: (purposeIds) => void decide(true, purposeIds),
    refuse: () => void decide(false),
    withdraw: (consentId, reason) => void withdraw(consentId, reason),
    link: () => void link(),
  };
}

/** The request is no longer as it was when the page was read: the page shows how it is now. */
const movedOn = new Set<string>(['CONFLICT', 'EXPIRED']);

function credentials(): { noticeToken?: string; token?: string } {
  const noticeToken = new URLSearchParams(location.hash.slice(1)).get('token');
  const token = currentSession()?.token;
  return { ...(noticeToken && { noticeToken }), ...(token && { token }) };
}

async function isLinked(id: string, token: string): Promise<Linked> {
  const mine = await ask(NoticeRequestAsMeDocument, { id }, token).catch(() => null);
  return mine ? 'yes' : 'no';
}
