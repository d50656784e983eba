import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import { checked, text } from '../input.ts';
import type { ConsentArtifact } from './table.ts';
import { type OfConsent, transition } from './transition.ts';

const invalidateInput = z.object({ consentId: text(36), reason: text(500) });

/**
 * Ends a consent by order of the authority, or because its proof failed. The reason is kept.
 *
 * @throws `NOT_FOUND`, `CONFLICT`, `EXPIRED`, `BAD_USER_INPUT`
 */
export function invalidateConsent(
  context: Context,
  input: OfConsent & { reason: string; idempotencyKey?: string | null },
): Promise<ConsentArtifact> {
  const { reason } = checked(invalidateInput, input);
  return transition(context, { name: 'invalidateConsent', input }, 'INVALIDATE', { reason });
}
