import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'Who asks, as a notice says it.' })
export class NoticeFiduciary {
  @Field(() => ID, { description: 'The id of the data fiduciary.' })
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

  @Field(() => String, { description: 'How to complain, and to whom (DPDP Act 2023 s.5(1)(iii)).' })
  grievanceContact!: string;
}

@ObjectType({ description: 'The practitioner who asks, as a notice says it.' })
export class NoticePractitioner {
  @Field(() => String, { description: 'Their name.' })
  name!: string;

  @Field(() => String, { description: 'What they specialise in, such as Cardiology.' })
  specialization!: string;
}

@ObjectType({ description: 'One purpose that is asked for, in the version the person is shown.' })
export class NoticePurpose {
  @Field(() => ID, { description: 'The id of the purpose; what a decision selects.' })
  purposeId!: string;

  @Field(() => ID, { description: 'The id of the version that is shown.' })
  purposeVersionId!: string;

  @Field(() => Int, { description: 'The number of that version, from 1.' })
  versionNumber!: number;

  @Field(() => String, {
    description: 'The language that title and description are in: en where no translation exists.',
  })
  language!: string;

  @Field(() => String, { description: 'What it is for, in a few words.' })
  title!: string;

  @Field(() => String, { description: 'What it is for and what is done.' })
  description!: string;

  @Field(() => String, { description: 'What in law allows it.' })
  legalBasis!: string;

  @Field(() => [String], { description: 'The kinds of personal data that are asked for it.' })
  dataFields!: string[];

  @Field(() => [String], { description: 'What is done with the data.' })
  processingActivities!: string[];

  @Field(() => Int, { description: 'How many days the data is kept for it.' })
  retentionDays!: number;

  @Field(() => Boolean, { description: 'Whether agreeing without it is impossible.' })
  mandatory!: boolean;

  @Field(() => Boolean, { description: 'Whether agreeing to it takes a person who is signed in.' })
  requiresSignIn!: boolean;
}

@ObjectType({ description: 'How long data is kept, and how consent is withdrawn.' })
export class RetentionPolicy {
  @Field(() => Int, { description: 'The longest time that data is kept for any purpose, in days.' })
  retentionDays!: number;

  @Field(() => String, { description: 'How to withdraw, in words (DPDP Act 2023 s.6(4)).' })
  withdrawalPolicy!: string;
}

@ObjectType({ description: 'A participant of the exchange of data, by its data fiduciary.' })
export class ExchangeSide {
  @Field(() => ID, { description: 'The id of the participant.' })
  id!: string;

  @Field(() => String, { description: 'The name people know its data fiduciary by.' })
  name!: string;
}

@ObjectType({
  description: 'That data is to move from one participant to another under the consent.',
})
export class ExchangeTerms {
  @Field(() => ExchangeSide, { description: 'Where the data comes from.' })
  exporter!: ExchangeSide;

  @Field(() => ExchangeSide, { description: 'Where the data goes to.' })
  importer!: ExchangeSide;

  @Field(() => [String], { description: 'The kinds of personal data that move.' })
  dataTypes!: string[];
}

@ObjectType({
  description:
    'What a person reads before they decide (DPDP Act 2023 s.5): who asks, for what, which data, how long, how to withdraw and how to complain. Says nothing about the person.',
})
export class ConsentNotice {
  @Field(() => ID, { description: 'The request it is the notice of.' })
  requestId!: string;

  @Field(() => String, {
    description:
      'Stands for exactly what was read: send it with the decision. SHA-256 in hexadecimal.',
  })
  hash!: string;

  @Field(() => String, { description: 'The language that was asked for, an ISO 639 code.' })
  language!: string;

  @Field(() => Boolean, {
    description: 'Whether every purpose is worded in that language; if not, some are in English.',
  })
  isTranslated!: boolean;

  @Field(() => NoticeFiduciary, { description: 'Who asks.' })
  fiduciary!: NoticeFiduciary;

  @Field(() => NoticePractitioner, {
    nullable: true,
    description: 'The practitioner who asks; null when the data fiduciary itself does.',
  })
  practitioner!: NoticePractitioner | null;

  @Field(() => [NoticePurpose], { description: 'For what, purpose by purpose.' })
  purposes!: NoticePurpose[];

  @Field(() => [String], { description: 'All kinds of personal data asked for, each once.' })
  dataFields!: string[];

  @Field(() => ExchangeTerms, {
    nullable: true,
    description: 'Where the data is to move; null when it is not to.',
  })
  exchange!: ExchangeTerms | null;

  @Field(() => [ID], { description: 'The purposes that agreeing without is impossible.' })
  mandatoryPurposeIds!: string[];

  @Field(() => RetentionPolicy, { description: 'How long data is kept, and how to withdraw.' })
  retentionPolicy!: RetentionPolicy;

  @Field(() => Int, { description: 'How many days the consent will last.' })
  durationDays!: number;

  @Field(() => GraphQLDateTime, { description: 'Until when the request can be decided.' })
  validUntil!: Date;
}
