import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, asProblem, type Operation, Problem } from '../client/api.ts';
import { type Connection, type Live, openLive } from '../client/live.ts';
import type { Session } from '../client/session.ts';
import {
  AllowedDocument,
  type ConsentCardFragment,
  EndedConsentsDocument,
  EndedRequestsDocument,
  type RequestCardFragment,
  RequestReceivedDocument,
  StatusChangedDocument,
  WaitingDocument,
} from '../generated/graphql.ts';

/** The four lists of a board, each read page by page. */
const lists = ['waiting', 'allowed', 'endedConsents', 'endedRequests'] as const;
export type ListName = (typeof lists)[number];

export interface Board {
  requests: ReadonlyMap<string, RequestCardFragment>;
  consents: ReadonlyMap<string, ConsentCardFragment>;
  /** The cursor of the next page; null when the list has been read to its end. */
  next: Readonly<Record<ListName, string | null>>;
}

/** What an answer or an event brings: cards as they are now. */
export interface News {
  requests?: readonly RequestCardFragment[];
  consents?: readonly ConsentCardFragment[];
}

export interface Following {
  /** The language that notices are read in. */
  language: string;
  /** Null until the lists have been read. */
  board: Board | null;
  connection: Connection;
  /** What last arrived or changed by itself, to be said aloud. */
  arrival: RequestCardFragment | null;
  problem: Problem | null;
  /** Why the board stands still: the token is no longer good. */
  signedOut: boolean;
  /** Reads everything again. */
  reload(): void;
  more(list: ListName): Promise<void>;
  take(news: News): void;
  /** Asks as the person; a token that is no longer good ends the session. @throws Problem */
  ask<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables): Promise<Data>;
}

/** Everything of a person, read once and then followed: nothing is missed and nothing polled. */
export function useBoard(session: Session, language: string): Following {
  const [board, setBoard] = useState<Board | null>(null);
  const [connection, setConnection] = useState<Connection>('connecting');
  const [arrival, setArrival] = useState<RequestCardFragment | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [signedOut, setSignedOut] = useState(false);
  const [generation, setGeneration] = useState(0);
  const live = useRef<Live | null>(null);

  const take = (news: News) => setBoard((now) => now && withNews(now, news));
  const askAsMe: Following['ask'] = async (operation, variables) => {
    try {
      return await ask(operation, variables, session.token);
    } catch (thrown) {
      if (asProblem(thrown).code === 'UNAUTHENTICATED') setSignedOut(true);
      throw thrown;
    }
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new session or a reload begins anew.
  useEffect(() => {
    let over = false;
    const begin = async () => {
      const { news, next, cursors } = await readAll(askAsMe, language);
      if (over) return;
      setBoard(withNews({ requests: new Map(), consents: new Map(), next }, news));
      setProblem(null);
      live.current = openLive({
        token: session.token,
        onConnection: setConnection,
        onSignedOut: () => setSignedOut(true),
      });
      const onProblem = () => setGeneration((count) => count + 1);
      live.current.follow({
        operation: RequestReceivedDocument,
        variables: { language, after: cursors.requests },
        onProblem,
        onEvent: ({ consentRequestReceived: { cursor, request } }) => {
          take({ requests: [request] });
          setArrival(request);
          return cursor;
        },
      });
      live.current.follow({
        operation: StatusChangedDocument,
        variables: { language, after: cursors.consents },
        onProblem,
        onEvent: ({ consentStatusChanged: { cursor, request, consent } }) => {
          take({ requests: [request], consents: consent ? [consent] : [] });
          return cursor;
        },
      });
    };
    begin().catch((thrown) => {
      if (!over) setProblem(asProblem(thrown));
    });
    return () => {
      over = true;
      live.current?.stop();
      live.current = null;
    };
  }, [session.token, generation]);

  return {
    language,
    board,
    connection,
    arrival,
    problem,
    signedOut,
    reload: () => setGeneration((count) => count + 1),
    take,
    ask: askAsMe,
    async more(list) {
      const after = board?.next[list];
      if (!after) return;
      const page = await readers[list](askAsMe, language, after);
      setBoard((now) => {
        return now && { ...withNews(now, page.news), next: { ...now.next, [list]: page.next } };
      });
    },
  };
}

function withNews(board: Board, { requests = [], consents = [] }: News): Board {
  return {
    ...board,
    requests: new Map([...board.requests, ...requests.map((card) => [card.id, card] as const)]),
    consents: new Map([...board.consents, ...consents.map((card) => [card.id, card] as const)]),
  };
}

type Ask = Following['ask'];
interface Page {
  news: News;
  next: string | null;
  liveCursor?: string;
}

const readers: Record<ListName, (ask: Ask, language: string, after?: string) => Promise<Page>> = {
  async waiting(ask, language, after) {
    const { me } = await ask(WaitingDocument, { language, after });
    const { edges, pageInfo, liveCursor } = me.consentRequests;
    return {
      news: { requests: edges.map(({ node }) => node) },
      next: nextOf(pageInfo),
      liveCursor,
    };
  },
  async allowed(ask, _language, after) {
    const { me } = await ask(AllowedDocument, { after });
    const { edges, pageInfo, liveCursor } = me.consents;
    return {
      news: { consents: edges.map(({ node }) => node) },
      next: nextOf(pageInfo),
      liveCursor,
    };
  },
  async endedConsents(ask, _language, after) {
    const { me } = await ask(EndedConsentsDocument, { after });
    const { edges, pageInfo } = me.consents;
    return { news: { consents: edges.map(({ node }) => node) }, next: nextOf(pageInfo) };
  },
  async endedRequests(ask, language, after) {
    const { me } = await ask(EndedRequestsDocument, { language, after });
    const { edges, pageInfo } = me.consentRequests;
    return { news: { requests: edges.map(({ node }) => node) }, next: nextOf(pageInfo) };
  },
};

async function readAll(ask: Ask, language: string) {
  const [waiting, allowed, endedConsents, endedRequests] = await Promise.all(
    lists.map((list) => readers[list](ask, language)),
  );
  if (!waiting || !allowed || !endedConsents || !endedRequests) throw new Problem('OFFLINE', {});
  return {
    news: {
      requests: [...(waiting.news.requests ?? []), ...(endedRequests.news.requests ?? [])],
      consents: [...(allowed.news.consents ?? []), ...(endedConsents.news.consents ?? [])],
    },
    next: {
      waiting: waiting.next,
      allowed: allowed.next,
      endedConsents: endedConsents.next,
      endedRequests: endedRequests.next,
    },
    cursors: { requests: waiting.liveCursor, consents: allowed.liveCursor },
  };
}

function nextOf(page: { hasNextPage: boolean; endCursor?: string | null }): string | null {
  return page.hasNextPage ? (page.endCursor ?? null) : null;
}
