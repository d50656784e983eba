import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { enumOf } from '../graphql/enum.ts';
import { connectionTypes, MutationInput } from '../graphql/type.ts';
import type { ExchangeState } from './lifecycle.ts';

export const ExchangeStateEnum = enumOf<ExchangeState>(
  'ExchangeState',
  'How far the movement of data has come.',
  {
    CREATED: 'The person has started it.',
    EXPORT_SENT: 'The exporter is being told of the consent.',
    TOKEN_ATTACHED: 'The exporter has answered with an access token.',
    IMPORT_SENT: 'The importer is being told, and asks the exporter for the data.',
    RELEASED:
      'The consent was verified for the exporter, which is sending the data to the importer.',
    COMPLETED: 'The importer has stored the data, and signed for it.',
    UNCONFIRMED:
      'The data was released and no receipt came in time: it may have arrived. A late receipt completes it.',
    FAILED: 'It ended before any data was released; failureCode says why.',
    EXPIRED: 'Its ten minutes were over before any data was released.',
    ABORTED: 'The consent was no longer in force; no data was released.',
  },
);

@ObjectType({ description: 'One step that an exchange took.' })
export class ExchangeStep {
  @Field(() => Int, { description: 'Its number within the exchange, from 1.' })
  sequence!: number;

  @Field(() => ExchangeStateEnum, { description: 'What the exchange came to.' })
  state!: ExchangeState;

  @Field(() => GraphQLDateTime, { description: 'When.' })
  at!: Date;

  @Field(() => String, { nullable: true, description: 'Why it ended; null for other steps.' })
  code!: string | null;
}

@ObjectType({
  description:
    "A movement of a person's data from one participant to another under their consent: who sent what kinds of data to whom, when and for which purpose. Never the data, which the manager does not have.",
})
export class Exchange {
  @Field(() => ID, { description: 'Its id, a UUID: the xid of its messages.' })
  id!: string;

  consentId!: string;
  exporterId!: string;
  importerId!: string;
  purposeVersionIds!: string[];

  @Field(() => ExchangeStateEnum, { description: 'How far it has come.' })
  state!: ExchangeState;

  @Field(() => [String], { description: 'The kinds of personal data that may move.' })
  dataTypes!: string[];

  @Field(() => GraphQLDateTime, { description: 'When the person started it.' })
  startedAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'Until when it can be done: ten minutes.' })
  deadline!: Date;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it ended; null until then.' })
  finishedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'SHA-256 of the encrypted data, base64url, as exporter and importer both signed it; null until COMPLETED.',
  })
  digest!: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The kinds that the importer signed for: those that the exporter had. Null until COMPLETED.',
  })
  storedDataTypes!: string[] | null;

  @Field(() => String, { nullable: true, description: 'Why it ended early; null if it did not.' })
  failureCode!: string | null;
}

@ObjectType({ description: 'A page of exchanges, the newest first.' })
export class ExchangeConnection extends connectionTypes(Exchange, 'Exchange') {}

@ObjectType({ description: 'An exchange came a step further.' })
export class ExchangeEvent {
  @Field(() => String, { description: 'Where to go on after: pass it as `after`.' })
  cursor!: string;

  @Field(() => ExchangeStateEnum, {
    nullable: true,
    description: 'What it was before; null when it was started.',
  })
  previousState!: ExchangeState | null;

  @Field(() => ExchangeStateEnum, { description: 'What it came to by this.' })
  state!: ExchangeState;

  @Field(() => GraphQLDateTime, { description: 'When.' })
  at!: Date;
}

@InputType({ description: 'A consent under which data is to move.' })
export class StartExchangeInput extends MutationInput {
  @Field(() => ID, { description: 'Which consent: one that says where the data is to move.' })
  consentId!: string;
}

@ObjectType({ description: 'An exchange as it is after the call.' })
export class ExchangePayload {
  @Field(() => Exchange, { description: 'The exchange.' })
  exchange!: Exchange;
}
