import { enumOf } from '../graphql/enum.ts';
import type { AttemptOutcome, DeliveryStatus, DisabledReason, EndpointStatus } from './endpoint.ts';
import type { WebhookEvent } from './event.ts';

export const WebhookEventEnum = enumOf<WebhookEvent>(
  'WebhookEvent',
  'What a webhook endpoint can be told of.',
  {
    CONSENT_GRANTED: 'A person agreed: `consent.granted`.',
    CONSENT_UPDATED:
      'A person changed or renewed a consent, told of the new one and of the one it took the place of: `consent.updated`.',
    CONSENT_WITHDRAWN: 'A consent was withdrawn: `consent.withdrawn`.',
    CONSENT_EXPIRED:
      'A consent ran out, or a request lapsed without an answer, which has no `artifact_id`: `consent.expired`.',
    CONSENT_DENIED: 'A person refused a request: `consent.denied`.',
    CONSENT_CANCELLED: 'Whoever asked took a request back: `consent.cancelled`.',
    CONSENT_PAUSED: 'A person paused a consent: `consent.paused`.',
    CONSENT_RESUMED: 'A person let a paused consent go on: `consent.resumed`.',
    CONSENT_INVALIDATED: 'The consent manager ended a consent by order: `consent.invalidated`.',
  },
);

export const WebhookEndpointStatus = enumOf<EndpointStatus>(
  'WebhookEndpointStatus',
  'Whether a webhook endpoint is told.',
  {
    ENABLED: 'It is told of each event.',
    DISABLED: 'It is told nothing; what happens waits until it is enabled.',
  },
);

export const WebhookDisabledReason = enumOf<DisabledReason>(
  'WebhookDisabledReason',
  'Why a webhook endpoint is disabled.',
  { BY_HAND: 'Someone disabled it.', GONE: 'It answered 410 Gone.' },
);

/** A circuit is not stored: it is open while the moment of its opening is. */
export const Circuit = enumOf<'CLOSED' | 'OPEN'>(
  'WebhookCircuit',
  'Whether a webhook endpoint is spared because it fails.',
  {
    CLOSED: 'Messages are sent as they come.',
    OPEN: 'Five attempts in a row failed: one at a time is made, further and further apart, until one succeeds.',
  },
);

export const WebhookDeliveryStatus = enumOf<DeliveryStatus>(
  'WebhookDeliveryStatus',
  'What became of a message.',
  {
    PENDING: 'It is on its way.',
    DELIVERED: 'The receiver took it, with a status of 200 to 299.',
    DEAD: 'The receiver refused it ten times: a dead letter, which can be sent again by hand.',
    ERASED: 'The person it was about was erased before it arrived.',
  },
);

export const WebhookAttemptOutcome = enumOf<AttemptOutcome>(
  'WebhookAttemptOutcome',
  'What came of one attempt.',
  {
    DELIVERED: 'The receiver answered with a status of 200 to 299.',
    REFUSED: 'The receiver answered with another status. It uses up one of ten attempts.',
    TIMED_OUT: 'No answer came within 15 seconds.',
    CONNECTION_FAILED: 'No connection could be made, or it broke before an answer.',
    ADDRESS_REFUSED: 'The name stands for an address that is not public: nothing was sent.',
  },
);
