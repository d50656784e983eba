import { z } from 'zod';
import { recorderOf } from '../access/index.ts';
import { type Context, standingOf, unauthenticated } from '../auth/index.ts';
import { batched, isUuid } from '../database/index.ts';
import { badInput } from '../errors.ts';
import { actingFiduciary } from '../fiduciary/index.ts';
import { checked, listOf, optional, text } from '../input.ts';
import type { Platform } from '../platform.ts';
import { externalUserIndex } from '../principal/index.ts';
import type { Grant } from './consent.ts';
import { type Found, findStandings, type Question } from './validate-store.ts';
import { judge, type Standing, type ValidationReason, type Verdict } from './validation.ts';

/** The most questions that one bulk call may ask. */
export const largestBulk = 1000;

const validateInput = z.object({
  artifactId: optional(text(255)),
  externalUserId: optional(text(255)),
  purposeId: optional(text(255)),
  dataFields: optional(listOf(text(100), 1, 200)),
});

export interface ValidateInput {
  artifactId?: string | null;
  externalUserId?: string | null;
  purposeId?: string | null;
  dataFields?: string[] | null;
}

type ValidatedGrant = Grant & { isValid: boolean };

export interface Validation extends Verdict {
  message: string;
  /** All null, and without purposes, when the consent is unknown. */
  status: Standing['status'] | null;
  artifactId: string | null;
  principalId: string | null;
  validTill: Date | null;
  assurance: Standing['assurance'] | null;
  successorId: string | null;
  purposes: ValidatedGrant[];
  checkedAt: Date;
}

/**
 * Answers the question before every use of data: may I? (The REST API's `GET /consents/validate`.)
 * An unknown consent and another fiduciary's are answered alike, with `UNKNOWN`, never an error.
 *
 * @throws `BAD_USER_INPUT`; `UNAVAILABLE`, never "valid", when the database did not answer in time
 */
export async function validateConsent(
  context: Context,
  input: ValidateInput & { fiduciaryId?: string | null },
): Promise<Validation> {
  const question = questionOf(askerOf(context, input.fiduciaryId), input);
  const permitted = context.countValidations?.(1);
  if (permitted) await permitted;
  return counted(context, answer(await singles(context.platform)(question), question));
}

/**
 * The same for many uses at once, in the order asked, in one statement (the REST API's `POST
 * /consents/validate-bulk`).
 *
 * @throws `BAD_USER_INPUT` naming the item at fault, or when there are none or more than 1,000
 */
export async function validateConsents(
  context: Context,
  input: { fiduciaryId?: string | null; validations: ValidateInput[] },
): Promise<Validation[]> {
  const { validations } = input;
  if (validations.length < 1 || validations.length > largestBulk) {
    throw badInput('validations', `One call asks 1 to ${largestBulk} questions.`);
  }
  const asker = askerOf(context, input.fiduciaryId);
  const questions = validations.map((validation, index) =>
    questionOf(asker, validation, `validations.${index}.`),
  );
  await context.countValidations?.(questions.length);
  const found = await findStandings(context.platform.database.sql, questions);
  return questions.map((question, index) => counted(context, answer(found[index], question)));
}

/** Who asks, and for which fiduciary: the same for all that one call asks. */
type Asker = Pick<Question, 'caller' | 'fiduciaryId'> & Pick<Platform, 'vault'>;

function askerOf(context: Context, named: string | null | undefined): Asker {
  const { caller, platform } = context;
  if (!caller) throw unauthenticated();
  const fiduciaryId = knowable(actingFiduciary(context, named));
  return { caller: standingOf(caller), fiduciaryId, vault: platform.vault };
}

function questionOf(asker: Asker, input: ValidateInput, path = ''): Question {
  return plainQuestion(asker, input) ?? checkedQuestion(asker, input, path);
}

/** The usual question, about one consent and one purpose by their ids: there is nothing to check. */
function plainQuestion(
  { caller, fiduciaryId }: Asker,
  { artifactId, externalUserId, purposeId = null, dataFields }: ValidateInput,
): Question | undefined {
  if (externalUserId != null || dataFields != null || artifactId == null) return undefined;
  if (!isUuid(artifactId) || (purposeId !== null && !isUuid(purposeId))) return undefined;
  const use = { purposeId: purposeId?.toLowerCase() ?? null, dataFields: null };
  return { caller, fiduciaryId, artifactId, externalUserIndex: null, use };
}

function checkedQuestion(
  { caller, fiduciaryId, vault }: Asker,
  input: ValidateInput,
  path: string,
): Question {
  const { artifactId, externalUserId, purposeId, dataFields } = checked(validateInput, input, path);
  if ((artifactId === null) === (externalUserId === null)) {
    throw badInput(
      `${path}artifactId`,
      'Name the consent by artifactId or the person by externalUserId, one of them.',
    );
  }
  return {
    caller,
    fiduciaryId,
    artifactId: artifactId === null ? null : knowable(artifactId),
    externalUserIndex:
      externalUserId === null ? null : externalUserIndex(vault, fiduciaryId, externalUserId),
    use: { purposeId: purposeId?.toLowerCase() ?? null, dataFields },
  };
}

/** What is not a UUID is simply unknown. */
function knowable(id: string): string {
  return isUuid(id) ? id : nobody;
}

/** An id that nothing has. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** The person sees who asked, and how often. */
function counted({ platform }: Context, validation: Validation): Validation {
  const { artifactId, checkedAt, isValid } = validation;
  if (artifactId) recorderOf(platform).validated(artifactId, checkedAt, isValid);
  return validation;
}

function answer(found: Found | undefined, { use }: Question): Validation {
  if (!found) throw new Error('A question was not answered');
  if (!found.callerStands) throw unauthenticated();
  return new Answer(found, judge(found.standing, use));
}

/** What is not asked for is not made: of a thousand answers each would be kept until the last is sent. */
class Answer implements Validation {
  readonly #standing: Standing | null;
  readonly isValid: boolean;
  readonly reason: ValidationReason;
  readonly checkedAt: Date;

  constructor({ standing, checkedAt }: Found, { isValid, reason }: Verdict) {
    this.#standing = standing;
    this.isValid = isValid;
    this.reason = reason;
    this.checkedAt = checkedAt;
  }

  get message(): string {
    return messages[this.reason];
  }

  get status() {
    return this.#standing?.status ?? null;
  }

  get artifactId() {
    return this.#standing?.artifactId ?? null;
  }

  get principalId() {
    return this.#standing?.principalId ?? null;
  }

  get validTill(): Date | null {
    return this.#standing && new Date(this.#standing.validTill);
  }

  get assurance() {
    return this.#standing?.assurance ?? null;
  }

  get successorId() {
    return this.#standing?.successorId ?? null;
  }

  get purposes(): ValidatedGrant[] {
    const isValid = this.status === 'ACTIVE';
    return (this.#standing?.grants ?? []).map((grant) => ({ ...grant, isValid }));
  }
}

const messages: Record<ValidationReason, string> = {
  VALID: 'Consent is active and valid.',
  UNKNOWN: 'There is no such consent.',
  WITHDRAWN: 'The person withdrew this consent.',
  EXPIRED: 'The term of this consent is over.',
  PAUSED: 'The person has paused this consent.',
  SUPERSEDED: 'Another consent took the place of this one.',
  INVALIDATED: 'This consent was ended by an operator.',
  PURPOSE_NOT_GRANTED: 'Consent is active, but was not given for this purpose.',
  FIELD_NOT_GRANTED: 'Consent is active, but was not given for all of these fields.',
};

/**
 * Each server has two queues of single questions; bulk calls go beside them. To find a consent by the
 * person may take long, when they gave many: on the line all others would wait for it.
 */
function singles({ database }: Platform): (question: Question) => Promise<Found> {
  const known = queues.get(database);
  if (known) return known;
  const asker = ({ fiduciaryId }: Question) => fiduciaryId;
  const limits = { most: 200, patience: 5_000 };
  const byId = batched(database.line, findStandings, asker, { ...limits, inFlight: 4 });
  const byPerson = batched(database, findStandings, asker, { ...limits, inFlight: 2 });
  const ask = (question: Question) => (question.artifactId === null ? byPerson : byId)(question);
  queues.set(database, ask);
  return ask;
}

const queues = new WeakMap<Platform['database'], (question: Question) => Promise<Found>>();
