import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../auth/index.ts';
import { Refusal, refuse } from '../errors.ts';
import type { Limiter, Quota, Subject } from '../limit/index.ts';

/** What counts requests; a server without one lets everything in. */
export type Admission = Pick<Limiter, 'take'>;

/** Whose requests a call counts among: the fiduciary's, the account's, or the address's. */
export function subjectOf(caller: Caller | null, address: string): Subject {
  if (!caller) return { address };
  const { fiduciaryId, roles, issuer, subject } = caller;
  const actsForIt = roles.has('fiduciary') || roles.has('practitioner');
  return fiduciaryId && actsForIt ? { fiduciaryId } : { issuer, subject };
}

/**
 * Counts an HTTP request, and tells the caller where they stand in the headers of
 * draft-ietf-httpapi-ratelimit-headers-06.
 *
 * @throws `RATE_LIMITED`, with the seconds to wait
 */
export async function admitRequest(
  limiter: Admission,
  subject: Subject,
  reply: FastifyReply,
): Promise<void> {
  const taken = limiter.take(subject);
  const quota = taken instanceof Promise ? await taken : taken;
  const headers = quotaHeaders(quota.tightest);
  for (let i = 0; i < headers.length; i += 2) reply.header(headers[i] ?? '', headers[i + 1]);
  requireAdmitted(quota);
}

/**
 * Counts tokens that are refused among those of their address, so that nobody tries them without
 * end. Good ones from the same address are not counted, and are let in whatever the count.
 *
 * @throws `RATE_LIMITED` in place of `UNAUTHENTICATED` beyond the limit; else what `authenticate` throws
 */
export async function countingRefused(
  limiter: Admission | undefined,
  address: string,
  authenticate: () => Promise<Caller | null>,
): Promise<Caller | null> {
  try {
    return await authenticate();
  } catch (error) {
    const isRefused = error instanceof Refusal && error.code === 'UNAUTHENTICATED';
    if (limiter && isRefused) requireAdmitted(await limiter.take({ refusedFrom: address }));
    throw error;
  }
}

/** Names and values in turn. */
export function quotaHeaders(tightest: Quota['tightest']): string[] {
  if (!tightest) return [];
  const { most, remaining, endsInSeconds } = tightest;
  return [
    'ratelimit-limit',
    String(most),
    'ratelimit-remaining',
    String(remaining),
    'ratelimit-reset',
    String(endsInSeconds),
  ];
}

/** The same for what is asked without signing in: notices as JSON, and tokens. */
export function admitAddress(limiter: Admission) {
  return (request: FastifyRequest, reply: FastifyReply) =>
    admitRequest(limiter, { address: request.ip }, reply);
}

/**
 * Counts the validations of one request, which has paid for the first hundred by itself.
 *
 * @returns what is told of validations before they are begun; it throws `RATE_LIMITED`
 */
export function validationCounter(
  limiter: Admission,
  caller: Caller | null,
  address: string,
): (count: number) => void | Promise<void> {
  let begun = 0;
  let paid = 1;
  return (count) => {
    begun += count;
    const due = Math.ceil(begun / 100) - paid;
    if (due <= 0) return;
    paid += due;
    const quota = limiter.take(subjectOf(caller, address), due);
    return Promise.resolve(quota).then(requireAdmitted);
  };
}

/** @throws `RATE_LIMITED` when the quota does not admit it */
export function requireAdmitted(quota: Quota): void {
  if (!quota.admitted) throw rateLimited(quota);
}

function rateLimited({ tightest }: Quota): Refusal {
  const { most = 0, span = 'minute', endsInSeconds = 1 } = tightest ?? {};
  return refuse('RATE_LIMITED', `This is more than ${most} requests in one ${span}. Wait.`, {
    retryAfterSeconds: Math.max(1, endsInSeconds),
  });
}
