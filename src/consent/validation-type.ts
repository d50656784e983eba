import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import type { Assurance } from './consent.ts';
import { AssuranceEnum, ConsentStatusEnum, ValidationReasonEnum } from './enum-type.ts';
import type { ArtifactStatus } from './lifecycle.ts';
import type { ValidationReason } from './validation.ts';

@ObjectType({ description: 'One purpose of the consent that was checked.' })
export class ValidatedPurpose {
  @Field(() => ID, { description: 'The id of the purpose.' })
  purposeId!: string;

  @Field(() => ID, { description: 'The id of the version that was agreed to.' })
  purposeVersionId!: string;

  @Field(() => [String], { description: 'The kinds of personal data that were agreed to for it.' })
  dataFields!: string[];

  @Field(() => Boolean, { description: 'Whether data may be used for it at this moment.' })
  isValid!: boolean;
}

@ObjectType({ description: 'The answer to "may I?", as of the moment it was asked.' })
export class Validation {
  @Field(() => Boolean, { description: 'Whether the use is covered. Act on nothing else.' })
  isValid!: boolean;

  @Field(() => ValidationReasonEnum, { description: 'Why, or why not.' })
  reason!: ValidationReason;

  @Field(() => String, { description: 'The same in words.' })
  message!: string;

  @Field(() => ConsentStatusEnum, {
    nullable: true,
    description: 'Where the consent stands; null when it is unknown.',
  })
  status!: ArtifactStatus | null;

  @Field(() => ID, { nullable: true, description: 'The consent; null when it is unknown.' })
  artifactId!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The fiduciary's record of the person; null when the consent is unknown.",
  })
  principalId!: string | null;

  @Field(() => [ValidatedPurpose], { description: 'What was agreed to; empty when unknown.' })
  purposes!: ValidatedPurpose[];

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The consent is in force before this moment; null when it is unknown.',
  })
  validTill!: Date | null;

  @Field(() => AssuranceEnum, {
    nullable: true,
    description: 'How it was given; null when the consent is unknown.',
  })
  assurance!: Assurance | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The consent that took its place; null when none did.',
  })
  successorId!: string | null;

  @Field(() => GraphQLDateTime, { description: "The database's clock when this was judged." })
  checkedAt!: Date;
}
