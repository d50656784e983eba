import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { recordAccess } from '../access/index.ts';
import { type Context, loader } from '../auth/index.ts';
import { FiduciaryType, fiduciaryById } from '../fiduciary/index.ts';
import { ownAccount } from './account.ts';
import { dataKeyById, principalsOfAccount } from './loader.ts';
import { openExternalUserId } from './record.ts';
import type { Principal } from './table.ts';
import { Account, DataPrincipal } from './type.ts';

@Resolver(() => Account)
export class AccountResolver {
  @Query(() => Account, { description: 'The signed-in person. For data principals.' })
  me(@Ctx() context: Context): Promise<Account> {
    return ownAccount(context);
  }

  @FieldResolver(() => [DataPrincipal], {
    description:
      'The records that the person has linked to this account, one a data fiduciary or more.',
  })
  records(@Ctx() context: Context, @Root() account: Account): Promise<DataPrincipal[]> {
    return loader(context, principalsOfAccount).load(account.id);
  }
}

@Resolver(() => DataPrincipal)
export class DataPrincipalResolver {
  @FieldResolver(() => FiduciaryType, { description: 'The data fiduciary whose record it is.' })
  fiduciary(@Ctx() context: Context, @Root() principal: DataPrincipal): Promise<FiduciaryType> {
    return loader(context, fiduciaryById).load(principal.fiduciaryId);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "The fiduciary's own user id for the person, for the fiduciary and the person themselves; null for others, and once the person was erased.",
  })
  async externalUserId(
    @Ctx() context: Context,
    @Root() principal: Principal,
  ): Promise<string | null> {
    if (!(await mayName(context, principal))) return null;
    const key = await loader(context, dataKeyById).load(principal.dataKeyId);
    if (key) recordAccess(context, ofRecord(principal), 'EXTERNAL_USER_ID');
    return key && openExternalUserId(key, principal);
  }
}

function ofRecord({ id, fiduciaryId }: Principal) {
  return { principalId: id, fiduciaryId };
}

async function mayName(context: Context, principal: Principal): Promise<boolean> {
  const { caller } = context;
  if (!caller) return false;
  if (caller.fiduciaryId === principal.fiduciaryId) return true;
  if (!caller.roles.has('principal') || !principal.accountId) return false;
  return (await ownAccount(context)).id === principal.accountId;
}
