import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { FiduciaryInput } from '../fiduciary/index.ts';
import { MutationInput } from '../graphql/type.ts';

@ObjectType({
  description:
    'Something a data fiduciary wants to use personal data for, such as opening an account. Its terms stand in numbered versions that never change.',
})
export class Purpose {
  @Field(() => ID, { description: 'Its id, a UUID; the same over all versions.' })
  id!: string;

  fiduciaryId!: string;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was taken out of use; null while it can be asked for.',
  })
  retiredAt!: Date | null;

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  createdAt!: Date;
}

@ObjectType({ description: 'The words of a purpose version in one language.' })
export class PurposeTranslation {
  @Field(() => String, { description: 'The language, as an ISO 639 code such as hi.' })
  language!: string;

  @Field(() => String, { description: 'The title in that language.' })
  title!: string;

  @Field(() => String, { description: 'The description in that language.' })
  description!: string;
}

@ObjectType({
  description:
    'The terms of a purpose, as people are shown and agree to them. Never changed once made; what changes is a new version.',
})
export class PurposeVersion {
  @Field(() => ID, { description: 'The id of this version, a UUID.' })
  id!: string;

  purposeId!: string;

  @Field(() => Int, { description: 'Its number, from 1.' })
  number!: number;

  @Field(() => String, { description: 'What it is for, in a few words, in English.' })
  title!: string;

  @Field(() => String, { description: 'What it is for and what is done, in English.' })
  description!: string;

  @Field(() => String, {
    description:
      'What in law allows it; for consent that is section 6(1) read with section 4(1)(a) of the DPDP Act 2023.',
  })
  legalBasis!: string;

  @Field(() => [String], { description: 'The kinds of personal data it uses, such as email.' })
  dataFields!: string[];

  @Field(() => [String], { description: 'What is done with the data, such as verification.' })
  processingActivities!: string[];

  @Field(() => Int, { description: 'How many days the data is kept for this purpose.' })
  retentionDays!: number;

  @Field(() => Boolean, {
    description: 'Whether agreeing to a request without this purpose is impossible.',
  })
  mandatory!: boolean;

  @Field(() => Boolean, {
    description:
      'Whether the person must be signed in to agree: a notice link alone is not enough.',
  })
  requiresSignIn!: boolean;

  @Field(() => GraphQLDateTime, { description: 'When this version was made.' })
  createdAt!: Date;
}

@InputType({ description: 'The words of a purpose version in one language.' })
export class PurposeTranslationInput {
  @Field(() => String, {
    description:
      'The language: an ISO 639 code of the 22 in the Eighth Schedule to the Constitution of India, such as hi. English is the version itself.',
  })
  language!: string;

  @Field(() => String, { description: 'The title in that language, at most 200 characters.' })
  title!: string;

  @Field(() => String, {
    description: 'The description in that language, at most 5,000 characters.',
  })
  description!: string;
}

@InputType({ description: 'The terms of a new purpose version.' })
export class PurposeVersionInput {
  @Field(() => String, { description: 'What it is for, in English; at most 200 characters.' })
  title!: string;

  @Field(() => String, {
    description: 'What is done and why, in English; at most 5,000 characters.',
  })
  description!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'What in law allows it; "Section 6(1) read with section 4(1)(a), DPDP Act 2023" unless said.',
  })
  legalBasis?: string | null;

  @Field(() => [String], { description: 'The kinds of personal data it uses, 1 to 200.' })
  dataFields!: string[];

  @Field(() => [String], { description: 'What is done with the data, 1 to 50 entries.' })
  processingActivities!: string[];

  @Field(() => Int, { description: 'How many days the data is kept, 1 to 36,500.' })
  retentionDays!: number;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether agreeing without it is impossible; false unless said.',
  })
  mandatory?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the person must be signed in to agree to it; false unless said.',
  })
  requiresSignIn?: boolean | null;

  @Field(() => [PurposeTranslationInput], {
    nullable: true,
    description: 'Its words in other languages; none unless said.',
  })
  translations?: PurposeTranslationInput[] | null;
}

@InputType({ description: 'A new purpose.' })
export class CreatePurposeInput extends FiduciaryInput {
  @Field(() => PurposeVersionInput, { description: 'The terms of its version 1.' })
  version!: PurposeVersionInput;
}

@InputType({ description: 'The next version of a purpose.' })
export class PublishPurposeVersionInput extends MutationInput {
  @Field(() => ID, { description: 'Which purpose.' })
  purposeId!: string;

  @Field(() => PurposeVersionInput, { description: 'The terms from now on.' })
  version!: PurposeVersionInput;
}

@InputType({ description: 'A purpose to act on.' })
export class PurposeInput extends MutationInput {
  @Field(() => ID, { description: 'Which purpose.' })
  purposeId!: string;
}

@ObjectType({ description: 'What became of the purpose.' })
export class PurposePayload {
  @Field(() => Purpose, { description: 'The purpose as it is now.' })
  purpose!: Purpose;
}

@ObjectType({ description: 'The version that was added.' })
export class PurposeVersionPayload {
  @Field(() => Purpose, { description: 'The purpose as it is now.' })
  purpose!: Purpose;

  @Field(() => PurposeVersion, { description: 'The version that was added.' })
  version!: PurposeVersion;
}
