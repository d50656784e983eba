import serveFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Context, publicContext } from '../auth/index.ts';
import { noticeView, readPublicNotice } from '../consent/index.ts';
import { readClock } from '../database/index.ts';
import { languages } from '../purpose/index.ts';
import {
  acceptedLanguage,
  type Notice,
  type PageProblem,
  renderDashboard,
  renderNotice,
  renderProblem,
  type SignInWays,
} from '../web/index.ts';
import { faultForLog, formatError, refusalOf, statusOf } from './answer.ts';
import { openIdClient } from './openid.ts';
import { filesPrefix, findPageFiles } from './page-files.ts';

export interface PeoplePagesOptions extends Pick<Context, 'platform' | 'authority'> {
  /** Asked before a notice is looked up; refuses by throwing. */
  admit?: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  /** Sample people to sign in as, where they exist. */
  people?: SignInWays['people'];
}

/** `language` in the address; a code that is not listed is as good as none. */
type Asking = { Querystring: { language?: string } };

/**
 * The pages that people use: the notice at `/consents/:id`, for whoever asks for HTML, and
 * `/dashboard`. Everybody else gets the notice as JSON from the route of the same address.
 */
export async function peoplePages(
  app: FastifyInstance,
  { platform, authority, admit, people = [] }: PeoplePagesOptions,
): Promise<void> {
  const { config, log } = platform;
  const files = findPageFiles();
  if (!files.notice) log.warn('the pages are not built: run npm run build:web');
  const provider = openIdClient(config, log);
  app.addConstraintStrategy(wants);
  if (files.notice) {
    await app.register(serveFiles, {
      root: files.folder,
      prefix: filesPrefix,
      decorateReply: false,
      immutable: true,
      maxAge: '365d',
      index: false,
    });
  }

  await app.register(async (pages) => {
    if (admit) pages.addHook('preHandler', admit);
    pages.setErrorHandler((error, request: FastifyRequest<Asking>, reply) => {
      const refusal = refusalOf(error);
      if (!refusal) log.error({ correlationId: request.id, fault: faultForLog(error) }, 'fault');
      const { retryAfterSeconds } = formatError(refusal ?? error).extensions ?? {};
      if (typeof retryAfterSeconds === 'number') reply.header('retry-after', retryAfterSeconds);
      const code = refusal?.code ?? 'INTERNAL_SERVER_ERROR';
      pages.countError(code);
      const html = renderProblem(
        problems[code] ?? 'problem',
        languageOf(request),
        request.id,
        files.notice,
      );
      return page(reply.code(statusOf(code)), html);
    });

    pages.get<Asking & { Params: { id: string } }>(
      '/consents/:id',
      { constraints: { wants: 'html' } },
      async (request, reply) => {
        const context = publicContext({ platform, authority }, request);
        const { language } = request.query;
        const read = await readPublicNotice(
          context,
          request.params.id,
          listed(language) ? language : undefined,
        );
        const now = await readClock(platform.database.db);
        const notice: Notice = JSON.parse(JSON.stringify(noticeView(read)));
        const lapsed = read.request.expiresAt <= now;
        return page(reply, renderNotice({ notice, languages: names, lapsed }, files.notice));
      },
    );

    pages.get<Asking>('/dashboard', async (request, reply) => {
      const openId = await provider();
      const props = {
        languages: names,
        asked: languageOf(request),
        signIn: { openId, people },
      };
      return page(reply, renderDashboard(props, files.dashboard), openId?.server.token_endpoint);
    });
  });
}

type Strategy = Parameters<FastifyInstance['addConstraintStrategy']>[0];
type Route = Parameters<ReturnType<Strategy['storage']>['set']>[1];

/**
 * Lets routes of the same address differ by what the client would rather have, HTML or anything
 * else: browsers name `text/html`, programs do not.
 */
const wants: Strategy = {
  name: 'wants',
  storage() {
    const routes = new Map<unknown, Route>();
    return {
      get: (wanted) => routes.get(wanted) ?? null,
      set: (wanted, route) => void routes.set(wanted, route),
    };
  },
  deriveConstraint: ({ headers }) => (headers.accept?.includes('text/html') ? 'html' : undefined),
};

const names = Object.entries(languages).sort(
  ([a, first], [b, second]) => place(a) - place(b) || first.localeCompare(second),
);

/** The languages that the pages themselves are written in come first. */
function place(code: string): number {
  const first = ['en', 'hi', 'ur'].indexOf(code);
  return first === -1 ? 3 : first;
}

const problems: Partial<Record<string, PageProblem>> = {
  NOT_FOUND: 'notFound',
  UNAVAILABLE: 'unavailable',
  RATE_LIMITED: 'tooMany',
};

function languageOf({ query, headers }: FastifyRequest<Asking>): string {
  return listed(query.language) ? query.language : acceptedLanguage(headers['accept-language']);
}

function listed(code: unknown): code is string {
  return typeof code === 'string' && Object.hasOwn(languages, code);
}

function page(reply: FastifyReply, html: string, alsoConnectTo?: string): FastifyReply {
  const connect = ["'self'", ...(alsoConnectTo ? [new URL(alsoConnectTo).origin] : [])];
  return reply
    .headers({
      'content-security-policy': `${policy}; connect-src ${connect.join(' ')}`,
      vary: 'accept, accept-language',
    })
    .type('text/html; charset=utf-8')
    .send(html);
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // A logo comes from its fiduciary, over TLS and without a referrer.
  "img-src 'self' data: https:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
