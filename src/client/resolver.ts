import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type Context, loader } from '../auth/index.ts';
import { FiduciaryType, fiduciaryById } from '../fiduciary/index.ts';
import { createClient, listClients, revokeClient, rotateClientSecret } from './manage.ts';
import { revokeToken } from './revoke-token.ts';
import {
  Client,
  ClientPayload,
  ClientSecretPayload,
  CreateClientInput,
  RevokeClientInput,
  RevokeTokenInput,
  RevokeTokenPayload,
  RotateClientSecretInput,
} from './type.ts';

@Resolver(() => Client)
export class ClientResolver {
  @Query(() => [Client], {
    description:
      'The clients of a data fiduciary, in the order they were made, revoked ones included; for an operator who names none, those that act for no data fiduciary.',
  })
  clients(
    @Ctx() context: Context,
    @Arg('fiduciaryId', () => ID, {
      nullable: true,
      description: 'Whose. A fiduciary leaves it out.',
    })
    fiduciaryId?: string | null,
  ): Promise<Client[]> {
    return listClients(context, fiduciaryId);
  }

  @FieldResolver(() => FiduciaryType, {
    nullable: true,
    description: 'The data fiduciary it acts for; null for operators and auditors.',
  })
  async fiduciary(
    @Ctx() context: Context,
    @Root() { fiduciaryId }: Client,
  ): Promise<FiduciaryType | null> {
    return fiduciaryId ? loader(context, fiduciaryById).load(fiduciaryId) : null;
  }

  @Mutation(() => ClientSecretPayload, {
    description: 'Registers a program that may buy tokens. For operators.',
  })
  createClient(
    @Ctx() context: Context,
    @Arg('input', () => CreateClientInput, { description: 'What it is.' })
    input: CreateClientInput,
  ): Promise<ClientSecretPayload> {
    return createClient(context, input);
  }

  @Mutation(() => ClientSecretPayload, {
    description:
      'Gives a client a new secret; the present one stays good for a while. For its data fiduciary and operators.',
  })
  rotateClientSecret(
    @Ctx() context: Context,
    @Arg('input', () => RotateClientSecretInput, { description: 'Which client.' })
    input: RotateClientSecretInput,
  ): Promise<ClientSecretPayload> {
    return rotateClientSecret(context, input);
  }

  @Mutation(() => ClientPayload, {
    description:
      'Ends a client: its tokens are refused from the next request on. For its data fiduciary and operators.',
  })
  revokeClient(
    @Ctx() context: Context,
    @Arg('input', () => RevokeClientInput, { description: 'Which client.' })
    input: RevokeClientInput,
  ): Promise<ClientPayload> {
    return revokeClient(context, input);
  }

  @Mutation(() => RevokeTokenPayload, {
    description:
      "Refuses one access token from the next request on. For operators, for a data fiduciary's own, and for one's own.",
  })
  revokeToken(
    @Ctx() context: Context,
    @Arg('input', () => RevokeTokenInput, { description: 'Which token.' })
    input: RevokeTokenInput,
  ): Promise<RevokeTokenPayload> {
    return revokeToken(context, input);
  }
}
