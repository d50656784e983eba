/*
 * When a delivery is tried, and when an endpoint is left alone.
 *
 *   delivery                                             circuit of an endpoint
 *
 *   PENDING ── 2xx ──▶ DELIVERED                         closed ── 5 failures in a row ──▶ open
 *     ▲ │  ├── 10th answer that is not 2xx ──▶ DEAD        ▲                               │  one probe
 *     │ └──┘ any other failure: again later      │         └────────── a success ──────────┘  at a time
 *     └────────────── retried by hand ───────────┘
 *
 * An answer other than 2xx uses up one of the ten attempts. What never answered (refused, cut off,
 * timed out) uses up none: an endpoint that was down for a day gets all it missed.
 */
export const endpointStatuses = ['ENABLED', 'DISABLED'] as const;
export type EndpointStatus = (typeof endpointStatuses)[number];

/** Why an endpoint is disabled: by its owner, or because it answered 410 Gone. */
export const disabledReasons = ['BY_HAND', 'GONE'] as const;
export type DisabledReason = (typeof disabledReasons)[number];

export const deliveryStatuses = ['PENDING', 'DELIVERED', 'DEAD', 'ERASED'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

export const attemptOutcomes = [
  'DELIVERED',
  'REFUSED',
  'TIMED_OUT',
  'CONNECTION_FAILED',
  'ADDRESS_REFUSED',
] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** Attempts in flight at one endpoint unless its owner sets another number. */
export const defaultInFlight = 5;
export const mostInFlight = 50;
export const mostEndpoints = 20;

/** Failures in a row that open an endpoint's circuit. */
export const circuitThreshold = 5;

const minute = 60;
const hour = 60 * minute;

/** Seconds from each answered failure to the next attempt: ten attempts in about a day. */
export const retryDelays = [
  5,
  30,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
] as const;

/** Answered failures after which a delivery is a dead letter. */
export const mostAttempts = retryDelays.length + 1;

/** Seconds within which an endpoint whose circuit is open is tried again, jitter aside. */
export const longestRest = 5 * minute;

/** The longest that a `Retry-After` is obeyed for, in seconds. */
export const longestWait = 24 * hour;

/**
 * Seconds to the next attempt of a delivery, up to a fifth more than the schedule says, so that what
 * failed together does not come back together.
 *
 * @param answered how many answers refused it so far, at least one
 */
export function retryDelay(answered: number, random: () => number): number {
  const delay = retryDelays[Math.min(answered, retryDelays.length) - 1] ?? retryDelays[0];
  return delay * (1 + random() / 5);
}

/**
 * Seconds for which an endpoint that failed so often in a row is spared: 5, doubled each time, at most
 * {@link longestRest}, so that one that comes back is found soon.
 */
export function restAfter(failuresInRow: number, random: () => number): number {
  const delay = Math.min(5 * 2 ** Math.min(failuresInRow - 1, 10), longestRest);
  return delay * (1 + random() / 5);
}
