import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MutationInput } from '../graphql/type.ts';

@ObjectType({ description: 'What was imported of a person under one data type.' })
export class ImportedRecord {
  @Field(() => ID, { description: 'The exchange that it came with.' })
  exchangeId!: string;

  @Field(() => ID, { description: 'The participant that it came from.' })
  exporterId!: string;

  @Field(() => String, { description: 'The kind of personal data.' })
  dataType!: string;

  @Field(() => GraphQLJSON, { description: 'The data itself.' })
  data!: unknown;

  @Field(() => GraphQLDateTime, { description: 'When it was stored.' })
  storedAt!: Date;
}

@ObjectType({ description: 'A kind of data that can be exported of a person. Not the data.' })
export class SourceRecord {
  @Field(() => String, { description: 'The kind of personal data.' })
  dataType!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was put.' })
  updatedAt!: Date;
}

@InputType({ description: 'What can be exported of a person under one data type.' })
export class PutSourceRecordInput extends MutationInput {
  @Field(() => String, {
    description: "The person, as this participant's own systems name them; at most 255 characters.",
  })
  userId!: string;

  @Field(() => String, { description: 'The kind of personal data, at most 100 characters.' })
  dataType!: string;

  @Field(() => GraphQLJSON, {
    description: 'The data, in place of what was there; at most 64 KiB as JSON.',
  })
  data!: unknown;
}

@InputType({ description: 'What is to be exported no more.' })
export class RemoveSourceRecordInput extends MutationInput {
  @Field(() => String, {
    description: "The person, as this participant's own systems name them.",
  })
  userId!: string;

  @Field(() => String, { description: 'The kind of personal data.' })
  dataType!: string;
}

@ObjectType({ description: 'A kind of data that was put for export, or removed.' })
export class SourceRecordPayload {
  @Field(() => String, { description: 'The kind of personal data.' })
  dataType!: string;
}

@InputType({ description: 'A person to erase.' })
export class ErasePersonInput extends MutationInput {
  @Field(() => String, {
    description: "The person, as this participant's own systems name them.",
  })
  userId!: string;
}

@ObjectType({
  description: 'What an erasure took away; zeros when nothing was kept of such a person.',
})
export class ErasePersonPayload {
  @Field(() => Int, { description: 'Kinds of data that could be exported.' })
  sourceRecords!: number;

  @Field(() => Int, { description: 'Records that were imported.' })
  importedRecords!: number;

  @Field(() => Int, { description: 'Exchanges that were under way.' })
  stoppedExchanges!: number;
}
