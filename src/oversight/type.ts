import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import type { PersonalData } from '../access/index.ts';
import { PerformerType } from '../consent/index.ts';
import { enumOf } from '../graphql/enum.ts';
import { connectionTypes } from '../graphql/type.ts';
import type { Performer } from '../history/index.ts';

const PersonalDataEnum = enumOf<PersonalData>(
  'PersonalData',
  'Personal data that lies encrypted, and was decrypted for someone.',
  {
    EXTERNAL_USER_ID: "The data fiduciary's own user id for the person.",
    DETAILS: 'What was said and seen at an entry of the history.',
    REASON: "A practitioner's reason for asking.",
    METADATA: "The data fiduciary's own data about a request.",
  },
);

@ObjectType({ description: 'Someone was given decrypted personal data of a record.' })
export class Access {
  @Field(() => PersonalDataEnum, { description: 'Which data.' })
  what!: PersonalData;

  @Field(() => PerformerType, { description: 'Who read it.' })
  reader!: Performer;

  @Field(() => Int, { description: 'How often, within the few seconds that one entry covers.' })
  times!: number;

  @Field(() => GraphQLDateTime, { description: 'When, to a few seconds.' })
  readAt!: Date;
}

@ObjectType({ description: 'A page of accesses, the newest first. They are kept for a year.' })
export class AccessConnection extends connectionTypes(Access, 'Access') {}

@ObjectType({ description: 'How often a consent was asked about on one day.' })
export class ValidationCount {
  @Field(() => String, { description: 'The day in UTC, such as 2026-11-20.' })
  day!: string;

  @Field(() => Int, { description: 'How often the data fiduciary asked whether it may.' })
  asked!: number;

  @Field(() => Int, { description: 'How often the answer was yes.' })
  valid!: number;
}
