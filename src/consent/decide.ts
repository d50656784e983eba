import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import { runCommand } from '../command/index.ts';
import { isUuid, newId, type Tx } from '../database/index.ts';
import { badInput, notFound, type Refusal, refuse } from '../errors.ts';
import { append, type NewEntry } from '../history/index.ts';
import { checked, listOf, optional, present, text } from '../input.ts';
import { type LanguageCode, languageCode } from '../purpose/index.ts';
import type { DataKey } from '../vault/index.ts';
import { actorsFor, actorsOf, bearerOf, performerOf } from './actor.ts';
import { sealArtifact } from './artifact.ts';
import { insertArtifact, lockReplaced } from './artifact-store.ts';
import { dayMs, type Grant, type NoticeBody } from './consent.ts';
import { witnessed } from './disclosed.ts';
import { exchangeGranted } from './exchange.ts';
import { requestStatusAt, requestTransitions, transitionRequest } from './lifecycle.ts';
import type { Notice } from './notice.ts';
import type { Actor } from './reach.ts';
import { noticeToDecide } from './read-notice.ts';
import { lockUndecided, updateRequest } from './request-store.ts';
import { subjectOfRequest } from './subject.ts';
import { supersede } from './supersede.ts';
import type { ConsentArtifact, ConsentRequest } from './table.ts';

const decisionInput = z.object({
  requestId: text(36),
  noticeHash: optional(text(64)),
  noticeToken: optional(text(2048)),
  language: optional(z.string()),
  selectedPurposeIds: optional(listOf(text(36), 0, 50)),
  ipAddress: optional(text(64)),
  userAgent: optional(text(512)),
});

export interface DecisionInput {
  requestId: string;
  noticeHash?: string | null;
  noticeToken?: string | null;
  language?: string | null;
  selectedPurposeIds?: string[] | null;
  ipAddress?: string | null;
  userAgent?: string | null;
  idempotencyKey?: string | null;
}

export interface Decision {
  request: ConsentRequest;
  /** The consent that was sealed; null after a denial. */
  consent: ConsentArtifact | null;
}

type Asked = z.output<typeof decisionInput>;

/**
 * The person decides: agrees to the purposes selected, or refuses them all (the REST API's `POST
 * /consents/submit`; DPDP Act 2023 s.6).
 *
 * @throws `NOT_FOUND`; `CONFLICT` when it was decided or cancelled, or the notice read is not the
 * notice now; `EXPIRED`; `BAD_USER_INPUT` for a selection that leaves out what is mandatory or names
 * what was not asked; `FORBIDDEN` when a purpose demands a person who is signed in
 */
export function submitConsent(
  context: Context,
  input: DecisionInput & { agree: boolean },
): Promise<Decision> {
  return decide(context, 'submitConsent', input.agree ? 'GRANT' : 'DENY', input);
}

/** Agrees to all that is asked. @throws as {@link submitConsent} */
export function approveRequest(context: Context, input: DecisionInput): Promise<Decision> {
  return decide(context, 'approveConsentRequest', 'GRANT', input);
}

/** Refuses all that is asked. @throws as {@link submitConsent} */
export function denyRequest(context: Context, input: DecisionInput): Promise<Decision> {
  return decide(context, 'denyConsentRequest', 'DENY', input);
}

async function decide(
  context: Context,
  name: string,
  action: 'GRANT' | 'DENY',
  input: DecisionInput,
): Promise<Decision> {
  const asked = checked(decisionInput, present(input));
  const { by } = requestTransitions[action];
  const actors = actorsFor(await actorsOf(context, asked.noticeToken), by);
  return runCommand(context, { name, input, ...bearerOf(actors) }, async (tx) => {
    const undecided = isUuid(asked.requestId)
      ? await lockUndecided(tx, asked.requestId, actors)
      : undefined;
    if (!undecided) throw notFound();
    const { request, as, now, fiduciary, dataKeyId } = undecided;
    const status = transitionRequest(requestStatusAt(request, now), action, as);
    const language = languageCode(asked.language ?? request.language, 'language');
    const notice = noticeToDecide(undecided, language);
    const key = await context.platform.vault.dataKey(tx, dataKeyId);
    if (fiduciary.status === 'SUSPENDED') refuseSuspended(action, as);
    requireRead(asked, notice, action);
    return action === 'DENY'
      ? deny(context, tx, { request, as, now, status, key }, asked)
      : grant(context, tx, { request, as, now, status, key, notice, language }, asked);
  });
}

interface Turn {
  request: ConsentRequest;
  as: Actor['type'];
  now: Date;
  status: ConsentRequest['status'];
  /** What the entry's disclosures are sealed under. */
  key: DataKey;
}

async function deny(context: Context, tx: Tx, turn: Turn, asked: Asked): Promise<Decision> {
  const { request, as, now, status, key } = turn;
  const entry: NewEntry = {
    action: 'DENY',
    ...subjectOfRequest(request),
    // The version that the update, which is sent with it, makes.
    sequence: request.version + 1,
    previousStatus: request.status,
    newStatus: status,
    performedBy: performerOf(context, as, request.principalId),
    performedAt: now,
    disclosures: witnessed(context, asked),
  };
  // Sent together, in this order.
  const [denied] = await Promise.all([
    updateRequest(tx, request, { status, decidedAt: now }),
    append(tx, entry, key),
  ]);
  return { request: denied, consent: null };
}

async function grant(
  context: Context,
  tx: Tx,
  turn: Turn & { notice: Notice; language: LanguageCode },
  asked: Asked,
): Promise<Decision> {
  const { request, as, now, status, key, notice, language } = turn;
  const grants = selected(notice.body, asked.selectedPurposeIds, as);
  const replaced =
    request.replacesArtifactId === null
      ? undefined
      : await lockReplaced(tx, request.replacesArtifactId, request.principalId);
  const consent = await sealArtifact(context.platform.vault, {
    id: newId(),
    fiduciaryId: request.fiduciaryId,
    principalId: request.principalId,
    requestId: request.id,
    practitionerId: request.practitionerId,
    language,
    noticeHash: notice.hash,
    assurance: as === 'PRINCIPAL' ? 'SIGNED_IN' : 'NOTICE_LINK',
    grants,
    exchange: exchangeGranted(request.exchange, grants),
    predecessorId: replaced?.id ?? null,
    grantedAt: now,
    validTill: new Date(now.getTime() + request.durationDays * dayMs),
  });
  const performedBy = performerOf(context, as, request.principalId);
  const entry: NewEntry = {
    action: 'GRANT',
    ...subjectOfRequest(request),
    artifactId: consent.id,
    sequence: consent.version,
    previousStatus: request.status,
    newStatus: consent.status,
    performedBy,
    performedAt: now,
    facts: { artifactHash: consent.hash, ...(replaced ? { predecessorId: replaced.id } : {}) },
    disclosures: witnessed(context, asked),
  };
  // Sent together, in this order.
  const [granted] = await Promise.all([
    updateRequest(tx, request, { status, decidedAt: now }),
    insertArtifact(tx, consent, notice.body),
    replaced && supersede(tx, replaced, 'SUPERSEDE', consent, { as, performedBy, now }),
    append(tx, entry, key),
  ]);
  return { request: granted, consent };
}

/** A suspended fiduciary's links are closed, and nothing new is agreed to; refusing stays possible. */
function refuseSuspended(action: 'GRANT' | 'DENY', as: Actor['type']): void {
  if (as === 'NOTICE_LINK') throw notFound();
  if (action === 'GRANT') throw suspended();
}

export function suspended(): Refusal {
  return refuse('CONFLICT', 'This data fiduciary is suspended: nothing can be agreed to now.');
}

/** Agreeing needs proof of what was read; refusing needs none, but what is sent must be true. */
function requireRead(asked: Asked, notice: Notice, action: 'GRANT' | 'DENY'): void {
  if (asked.noticeHash === null) {
    if (action === 'DENY') return;
    throw badInput('noticeHash', 'Send the hash of the notice that was read.');
  }
  if (asked.noticeHash !== notice.hash) {
    throw refuse('CONFLICT', 'The notice has changed since it was read. Read it again.');
  }
}

/** What is agreed to: the purposes selected, or all that were asked. */
export function selected(
  notice: NoticeBody,
  selectedPurposeIds: string[] | null,
  as: Actor['type'],
): Grant[] {
  const chosen = selectedPurposeIds?.map((id) => id.toLowerCase());
  const offered = new Set(notice.purposes.map(({ purposeId }) => purposeId));
  const stray = chosen?.findIndex((id) => !offered.has(id)) ?? -1;
  if (stray >= 0) {
    throw badInput(`selectedPurposeIds.${stray}`, 'This purpose was not asked for.');
  }
  if (chosen?.length === 0) {
    throw badInput('selectedPurposeIds', 'Agreeing takes at least one purpose.');
  }
  const purposes = notice.purposes.filter(({ purposeId }) => chosen?.includes(purposeId) ?? true);
  const missing = notice.purposes.find((p) => p.mandatory && !purposes.includes(p));
  if (missing) {
    throw badInput(
      'selectedPurposeIds',
      `Purpose ${missing.purposeId} is mandatory: agree to it, or refuse the request.`,
    );
  }
  if (as !== 'PRINCIPAL' && purposes.some(({ requiresSignIn }) => requiresSignIn)) {
    throw refuse('FORBIDDEN', 'One of these purposes asks for a person who is signed in.');
  }
  return purposes.map(({ purposeId, purposeVersionId, dataFields }) => ({
    purposeId,
    purposeVersionId,
    dataFields,
  }));
}
