import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../graphql/enum.ts';
import { connectionTypes, MutationInput } from '../graphql/type.ts';
import type { PractitionerStatus as Employment, FiduciaryStatus as Status } from './fiduciary.ts';

const FiduciaryStatus = enumOf<Status>('FiduciaryStatus', 'Whether a data fiduciary may work.', {
  ACTIVE: 'It may ask, validate and read.',
  SUSPENDED:
    'Its tokens are refused and its notice links closed. People still see their consents and withdraw them.',
});

const PractitionerStatus = enumOf<Employment>(
  'PractitionerStatus',
  'Whether a practitioner still acts for their data fiduciary.',
  {
    EMPLOYED: 'May ask people for consent and see the answers.',
    DISMISSED: 'Is refused everywhere; what they asked for stays in the records.',
  },
);

@ObjectType({
  description:
    'A data fiduciary: a company, hospital or clinic that decides why and how personal data is processed (DPDP Act 2023 s.2(i)).',
})
export class Fiduciary {
  @Field(() => ID, { description: 'Its id, a UUID.' })
  id!: string;

  @Field(() => String, { description: 'The name people know it by.' })
  name!: string;

  @Field(() => String, { description: 'Its name in law.' })
  legalName!: string;

  @Field(() => String, { nullable: true, description: 'Where its logo is; null when it has none.' })
  logoUrl!: string | null;

  @Field(() => String, { description: 'The e-mail address for questions about personal data.' })
  contactEmail!: string;

  @Field(() => String, { nullable: true, description: 'Its web site; null when it has none.' })
  websiteUrl!: string | null;

  @Field(() => String, { description: 'Where its privacy policy is.' })
  privacyPolicyUrl!: string;

  @Field(() => String, {
    description: 'How to complain, and to whom (DPDP Act 2023 s.5(1)(iii), s.13).',
  })
  grievanceContact!: string;

  @Field(() => String, { description: 'How a person withdraws, as its notices say it (s.6(4)).' })
  withdrawalPolicy!: string;

  @Field(() => FiduciaryStatus, { description: 'Whether it may work.' })
  status!: Status;

  @Field(() => GraphQLDateTime, { description: 'When it was registered.' })
  createdAt!: Date;

  @Field(() => Int, { description: 'How many requests a minute it may make.' })
  requestsPerMinute!: number;

  @Field(() => Int, {
    description: 'How many requests a day it may make. Days start at midnight UTC.',
  })
  requestsPerDay!: number;

  @Field(() => Int, {
    description:
      'How many days it waits before it asks again for what a person denied; 0 when it need not wait.',
  })
  denialWaitDays!: number;

  @Field(() => Int, {
    description: 'How many years its consent records are kept: seven at least, as the law asks.',
  })
  recordRetentionYears!: number;
}

@ObjectType({ description: 'A page of data fiduciaries, in the order they were registered.' })
export class FiduciaryConnection extends connectionTypes(Fiduciary, 'Fiduciary') {}

@ObjectType({
  description:
    'A practitioner, such as a doctor, who acts for one data fiduciary. A doctor at two clinics is two of these.',
})
export class Practitioner {
  @Field(() => ID, { description: 'Their id, a UUID.' })
  id!: string;

  fiduciaryId!: string;

  @Field(() => String, { description: 'Their name, as people are shown it.' })
  name!: string;

  @Field(() => String, { description: 'What they specialise in, such as Cardiology.' })
  specialization!: string;

  @Field(() => PractitionerStatus, { description: 'Whether they still act for the fiduciary.' })
  status!: Employment;

  @Field(() => GraphQLDateTime, { description: 'When they were registered.' })
  createdAt!: Date;
}

@InputType()
export abstract class FiduciaryInput extends MutationInput {
  @Field(() => ID, {
    nullable: true,
    description:
      'Which data fiduciary is meant. A fiduciary leaves it out; an operator must give it.',
  })
  fiduciaryId?: string | null;
}

@InputType({
  description: 'The profile of a new data fiduciary: all that a notice must say about it.',
})
export class RegisterFiduciaryInput extends MutationInput {
  @Field(() => String, { description: 'The name people know it by, at most 200 characters.' })
  name!: string;

  @Field(() => String, { description: 'Its name in law, at most 200 characters.' })
  legalName!: string;

  @Field(() => String, { nullable: true, description: 'Where its logo is: http or https.' })
  logoUrl?: string | null;

  @Field(() => String, { description: 'The e-mail address for questions about personal data.' })
  contactEmail!: string;

  @Field(() => String, { nullable: true, description: 'Its web site: http or https.' })
  websiteUrl?: string | null;

  @Field(() => String, { description: 'Where its privacy policy is: http or https.' })
  privacyPolicyUrl!: string;

  @Field(() => String, { description: 'How to complain, and to whom; at most 500 characters.' })
  grievanceContact!: string;

  @Field(() => String, { description: 'How a person withdraws; at most 2,000 characters.' })
  withdrawalPolicy!: string;
}

@InputType({ description: 'Changes to a profile. What is left out stays as it is.' })
export class ChangeFiduciaryInput extends FiduciaryInput {
  @Field(() => String, { nullable: true, description: 'The name people know it by.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Its name in law.' })
  legalName?: string | null;

  @Field(() => String, { nullable: true, description: 'Where its logo is; null takes it away.' })
  logoUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'The e-mail address for questions.' })
  contactEmail?: string | null;

  @Field(() => String, { nullable: true, description: 'Its web site; null takes it away.' })
  websiteUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'Where its privacy policy is.' })
  privacyPolicyUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'How to complain, and to whom.' })
  grievanceContact?: string | null;

  @Field(() => String, { nullable: true, description: 'How a person withdraws.' })
  withdrawalPolicy?: string | null;
}

@InputType({ description: 'Limits an operator sets. What is left out stays as it is.' })
export class SetFiduciaryLimitsInput extends FiduciaryInput {
  @Field(() => Int, { nullable: true, description: 'Requests a minute, 1 to 1,000,000.' })
  requestsPerMinute?: number | null;

  @Field(() => Int, { nullable: true, description: 'Requests a day, 1 to 1,000,000,000.' })
  requestsPerDay?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Days to wait before asking again for what a person denied, 0 to 3,650.',
  })
  denialWaitDays?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Years to keep consent records, 7 to 100 (DPDP Rules 2025, First Schedule, Part B).',
  })
  recordRetentionYears?: number | null;
}

@InputType({ description: 'A data fiduciary to stop, or to let work again.' })
export class FiduciaryStatusInput extends MutationInput {
  @Field(() => ID, { description: 'Which data fiduciary.' })
  fiduciaryId!: string;
}

@InputType({ description: 'A new practitioner.' })
export class EmployPractitionerInput extends FiduciaryInput {
  @Field(() => String, { description: 'Their name, as people are shown it.' })
  name!: string;

  @Field(() => String, { description: 'What they specialise in, such as Cardiology.' })
  specialization!: string;
}

@InputType({ description: 'Changes to a practitioner. What is left out stays as it is.' })
export class ChangePractitionerInput extends MutationInput {
  @Field(() => ID, { description: 'Which practitioner.' })
  practitionerId!: string;

  @Field(() => String, { nullable: true, description: 'Their name, as people are shown it.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'What they specialise in.' })
  specialization?: string | null;
}

@InputType({ description: 'A practitioner whose employment ends.' })
export class DismissPractitionerInput extends MutationInput {
  @Field(() => ID, { description: 'Which practitioner.' })
  practitionerId!: string;
}

@ObjectType({ description: 'What became of the data fiduciary.' })
export class FiduciaryPayload {
  @Field(() => Fiduciary, { description: 'The data fiduciary as it is now.' })
  fiduciary!: Fiduciary;
}

@ObjectType({ description: 'What became of the practitioner.' })
export class PractitionerPayload {
  @Field(() => Practitioner, { description: 'The practitioner as they are now.' })
  practitioner!: Practitioner;
}
