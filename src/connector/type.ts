import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { enumOf } from '../graphql/enum.ts';
import { MutationInput } from '../graphql/type.ts';
import type { TransferState } from './lifecycle.ts';

export const TransferStateEnum = enumOf<TransferState>(
  'TransferState',
  'How far an exchange has come at this participant.',
  {
    ISSUED: 'Exporter: an access token was made for the consent.',
    REDEEMED: 'Exporter: the importer brought the signed consent; the manager verifies it.',
    SENT: 'Exporter: the data is being sent.',
    ACKED: 'Exporter: the importer has stored the data and signed for it.',
    DATA_REQUESTED: 'Importer: the exporter is being asked for the data.',
    STORED: 'Importer: the data is stored.',
    FAILED: 'Ended early; failureCode says why.',
  },
);

export const TransferSideEnum = enumOf<'EXPORT' | 'IMPORT'>(
  'TransferSide',
  'Which side of an exchange this participant is on.',
  { EXPORT: 'The data comes from here.', IMPORT: 'The data goes to here.' },
);

@ObjectType({ description: 'An exchange as this participant goes through it. Never the data.' })
export class Transfer {
  @Field(() => ID, { description: 'The id of the exchange, a UUID.' })
  exchangeId!: string;

  @Field(() => TransferSideEnum, { description: 'Which side this is.' })
  side!: 'EXPORT' | 'IMPORT';

  @Field(() => TransferStateEnum, { description: 'How far it has come.' })
  state!: TransferState;

  @Field(() => ID, { description: 'The consent that the data moves under.' })
  consentId!: string;

  @Field(() => ID, { description: 'The participant on the other side.' })
  peerId!: string;

  @Field(() => [String], { description: 'The kinds of personal data that the consent is for.' })
  dataTypes!: string[];

  @Field(() => GraphQLDateTime, { description: 'When this participant was told of it.' })
  startedAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it ended; null until then.' })
  finishedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of the encrypted data, base64url; null until it is known.',
  })
  digest!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it ended early; null if it did not.' })
  failureCode!: string | null;
}

@InputType({ description: 'The invitation of a manager.' })
export class JoinExchangeInput extends MutationInput {
  @Field(() => String, { description: "What the manager's inviteParticipant gave." })
  invitation!: string;
}

@ObjectType({ description: 'An exchange that was joined.' })
export class JoinExchangePayload {
  @Field(() => ID, { description: 'By which id this connector takes part.' })
  participantId!: string;

  @Field(() => String, { description: 'The manager, whose signatures are trusted from now on.' })
  managerId!: string;
}
