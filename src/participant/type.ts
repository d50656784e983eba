import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { enumOf } from '../graphql/enum.ts';
import { MutationInput } from '../graphql/type.ts';
import type { ParticipantStatus } from './table.ts';

export const ParticipantStatusEnum = enumOf<ParticipantStatus>(
  'ParticipantStatus',
  'Where a participant stands in the exchange of data.',
  {
    INVITED: 'Its connector has not answered the invitation yet.',
    ACTIVE: 'It can export and import.',
    SUSPENDED: 'An operator stopped it: no exchange starts with it, and its messages are refused.',
  },
);

@ObjectType({
  description:
    "A data fiduciary's side of the exchange of data: a connector, which exports from its data or imports into it under a person's consent.",
})
export class Participant {
  @Field(() => ID, { description: 'Its id, a UUID: the issuer of its messages.' })
  id!: string;

  fiduciaryId!: string;

  @Field(() => String, { description: 'The address of its GraphQL API, for messages.' })
  endpoint!: string;

  @Field(() => ParticipantStatusEnum, { description: 'Where it stands.' })
  status!: ParticipantStatus;

  @Field(() => GraphQLDateTime, { description: 'When it was invited.' })
  invitedAt!: Date;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it proved that it holds its keys; null until then.',
  })
  joinedAt!: Date | null;
}

@InputType({ description: 'A data fiduciary whose connector is to take part in exchanges.' })
export class InviteParticipantInput extends MutationInput {
  @Field(() => ID, { description: 'The data fiduciary that it works for.' })
  fiduciaryId!: string;

  @Field(() => String, {
    description: "The address of the connector's GraphQL API, reachable from here and from peers.",
  })
  endpoint!: string;
}

@InputType({ description: 'A participant to stop, or to let work again.' })
export class ParticipantInput extends MutationInput {
  @Field(() => ID, { description: 'Which participant.' })
  participantId!: string;
}

@InputType({ description: 'A participant whose connector has moved.' })
export class MoveParticipantInput extends MutationInput {
  @Field(() => ID, { description: 'Which participant.' })
  participantId!: string;

  @Field(() => String, {
    description:
      "The new address of the connector's GraphQL API. It holds the same keys as before.",
  })
  endpoint!: string;
}

@ObjectType({ description: 'A participant as it is after the call.' })
export class ParticipantPayload {
  @Field(() => Participant, { description: 'The participant.' })
  participant!: Participant;
}

@ObjectType({ description: 'An invitation to the exchange of data.' })
export class InvitationPayload {
  @Field(() => Participant, { description: 'The participant, until it joins as INVITED.' })
  participant!: Participant;

  @Field(() => String, {
    description:
      "A signed text to give to the connector's joinExchange within 24 hours: it names the participant and carries the manager's keys.",
  })
  invitation!: string;
}
