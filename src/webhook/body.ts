import type { HistoryEntry } from '../history/index.ts';
import { eventOf, ping, typeOf, type WebhookEvent } from './event.ts';

/** What a body tells beside the entry of the log. */
export interface Told {
  /** The fiduciary's own user id; null once the person was erased. */
  userId: string | null;
  purposes: { purposeId: string; purposeVersionId: string; title: string }[];
  /** Null for what happened to a request that led to no consent. */
  consent: {
    grantedAt: Date;
    validTill: Date;
    predecessorId: string | null;
    successorId: string | null;
  } | null;
  /** The fiduciary's own data about the request. */
  metadata: object;
}

const momentNames: Record<WebhookEvent, string> = {
  CONSENT_GRANTED: 'granted_at',
  CONSENT_UPDATED: 'updated_at',
  CONSENT_WITHDRAWN: 'withdrawn_at',
  CONSENT_EXPIRED: 'expired_at',
  CONSENT_DENIED: 'denied_at',
  CONSENT_CANCELLED: 'cancelled_at',
  CONSENT_PAUSED: 'paused_at',
  CONSENT_RESUMED: 'resumed_at',
  CONSENT_INVALIDATED: 'invalidated_at',
};

/**
 * The body of an event, as it is signed and sent: flat, in snake_case, as the REST API's webhooks. It
 * is what `JSON.stringify` gives for what `JSON.parse` reads from it, so that a receiver that parses
 * and writes it again before it checks the signature comes to the same bytes.
 */
export function bodyOf(entry: HistoryEntry, told: Told): string {
  const event = eventOf(entry.action);
  if (!event) throw new Error(`Webhooks do not tell of ${entry.action}`);
  const { userId, purposes, consent, metadata } = told;
  return JSON.stringify({
    event_type: typeOf(event),
    event_id: entry.id,
    artifact_id: entry.artifactId,
    request_id: entry.requestId,
    data_fiduciary_id: entry.fiduciaryId,
    user_id: userId,
    sequence: entry.sequence,
    purposes: purposes.map(({ purposeId, purposeVersionId, title }) => ({
      purpose_id: purposeId,
      purpose_version_id: purposeVersionId,
      title,
    })),
    status: entry.newStatus,
    valid_till: consent?.validTill ?? null,
    granted_at: consent?.grantedAt ?? null,
    [momentNames[event]]: entry.performedAt,
    occurred_at: entry.performedAt,
    ...replacement(entry, consent),
    metadata,
  });
}

/** Only what was known when it happened: a later successor is told by its own event. */
function replacement(entry: HistoryEntry, consent: Told['consent']) {
  if (entry.newStatus === 'SUPERSEDED') return { successor_id: consent?.successorId ?? null };
  return entry.sequence === 1 && consent?.predecessorId
    ? { predecessor_id: consent.predecessorId }
    : {};
}

/** The body of a test message. */
export function pingBody(of: { eventId: string; fiduciaryId: string; at: Date }): string {
  return JSON.stringify({
    event_type: typeOf(ping),
    event_id: of.eventId,
    data_fiduciary_id: of.fiduciaryId,
    occurred_at: of.at,
  });
}
