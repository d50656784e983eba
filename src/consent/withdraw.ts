import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import { checked, optional, present, text } from '../input.ts';
import { witnessed } from './disclosed.ts';
import type { ConsentArtifact } from './table.ts';
import { type OfConsent, transition } from './transition.ts';

const withdrawInput = z.object({
  consentId: text(36),
  noticeToken: optional(text(2048)),
  reason: optional(text(500)),
  notes: optional(text(2000)),
});

/**
 * Withdraws a consent for good, as easily as it was given and with no reason needed (DPDP Act 2023
 * s.6(4); the REST API's `POST …/withdraw`). A fiduciary does it on the person's behalf, and the
 * history says so.
 *
 * @throws `NOT_FOUND`, `CONFLICT`, `EXPIRED`, `BAD_USER_INPUT`
 */
export function withdrawConsent(
  context: Context,
  input: OfConsent & {
    reason?: string | null;
    notes?: string | null;
    idempotencyKey?: string | null;
  },
): Promise<ConsentArtifact> {
  const { reason, notes } = checked(withdrawInput, present(input));
  return transition(context, { name: 'withdrawConsent', input }, 'WITHDRAW', {
    reason,
    notes,
    ...witnessed(context),
  });
}
