import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../auth/index.ts';
import { ConsentType } from '../consent/index.ts';
import { PageArgs } from '../graphql/type.ts';
import { DataPrincipalType } from '../principal/index.ts';
import { readAccesses, readValidations } from './read.ts';
import { AccessConnection, ValidationCount } from './type.ts';

@Resolver(() => DataPrincipalType)
export class AccessResolver {
  @FieldResolver(() => AccessConnection, {
    description:
      'Who read decrypted personal data of this record, the newest first. For the person and operators.',
  })
  accesses(
    @Ctx() context: Context,
    @Root() record: DataPrincipalType,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    return readAccesses(context, record, page);
  }
}

@Resolver(() => ConsentType)
export class ValidationCountResolver {
  @FieldResolver(() => [ValidationCount], {
    description:
      'How often the data fiduciary asked about this consent, a row a day, the newest first. The last seconds may be missing.',
  })
  validations(
    @Ctx() { platform }: Context,
    @Root() { id }: ConsentType,
  ): Promise<ValidationCount[]> {
    return readValidations(platform.database.db, id);
  }
}
