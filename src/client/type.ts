import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { ClientRole } from '../auth/index.ts';
import { enumOf } from '../graphql/enum.ts';
import { MutationInput } from '../graphql/type.ts';

const ClientRoleEnum = enumOf<ClientRole>('ClientRole', 'What the tokens of a client may do.', {
  fiduciary: 'Acts for one data fiduciary.',
  operator: 'Runs this service.',
  auditor: 'Verifies the history.',
});

@ObjectType({
  description:
    'A program that buys access tokens at /oauth/token with its id and secret (RFC 6749 §4.4).',
})
export class Client {
  @Field(() => ID, { description: 'Its id, a UUID: the `client_id`.' })
  id!: string;

  fiduciaryId!: string | null;

  @Field(() => ClientRoleEnum, { description: 'What its tokens may do.' })
  role!: ClientRole;

  @Field(() => String, { description: 'For people to tell their clients apart.' })
  name!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'Until when the secret before the last rotation is good; null without one.',
  })
  previousSecretUntil!: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was revoked; null while it stands.',
  })
  revokedAt!: Date | null;
}

@ObjectType({ description: 'A client and its new secret, which is shown this once.' })
export class ClientSecretPayload {
  @Field(() => Client, { description: 'The client.' })
  client!: Client;

  @Field(() => String, {
    description: 'The `client_secret`. Only its hash is kept: store it now.',
  })
  clientSecret!: string;
}

@ObjectType({ description: 'A client that was revoked.' })
export class ClientPayload {
  @Field(() => Client, { description: 'The client.' })
  client!: Client;
}

@ObjectType({ description: 'A token that was revoked.' })
export class RevokeTokenPayload {
  @Field(() => GraphQLDateTime, { description: 'When it would have expired.' })
  expiresAt!: Date;
}

@InputType({ description: 'A new client.' })
export class CreateClientInput extends MutationInput {
  @Field(() => ClientRoleEnum, { description: 'What its tokens may do.' })
  role!: ClientRole;

  @Field(() => ID, {
    nullable: true,
    description: 'Which data fiduciary it acts for: with the role fiduciary, and only with it.',
  })
  fiduciaryId?: string | null;

  @Field(() => String, { description: 'For people to tell their clients apart.' })
  name!: string;
}

@InputType({ description: 'Which client gets a new secret.' })
export class RotateClientSecretInput extends MutationInput {
  @Field(() => ID, { description: 'Which client.' })
  clientId!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many seconds the present secret stays good beside the new one, 0 to 2,592,000; a day unless said.',
  })
  overlapSeconds?: number | null;
}

@InputType({ description: 'Which client is revoked.' })
export class RevokeClientInput extends MutationInput {
  @Field(() => ID, { description: 'Which client.' })
  clientId!: string;
}

@InputType({ description: 'Which token is revoked.' })
export class RevokeTokenInput extends MutationInput {
  @Field(() => String, { description: 'The access token itself, without "Bearer".' })
  token!: string;
}
