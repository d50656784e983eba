import http from 'node:http';
import https from 'node:https';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { type Refusal, refuse } from '../errors.ts';

/** Milliseconds until an attempt is given up. */
const patience = 10_000;
/** The most bytes that are read of an answer. */
const longestAnswer = 256 * 1024;

export interface Reply {
  status: number;
  body: string;
}

/**
 * Whether messages may go to an address: https, and outside private networks, unless these are
 * allowed.
 *
 * @throws `URL_NOT_ALLOWED`
 */
export function checkEndpoint(endpoint: string, privateTargets: boolean): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const web = url?.protocol === 'https:' || (privateTargets && url?.protocol === 'http:');
  if (!url || !web || url.username || url.password || url.hash || endpoint.length > 2048) {
    throw refuse('URL_NOT_ALLOWED', 'Messages are sent to https addresses only.');
  }
  return url;
}

/**
 * Sends one request, following no redirect, and only to addresses that may be sent to: the address
 * that a name resolves to is checked, and the one that was checked is used.
 *
 * @throws `URL_NOT_ALLOWED`, `REDIRECT_NOT_ALLOWED`; `DELIVERY_FAILED` for whatever may pass
 */
export async function sendRequest(
  endpoint: string,
  { body, privateTargets }: { body?: string; privateTargets: boolean },
): Promise<Reply> {
  const url = checkEndpoint(endpoint, privateTargets);
  const secure = url.protocol === 'https:';
  const options = { allowPrivateIPAddress: privateTargets, keepAlive: false };
  const agent = secure
    ? new RequestFilteringHttpsAgent(options)
    : new RequestFilteringHttpAgent(options);
  const signal = AbortSignal.timeout(patience);
  const reply = await new Promise<Reply>((resolve, reject) => {
    const request = (secure ? https : http).request(
      url,
      {
        agent,
        signal,
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          accept: body === undefined ? 'application/json' : 'application/graphql-response+json',
          ...(body !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          }),
        },
      },
      (response) => {
        let read = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          read += part;
          if (read.length > longestAnswer) response.destroy(new Error('too long'));
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: read }));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  }).catch((error: unknown) => {
    throw asRefusal(error);
  });
  if (reply.status >= 300 && reply.status < 400) {
    throw refuse('REDIRECT_NOT_ALLOWED', 'The address redirects; messages follow no redirect.');
  }
  return reply;
}

/** The agent refuses with an error of its own, whose text is all there is to know it by. */
function asRefusal(error: unknown): Refusal {
  const text = error instanceof Error ? error.message : '';
  return /is not allowed|private IP|meta IP|DNS lookup/i.test(text)
    ? refuse('URL_NOT_ALLOWED', 'The address leads into a private network.')
    : refuse('DELIVERY_FAILED', 'The other side could not be reached.');
}
