import type { HistoryAction } from '../history/index.ts';

/** What an endpoint can be told of. On the wire `CONSENT_GRANTED` is called `consent.granted`. */
export const webhookEvents = [
  'CONSENT_GRANTED',
  'CONSENT_UPDATED',
  'CONSENT_WITHDRAWN',
  'CONSENT_EXPIRED',
  'CONSENT_DENIED',
  'CONSENT_CANCELLED',
  'CONSENT_PAUSED',
  'CONSENT_RESUMED',
  'CONSENT_INVALIDATED',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** A test message has no event of the log behind it. */
export const ping = 'WEBHOOK_PING';
export type DeliveredEvent = WebhookEvent | typeof ping;

/**
 * What each entry of the log is told as. A consent that another one takes the place of is told as an
 * update of both, so that whoever keeps statuses by id misses none.
 */
const eventOfAction: Partial<Record<HistoryAction, WebhookEvent>> = {
  GRANT: 'CONSENT_GRANTED',
  UPDATE: 'CONSENT_UPDATED',
  RENEW: 'CONSENT_UPDATED',
  SUPERSEDE: 'CONSENT_UPDATED',
  WITHDRAW: 'CONSENT_WITHDRAWN',
  EXPIRE: 'CONSENT_EXPIRED',
  DENY: 'CONSENT_DENIED',
  CANCEL: 'CONSENT_CANCELLED',
  PAUSE: 'CONSENT_PAUSED',
  RESUME: 'CONSENT_RESUMED',
  INVALIDATE: 'CONSENT_INVALIDATED',
};

/** The actions that webhooks tell of. */
export const toldActions = Object.keys(eventOfAction) as HistoryAction[];

/** The actions that an endpoint is told of: all of them unless it names events. */
export function actionsFor(events: readonly WebhookEvent[]): HistoryAction[] {
  if (events.length === 0) return toldActions;
  const isWanted = (event?: WebhookEvent) => event !== undefined && events.includes(event);
  return toldActions.filter((action) => isWanted(eventOfAction[action]));
}

/** What an entry is told as; undefined for what no endpoint is told. */
export function eventOf(action: HistoryAction): WebhookEvent | undefined {
  return eventOfAction[action];
}

/** `event_type` in a body. */
export function typeOf(event: DeliveredEvent): string {
  return event.toLowerCase().replace('_', '.');
}
