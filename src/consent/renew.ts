import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import { runCommand } from '../command/index.ts';
import { newId } from '../database/index.ts';
import { refuse } from '../errors.ts';
import { append, type NewEntry } from '../history/index.ts';
import { checked, listOf, optional, present, text, whole } from '../input.ts';
import { languageCode } from '../purpose/index.ts';
import { actorsFor, actorsOf, performerOf } from './actor.ts';
import { sealArtifact } from './artifact.ts';
import { insertArtifact } from './artifact-store.ts';
import { dayMs, longestDurationDays } from './consent.ts';
import { selected, suspended } from './decide.ts';
import { witnessed } from './disclosed.ts';
import { exchangeGranted } from './exchange.ts';
import { artifactStatusAt, artifactTransitions, transitionArtifact } from './lifecycle.ts';
import { readRenewalNotice } from './read-notice.ts';
import { findRequests } from './request-store.ts';
import { subjectOf } from './subject.ts';
import { supersede } from './supersede.ts';
import type { ConsentArtifact } from './table.ts';
import { lockedConsent } from './transition.ts';

const renewInput = z.object({
  consentId: text(36),
  noticeHash: text(64),
  language: optional(z.string()),
  selectedPurposeIds: optional(listOf(text(36), 0, 50)),
  durationDays: optional(whole(1, longestDurationDays)),
});

export interface RenewInput {
  consentId: string;
  noticeHash: string;
  language?: string | null;
  selectedPurposeIds?: string[] | null;
  durationDays?: number | null;
  idempotencyKey?: string | null;
}

export interface Replacement {
  /** The new consent. */
  consent: ConsentArtifact;
  /** The one it took the place of. */
  superseded: ConsentArtifact;
}

/**
 * Agrees to other optional purposes among those asked; the term stays.
 *
 * @throws `NOT_FOUND`, `CONFLICT` (also when the notice read is not the notice now), `EXPIRED`,
 * `BAD_USER_INPUT`
 */
export function updateConsent(context: Context, input: RenewInput): Promise<Replacement> {
  return replace(context, 'UPDATE', input);
}

/**
 * Agrees anew, from now on, to the notice as it is now. The term is the request's, or a shorter one.
 *
 * @throws as {@link updateConsent}
 */
export function renewConsent(context: Context, input: RenewInput): Promise<Replacement> {
  return replace(context, 'RENEW', input);
}

async function replace(
  context: Context,
  action: 'UPDATE' | 'RENEW',
  input: RenewInput,
): Promise<Replacement> {
  const asked = checked(renewInput, present(input));
  const actors = actorsFor(await actorsOf(context), artifactTransitions[action].by);
  const { platform } = context;
  return runCommand(context, { name: action, input }, async (tx) => {
    const { artifact, as, now, dataKeyId } = await lockedConsent(tx, asked.consentId, actors);
    transitionArtifact(artifactStatusAt(artifact, now), action, as);
    const [request] = await findRequests(tx, [artifact.requestId]);
    if (!request) throw new Error('A consent has no request');
    const language = languageCode(asked.language ?? artifact.language, 'language');
    const notice = await readRenewalNotice(tx, request, language);
    if (notice.fiduciary.status === 'SUSPENDED') throw suspended();
    if (notice.hash !== asked.noticeHash) {
      throw refuse('CONFLICT', 'The notice has changed since it was read. Read it again.');
    }
    const kept = artifact.grants.map(({ purposeId }) => purposeId);
    const grants = selected(notice.body, asked.selectedPurposeIds ?? kept, as);
    const days = Math.min(asked.durationDays ?? request.durationDays, request.durationDays);
    const consent = await sealArtifact(platform.vault, {
      id: newId(),
      fiduciaryId: artifact.fiduciaryId,
      principalId: artifact.principalId,
      requestId: artifact.requestId,
      practitionerId: artifact.practitionerId,
      language,
      noticeHash: notice.hash,
      assurance: 'SIGNED_IN',
      grants,
      exchange: exchangeGranted(request.exchange, grants),
      predecessorId: artifact.id,
      grantedAt: now,
      validTill: action === 'UPDATE' ? artifact.validTill : new Date(now.getTime() + days * dayMs),
    });
    const key = await platform.vault.dataKey(tx, dataKeyId);
    const performedBy = performerOf(context, as, artifact.principalId);
    const entry: NewEntry = {
      action,
      ...subjectOf(consent),
      newStatus: consent.status,
      performedBy,
      performedAt: now,
      facts: { artifactHash: consent.hash, predecessorId: artifact.id },
      disclosures: witnessed(context),
    };
    // Sent together, in this order.
    await Promise.all([
      insertArtifact(tx, consent, notice.body),
      supersede(tx, artifact, action, consent, { as, performedBy, now }),
      append(tx, entry, key),
    ]);
    return {
      consent,
      superseded: {
        ...artifact,
        status: 'SUPERSEDED',
        successorId: consent.id,
        statusChangedAt: now,
      },
    };
  });
}
