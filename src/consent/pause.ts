import type { Context } from '../auth/index.ts';
import { witnessed } from './disclosed.ts';
import type { ConsentArtifact } from './table.ts';
import { type OfConsent, transition } from './transition.ts';

type Input = OfConsent & { idempotencyKey?: string | null };

/** Suspends a consent until the person resumes it. Its term runs on. @throws `NOT_FOUND`, `CONFLICT`, `EXPIRED` */
export function pauseConsent(context: Context, input: Input): Promise<ConsentArtifact> {
  return transition(context, { name: 'pauseConsent', input }, 'PAUSE', witnessed(context));
}

/** Puts a paused consent in force again. @throws `NOT_FOUND`, `CONFLICT`, `EXPIRED` */
export function resumeConsent(context: Context, input: Input): Promise<ConsentArtifact> {
  return transition(context, { name: 'resumeConsent', input }, 'RESUME', witnessed(context));
}
