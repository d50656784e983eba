import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../auth/index.ts';
import { FiduciaryType } from '../fiduciary/index.ts';
import { DataPrincipalType } from '../principal/index.ts';
import { erasePrincipal } from './erase.ts';
import { requestErasure } from './request.ts';
import { listRequested } from './store.ts';
import { ErasePrincipalPayload, ErasureInput, RequestErasurePayload } from './type.ts';

@Resolver(() => FiduciaryType)
export class ErasureResolver {
  @FieldResolver(() => [DataPrincipalType], {
    description:
      'The records whose people asked to be erased and were not yet: the first hundred, those who wait longest first.',
  })
  erasureRequests(
    @Ctx() { platform }: Context,
    @Root() { id }: FiduciaryType,
  ): Promise<DataPrincipalType[]> {
    return listRequested(platform.database.db, id);
  }

  @Mutation(() => ErasePrincipalPayload, {
    description:
      'Erases a person at one data fiduciary, for good: withdraws their consents, cancels open requests and destroys the key of everything that tells who they are. What is left names nobody, and proofs of it still verify. For the fiduciary and operators.',
  })
  erasePrincipal(
    @Ctx() context: Context,
    @Arg('input', () => ErasureInput, { description: 'Whom.' }) input: ErasureInput,
  ): Promise<ErasePrincipalPayload> {
    return erasePrincipal(context, input);
  }

  @Mutation(() => RequestErasurePayload, {
    description:
      'Asks a data fiduciary to erase the record it keeps of the signed-in person (DPDP Act 2023 s.12(3)).',
  })
  async requestErasure(
    @Ctx() context: Context,
    @Arg('input', () => ErasureInput, { description: 'Which record.' }) input: ErasureInput,
  ): Promise<RequestErasurePayload> {
    return { record: await requestErasure(context, input) };
  }
}
