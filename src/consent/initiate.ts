import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Context, loader } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { isUuid, newId, readClock, type Tx } from '../database/index.ts';
import { badInput, notFound, refuse } from '../errors.ts';
import {
  actingFiduciary,
  actingPerformer,
  type Fiduciary,
  fiduciaryById,
  findFiduciary,
  findPractitioner,
} from '../fiduciary/index.ts';
import { append } from '../history/index.ts';
import { checked, jsonObject, listOf, optional, present, text, whole } from '../input.ts';
import { type Addressed, addressed, lockPrincipal, recordAddressed } from '../principal/index.ts';
import {
  currentVersions,
  fallbackLanguage,
  languageCode,
  purposeVersionById,
} from '../purpose/index.ts';
import { lockReplaced } from './artifact-store.ts';
import { askedOf } from './asked.ts';
import {
  dayMs,
  defaultDurationDays,
  longestDurationDays,
  practitionerDurationDays,
  requestOpenDays,
} from './consent.ts';
import { exchangeInput, exchangeTerms } from './exchange.ts';
import { expireRequests } from './expire.ts';
import { requestStatusAt } from './lifecycle.ts';
import { purposesOfRequest } from './loader.ts';
import { insertRequest, lastDenial, lockOpenQuestion } from './request-store.ts';
import { sealRequest } from './sealed.ts';
import type { ConsentRequest } from './table.ts';

const initiateInput = z.object({
  externalUserId: optional(text(255)),
  principalId: optional(text(36)),
  purposeIds: listOf(text(36).toLowerCase(), 1, 50),
  dataFields: optional(listOf(text(100), 1, 200)),
  durationDays: whole(1, longestDurationDays).default(defaultDurationDays),
  expiresInDays: whole(1, 365).default(requestOpenDays),
  language: z.string().default(fallbackLanguage),
  metadata: optional(jsonObject(8192)),
  replacesConsentId: optional(text(36)),
  exchange: optional(exchangeInput),
});

const patientInput = z.object({
  patientId: text(36),
  purpose: text(2000),
  purposeId: optional(text(36).toLowerCase()),
  language: z.string().default(fallbackLanguage),
});

interface Question {
  fiduciaryId: string;
  practitionerId: string | null;
  person: Addressed;
  purposeIds: string[];
  dataFields: string[] | null;
  durationDays: number;
  expiresInDays: number;
  language: string;
  metadata: Record<string, unknown> | null;
  reason: string | null;
  replacesConsentId: string | null;
  exchange: z.output<typeof exchangeInput> | null;
}

/**
 * A data fiduciary asks a person for consent (the REST API's `POST /consents/initiate`). Purposes
 * are pinned to their current versions.
 *
 * @throws `BAD_USER_INPUT` naming the field; `NOT_FOUND` for another fiduciary, an unknown person or
 * consent to replace; `CONFLICT` when the same question is open, or was denied too short a time ago
 */
export function initiateConsent(
  context: Context,
  input: Command['input'] & { fiduciaryId?: string | null },
): Promise<ConsentRequest> {
  const fiduciaryId = actingFiduciary(context, input.fiduciaryId);
  const { externalUserId, principalId, ...asked } = checked(initiateInput, present(input));
  if ((externalUserId === null) === (principalId === null)) {
    throw badInput(
      'externalUserId',
      'Name the person by externalUserId or by principalId, one of them.',
    );
  }
  const person = externalUserId !== null ? { externalUserId } : { principalId: principalId ?? '' };
  // A nested input is an instance of a class, which has no canonical form.
  const plain = { ...input, ...(asked.exchange ? { exchange: asked.exchange } : {}) };
  return runCommand(context, { name: 'initiateConsent', input: plain }, (tx) =>
    ask(context, tx, { ...asked, fiduciaryId, person, practitionerId: null, reason: null }),
  );
}

/**
 * A practitioner asks a patient of their clinic for access (the REST API's `POST
 * /consent-requests`), with a reason in words, on the clinic's practice purpose unless another is
 * named. A consent given so lasts 30 days.
 *
 * @throws as {@link initiateConsent}
 */
export function requestPatientConsent(
  context: Context,
  input: Command['input'],
): Promise<ConsentRequest> {
  const fiduciaryId = actingFiduciary(context);
  const asked = checked(patientInput, present(input));
  return runCommand(context, { name: 'requestPatientConsent', input }, async (tx) => {
    const purposeId =
      asked.purposeId ?? (await findFiduciary(tx, fiduciaryId))?.practicePurposeId ?? null;
    if (!purposeId) {
      throw badInput('purposeId', 'The clinic has no practice purpose; name a purpose.');
    }
    return ask(context, tx, {
      fiduciaryId,
      practitionerId: context.caller?.practitionerId ?? null,
      person: { principalId: asked.patientId },
      purposeIds: [purposeId],
      dataFields: null,
      durationDays: practitionerDurationDays,
      expiresInDays: requestOpenDays,
      language: asked.language,
      metadata: null,
      reason: asked.purpose,
      replacesConsentId: null,
      exchange: null,
    });
  });
}

async function ask(context: Context, tx: Tx, question: Question): Promise<ConsentRequest> {
  const { fiduciaryId, practitionerId } = question;
  const { platform } = context;
  const language = languageCode(question.language, 'language');
  if (!isUuid(fiduciaryId)) throw notFound();
  const { purposeIds } = question;
  const [fiduciary, practitioner, versions, known] = await Promise.all([
    findFiduciary(tx, fiduciaryId),
    practitionerId ? findPractitioner(tx, practitionerId, fiduciaryId) : null,
    currentVersions(tx, fiduciaryId, purposeIds.filter(isUuid)),
    recordAddressed(platform, tx, fiduciaryId, question.person),
  ]);
  if (!fiduciary || practitioner === undefined) throw notFound();
  // A practitioner names one purpose, not a list.
  const fieldOf = practitionerId ? () => 'purposeId' : undefined;
  const asked = askedOf(purposeIds, versions, question.dataFields, fieldOf);
  const person = await addressed(platform, tx, fiduciaryId, question.person, known);
  if (!person) throw notFound();
  const { principal, key } = person;
  const exchange = await exchangeTerms(tx, fiduciaryId, asked, question.exchange);

  const digest = createHash('sha256');
  const between = exchange ? [exchange.exporter.id, exchange.importer.id] : [];
  digest.update(JSON.stringify([practitionerId, [...purposeIds].sort(), ...between]));
  const asking = { principalId: principal.id, question: digest.digest() };
  // One question to a person at a time: whoever asks the same meanwhile waits here. Sent together, in
  // this order, so that what is open is looked up, and the clock read, once the person is locked.
  const [locked, open, now] = await Promise.all([
    lockPrincipal(tx, principal.id),
    lockOpenQuestion(tx, asking.principalId, asking.question),
    readClock(tx),
  ]);
  if (locked?.erasedAt) throw refuse('CONFLICT', 'This person is just being erased. Ask again.');
  if (open && requestStatusAt(open, now) === 'INITIATED') {
    throw refuse('CONFLICT', 'This person has an open request for the same purposes.', {
      conflictsWith: open.id,
    });
  }
  if (open) await expireRequests(tx, [open], now);
  await refuseTooSoon(tx, fiduciary, asking, now);
  const replacesArtifactId = await replacing(tx, question.replacesConsentId, principal.id);

  const id = newId();
  const request: ConsentRequest = {
    id,
    fiduciaryId,
    principalId: principal.id,
    practitionerId,
    status: 'INITIATED',
    version: 1,
    language,
    durationDays: question.durationDays,
    question: asking.question,
    linkGeneration: 1,
    replacesArtifactId,
    exchange,
    ...sealRequest(key, id, question),
    createdAt: now,
    expiresAt: new Date(now.getTime() + question.expiresInDays * dayMs),
    decidedAt: null,
  };
  const purposes = asked.map(({ version, dataFields }, ordinal) => ({
    requestId: id,
    fiduciaryId,
    purposeId: version.purposeId,
    purposeVersionId: version.id,
    dataFields,
    ordinal,
  }));
  // Sent together, in this order.
  await Promise.all([
    insertRequest(tx, request, purposes),
    append(tx, {
      action: 'INITIATE',
      fiduciaryId,
      principalId: principal.id,
      practitionerId,
      requestId: id,
      sequence: 1,
      newStatus: 'INITIATED',
      performedBy: actingPerformer(context),
      performedAt: now,
      facts: { purposeVersionIds: asked.map(({ version }) => version.id) },
    }),
  ]);
  // What the answer shows of the request beside itself is at hand.
  loader(context, fiduciaryById).prime(fiduciaryId, fiduciary);
  loader(context, purposesOfRequest).prime(id, purposes);
  for (const { version } of asked) loader(context, purposeVersionById).prime(version.id, version);
  return request;
}

async function refuseTooSoon(
  tx: Tx,
  { denialWaitDays }: Fiduciary,
  asking: { principalId: string; question: Buffer },
  now: Date,
): Promise<void> {
  if (denialWaitDays === 0) return;
  const denied = await lastDenial(tx, asking.principalId, asking.question);
  const until = denied && new Date(denied.getTime() + denialWaitDays * dayMs);
  if (until && now < until) {
    throw refuse(
      'CONFLICT',
      `This person denied the same purposes. Ask again from ${until.toISOString()} on.`,
    );
  }
}

/** The consent that the request is to replace, if any: one of this person's, at this fiduciary. */
async function replacing(tx: Tx, id: string | null, principalId: string): Promise<string | null> {
  if (id === null) return null;
  if (!isUuid(id) || !(await lockReplaced(tx, id, principalId))) throw notFound();
  return id;
}
