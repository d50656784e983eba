import { GraphQLJSONObject } from 'graphql-scalars';
import { Arg, Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../auth/index.ts';
import { FiduciaryType, PractitionerType } from '../fiduciary/index.ts';
import { AccountType, DataPrincipalType } from '../principal/index.ts';
import { exportMyConsents } from './export.ts';
import { consentPage, type Page, paginationOf, requestPage } from './list.ts';
import { ConsentListArgs, ConsentRequestListArgs, Pagination } from './list-type.ts';
import { principalConsents, recordConsents } from './read.ts';
import { ConsentConnection, ConsentRequestConnection } from './type.ts';

@Resolver(() => FiduciaryType)
export class FiduciaryListsResolver {
  @FieldResolver(() => ConsentConnection, { description: 'The consents given to it.' })
  consents(
    @Ctx() context: Context,
    @Root() { id }: FiduciaryType,
    @Args(() => ConsentListArgs) args: ConsentListArgs,
  ) {
    return consentPage(context, { kind: 'fiduciary', id }, args);
  }

  @FieldResolver(() => ConsentRequestConnection, { description: 'The requests it made.' })
  consentRequests(
    @Ctx() context: Context,
    @Root() { id }: FiduciaryType,
    @Args(() => ConsentRequestListArgs) args: ConsentRequestListArgs,
  ) {
    return requestPage(context, { kind: 'fiduciary', id }, args);
  }

  @FieldResolver(() => ConsentConnection, {
    description:
      "A person's consents, by the fiduciary's own id for them. A person it does not know has none.",
  })
  principalConsents(
    @Ctx() context: Context,
    @Root() { id }: FiduciaryType,
    @Arg('externalUserId', () => String, { description: "The fiduciary's own id for the person." })
    externalUserId: string,
    @Args(() => ConsentListArgs) args: ConsentListArgs,
  ) {
    return principalConsents(context, id, externalUserId, args);
  }
}

@Resolver(() => PractitionerType)
export class PractitionerListsResolver {
  @FieldResolver(() => ConsentConnection, { description: 'The consents given to their requests.' })
  consents(
    @Ctx() context: Context,
    @Root() { id }: PractitionerType,
    @Args(() => ConsentListArgs) args: ConsentListArgs,
  ) {
    return consentPage(context, { kind: 'practitioner', id }, args);
  }

  @FieldResolver(() => ConsentRequestConnection, { description: 'The requests they made.' })
  consentRequests(
    @Ctx() context: Context,
    @Root() { id }: PractitionerType,
    @Args(() => ConsentRequestListArgs) args: ConsentRequestListArgs,
  ) {
    return requestPage(context, { kind: 'practitioner', id }, args);
  }
}

@Resolver(() => AccountType)
export class AccountListsResolver {
  @FieldResolver(() => ConsentConnection, {
    description: 'The consents the person gave, over all data fiduciaries.',
  })
  consents(
    @Ctx() context: Context,
    @Root() { id }: AccountType,
    @Args(() => ConsentListArgs) args: ConsentListArgs,
  ) {
    return consentPage(context, { kind: 'account', id }, args);
  }

  @FieldResolver(() => ConsentRequestConnection, {
    description: 'The requests made to the person, over all data fiduciaries.',
  })
  consentRequests(
    @Ctx() context: Context,
    @Root() { id }: AccountType,
    @Args(() => ConsentRequestListArgs) args: ConsentRequestListArgs,
  ) {
    return requestPage(context, { kind: 'account', id }, args);
  }
}

@Resolver()
export class ExportResolver {
  @Query(() => GraphQLJSONObject, {
    description:
      "The person's own copy of everything about their consents, over all data fiduciaries: requests, consents with their notices and signatures, history, and the keys to check them with, in one JSON document (DPDP Act 2023 s.11).",
  })
  exportMyConsents(@Ctx() context: Context): Promise<object> {
    return exportMyConsents(context);
  }
}

@Resolver(() => DataPrincipalType)
export class DataPrincipalListsResolver {
  @FieldResolver(() => ConsentConnection, {
    description:
      'The consents of this record: for its data fiduciary, and for the person it is linked to.',
  })
  consents(
    @Ctx() context: Context,
    @Root() principal: DataPrincipalType,
    @Args(() => ConsentListArgs) args: ConsentListArgs,
  ) {
    return recordConsents(context, principal, args);
  }
}

const totalDescription = { description: 'How many there are in all, whatever the page.' };
const paginationDescription = {
  nullable: true,
  description: 'Where a counted page stands; null when the list is read by cursor.',
};

@Resolver(() => ConsentConnection)
export class ConsentConnectionResolver {
  @FieldResolver(() => Int, totalDescription)
  totalCount(@Root() connection: Page<unknown>): Promise<number> {
    return connection.count();
  }

  @FieldResolver(() => Pagination, paginationDescription)
  pagination(@Root() connection: Page<unknown>): Promise<Pagination | null> {
    return paginationOf(connection);
  }
}

@Resolver(() => ConsentRequestConnection)
export class ConsentRequestConnectionResolver {
  @FieldResolver(() => Int, totalDescription)
  totalCount(@Root() connection: Page<unknown>): Promise<number> {
    return connection.count();
  }

  @FieldResolver(() => Pagination, paginationDescription)
  pagination(@Root() connection: Page<unknown>): Promise<Pagination | null> {
    return paginationOf(connection);
  }
}
