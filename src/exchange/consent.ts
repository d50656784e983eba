import type { ConsentArtifact } from '../consent/index.ts';
import { type Refusal, refuse } from '../errors.ts';

/** Why data may not move under a consent of this status; nothing while it is in force. */
export function refusalOfConsent(status: ConsentArtifact['status']): Refusal | undefined {
  if (status === 'ACTIVE') return undefined;
  return status === 'EXPIRED'
    ? refuse('CONSENT_EXPIRED', 'The term of the consent is over.')
    : refuse('CONSENT_WITHDRAWN', `The consent is not in force any more: it is ${status}.`);
}
