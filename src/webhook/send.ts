import { type LookupAddress, lookup as resolve } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { isAllowedAddress, type TargetRules } from './address.ts';
import type { AttemptOutcome } from './endpoint.ts';

/** What came of one POST. */
export interface Answer {
  outcome: AttemptOutcome;
  /** The HTTP status; null when there was no answer. */
  code: number | null;
  /** Why there was none, as a code such as ECONNREFUSED. */
  problem: string | null;
  durationMs: number;
  /** The first bytes of the answer's body, at most 1 KiB. */
  firstBytes: Buffer;
  /** The answer's `Retry-After` header. */
  retryAfter: string | null;
}

export interface Message {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Sender {
  /**
   * Posts a message. The status decides; the rest of the answer is read for the log only, so that one
   * that breaks off, drips or never ends does no harm. Redirects are answers like any other.
   *
   * @throws the signal's reason, when it is aborted first: whether the message came is unknown then
   */
  send(message: Message, signal: AbortSignal): Promise<Answer>;
  close(): void;
}

export interface SenderOptions extends TargetRules {
  /** Milliseconds for an attempt from first to last; 15,000 unless said. */
  timeoutMs?: number;
  /** Resolves names; the system's resolver unless said. */
  lookup?: typeof resolve;
}

const mostRead = 64 * 1024;
const mostKept = 1024;

/**
 * Opens what posts to receivers. A connection is made to an address only after that very address was
 * checked, so a name that comes to stand for another one meanwhile wins nothing.
 */
export function openSender(options: SenderOptions): Sender {
  const { loopback, timeoutMs = 15_000, lookup = resolve } = options;
  // The agents check what our lookup hands them once more, with a list of their own.
  const filter = { keepAlive: true, allowIPAddressList: loopback ? ['127.0.0.1', '::1'] : [] };
  const agents = {
    'http:': new RequestFilteringHttpAgent(filter),
    'https:': new RequestFilteringHttpsAgent(filter),
  };
  const checkedLookup = checking(lookup, { loopback });

  function post({ url, headers, body }: Message, signal: AbortSignal): Promise<Answer> {
    const target = new URL(url);
    const secure = target.protocol === 'https:';
    const host = target.hostname.replace(/^\[|\]$/g, '');
    const begun = performance.now();
    const answer: Answer = {
      outcome: 'CONNECTION_FAILED',
      code: null,
      problem: null,
      durationMs: 0,
      firstBytes: Buffer.alloc(0),
      retryAfter: null,
    };
    // Node asks no resolver about an address that is written out.
    if (isIP(host) && !isAllowedAddress(host, { loopback })) {
      return Promise.resolve({ ...answer, outcome: 'ADDRESS_REFUSED' });
    }
    return new Promise((settle, reject) => {
      const timeout = AbortSignal.timeout(timeoutMs);
      const finish = (result: Partial<Answer>) => {
        const durationMs = Math.round(performance.now() - begun);
        settle({ ...answer, ...result, durationMs });
        request.destroy();
      };
      const fail = (error: NodeJS.ErrnoException) => {
        if (answer.code !== null) return finish({});
        if (signal.aborted) return reject(signal.reason);
        // A connection kept from an earlier attempt may have been closed at this very moment.
        if (request.reusedSocket && error.code === 'ECONNRESET') {
          return settle(post({ url, headers, body }, signal));
        }
        if (timeout.aborted) return finish({ outcome: 'TIMED_OUT' });
        const outcome = error instanceof AddressRefused ? 'ADDRESS_REFUSED' : 'CONNECTION_FAILED';
        const problem = outcome === 'ADDRESS_REFUSED' ? null : (error.code ?? 'UNKNOWN');
        finish({ outcome, problem });
      };
      const request = (secure ? https : http).request(target, {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        agent: agents[secure ? 'https:' : 'http:'],
        lookup: checkedLookup,
        signal: AbortSignal.any([signal, timeout]),
      });
      request.on('error', fail);
      request.on('response', (response) => {
        answer.code = response.statusCode ?? 0;
        answer.outcome = Math.floor(answer.code / 100) === 2 ? 'DELIVERED' : 'REFUSED';
        answer.retryAfter = response.headers['retry-after'] ?? null;
        let read = 0;
        response.on('data', (chunk: Buffer) => {
          read += chunk.length;
          if (answer.firstBytes.length < mostKept) {
            answer.firstBytes = Buffer.concat([answer.firstBytes, chunk]).subarray(0, mostKept);
          }
          if (read >= mostRead) finish({});
        });
        response.on('error', fail);
        response.on('close', () => finish({}));
      });
      request.end(body);
    });
  }

  return {
    send: post,
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/** A name stands for an address that webhooks do not go to. */
class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** Resolves names as Node's sockets ask for it, and fails unless every address is allowed. */
function checking(lookup: typeof resolve, rules: TargetRules): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return callback(error, '');
      const [first] = found;
      if (!first || !found.every(({ address }) => isAllowedAddress(address, rules))) {
        return callback(new AddressRefused(), '');
      }
      return options.all ? callback(null, found) : callback(null, first.address, first.family);
    });
  };
}
