import { GraphQLJSONObject } from 'graphql-scalars';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { FiduciaryInput } from '../fiduciary/index.ts';
import { MutationInput } from '../graphql/type.ts';

const linkDescription =
  'The capability in the fragment of the notice link, when the person is not signed in.';

@InputType({ description: 'Between which participants data is to move under a consent.' })
export class ExchangeInput {
  @Field(() => ID, { description: 'The participant that the data comes from.' })
  exporterId!: string;

  @Field(() => ID, { description: 'The participant that the data goes to.' })
  importerId!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Which of the fields asked for are to move; all unless said.',
  })
  dataTypes?: string[] | null;
}

@InputType({ description: 'A question to a person: may I use your data for this?' })
export class InitiateConsentInput extends FiduciaryInput {
  @Field(() => String, {
    nullable: true,
    description:
      "The fiduciary's own id for the person, at most 255 characters. The first use makes their record. Either this or principalId.",
  })
  externalUserId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The id of a record the fiduciary has already.' })
  principalId?: string | null;

  @Field(() => [ID], { description: 'The purposes to ask for, 1 to 50.' })
  purposeIds!: string[];

  @Field(() => [String], {
    nullable: true,
    description: 'Which of the fields of these purposes to ask for; all unless said.',
  })
  dataFields?: string[] | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many days the consent is to last, 1 to 3,650; 365 unless said.',
  })
  durationDays?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many days the request stays open, 1 to 365; 30 unless said.',
  })
  expiresInDays?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The language of the notice, an ISO 639 code; en unless said.',
  })
  language?: string | null;

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description:
      "The fiduciary's own data about the request, at most 8 KiB; comes back in webhooks, encrypted at rest.",
  })
  metadata?: Record<string, unknown> | null;

  @Field(() => ID, {
    nullable: true,
    description: 'A consent of the same person that is superseded when this one is given.',
  })
  replacesConsentId?: string | null;

  @Field(() => ExchangeInput, {
    nullable: true,
    description:
      'When the data is to move to another service under the consent: from where and where to. One of the two participants is your own.',
  })
  exchange?: ExchangeInput | null;
}

@InputType({ description: "A practitioner's question to a patient of their clinic." })
export class RequestPatientConsentInput extends MutationInput {
  @Field(() => ID, { description: "The patient: the id of the clinic's record of them." })
  patientId!: string;

  @Field(() => String, {
    description: 'Why access is asked for, in words; at most 2,000 characters, encrypted at rest.',
  })
  purpose!: string;

  @Field(() => ID, {
    nullable: true,
    description: "The purpose it stands on; the clinic's practice purpose unless said.",
  })
  purposeId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The language of the notice, an ISO 639 code; en unless said.',
  })
  language?: string | null;
}

@InputType({ description: 'A decision on a request.' })
export class DecideConsentInput extends MutationInput {
  @Field(() => ID, { description: 'Which request.' })
  requestId!: string;

  @Field(() => String, { nullable: true, description: linkDescription })
  noticeToken?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The hash of the notice that was read. Agreeing needs it; refusing does not. Another than the present notice is a CONFLICT: read again.',
  })
  noticeHash?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The language the notice was read in; the request's unless said.",
  })
  language?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The address the client claims; kept apart from what the server saw.',
  })
  ipAddress?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The user agent the client claims; kept apart from what the server saw.',
  })
  userAgent?: string | null;
}

@InputType({ description: 'A decision purpose by purpose.' })
export class SubmitConsentInput extends DecideConsentInput {
  @Field(() => Boolean, {
    description: 'Whether the person agrees. false refuses all that is asked.',
  })
  agree!: boolean;

  @Field(() => [ID], {
    nullable: true,
    description: 'The purposes agreed to, the mandatory ones among them; all unless said.',
  })
  selectedPurposeIds?: string[] | null;
}

@InputType({ description: 'A request to take back.' })
export class CancelConsentRequestInput extends MutationInput {
  @Field(() => ID, { description: 'Which request.' })
  requestId!: string;
}

@InputType({ description: 'A consent to act on.' })
export class ConsentInput extends MutationInput {
  @Field(() => ID, { description: 'Which consent.' })
  consentId!: string;
}

@InputType({ description: 'A consent to withdraw. No reason is needed.' })
export class WithdrawConsentInput extends ConsentInput {
  @Field(() => String, { nullable: true, description: linkDescription })
  noticeToken?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why, at most 500 characters; encrypted at rest.',
  })
  reason?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'More about it, at most 2,000 characters; encrypted at rest.',
  })
  notes?: string | null;
}

@InputType({ description: 'A consent to end by order of the authority, or for a failed proof.' })
export class InvalidateConsentInput extends ConsentInput {
  @Field(() => String, { description: 'Why, at most 500 characters; encrypted at rest.' })
  reason!: string;
}

@InputType({ description: 'Other optional purposes among those that were asked.' })
export class UpdateConsentInput extends ConsentInput {
  @Field(() => String, { description: 'The hash of the renewalNotice that was read.' })
  noticeHash!: string;

  @Field(() => String, {
    nullable: true,
    description: "The language it was read in; the consent's unless said.",
  })
  language?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'The purposes agreed to from now on; those of the consent unless said.',
  })
  selectedPurposeIds?: string[] | null;
}

@InputType({ description: 'A consent to give anew, for a new term from now on.' })
export class RenewConsentInput extends UpdateConsentInput {
  @Field(() => Int, {
    nullable: true,
    description: "How many days it is to last, no more than the request's; as many unless said.",
  })
  durationDays?: number | null;
}

/** As one argument of many, and as the arguments of a field. */
@ArgsType()
@InputType({ description: 'A use of data to be checked.' })
export class ValidationInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The consent, by its id. Either this or externalUserId.',
  })
  artifactId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The person, by the fiduciary's own id: their best consent for the use is judged.",
  })
  externalUserId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'For which purpose; the consent alone is judged unless said.',
  })
  purposeId?: string | null;

  @Field(() => [String], { nullable: true, description: 'With which fields; any unless said.' })
  dataFields?: string[] | null;
}

@InputType({ description: 'A notice link whose record is to be linked to the signed-in account.' })
export class LinkMyRecordInput extends MutationInput {
  @Field(() => String, { description: 'The capability in the fragment of the notice link.' })
  noticeToken!: string;
}

@InputType({ description: 'A record whose link to the signed-in account ends.' })
export class UnlinkMyRecordInput extends MutationInput {
  @Field(() => ID, { description: 'Which record.' })
  principalId!: string;
}

@InputType({ description: 'A request whose notice links are to be closed.' })
export class RevokeNoticeLinkInput extends MutationInput {
  @Field(() => ID, { description: 'Which request.' })
  requestId!: string;
}
