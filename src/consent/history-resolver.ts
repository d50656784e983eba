import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { recordAccess } from '../access/index.ts';
import { type Context, loader } from '../auth/index.ts';
import { PageArgs } from '../graphql/type.ts';
import type { HistoryEntry as Entry } from '../history/index.ts';
import { disclosuresOf, historyPage } from './history.ts';
import { HistoryConnection, HistoryDetails, HistoryEntry, Performer } from './history-type.ts';
import { Consent, ConsentRequest } from './type.ts';

const newestFirst = {
  nullable: true,
  description: 'Whether the newest entry comes first; false unless said.',
};

@Resolver(() => Consent)
export class ConsentHistoryResolver {
  @FieldResolver(() => HistoryConnection, {
    description: 'All that happened to it. A change is in it from the moment it is acknowledged.',
  })
  history(
    @Ctx() context: Context,
    @Root() consent: Consent,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('newestFirst', () => Boolean, newestFirst) newest?: boolean | null,
  ) {
    return historyPage(context, 'artifact', consent.id, { ...page, newestFirst: newest ?? null });
  }
}

@Resolver(() => ConsentRequest)
export class ConsentRequestHistoryResolver {
  @FieldResolver(() => HistoryConnection, {
    description: 'All that happened to it, and to the consents it led to.',
  })
  history(
    @Ctx() context: Context,
    @Root() request: ConsentRequest,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('newestFirst', () => Boolean, newestFirst) newest?: boolean | null,
  ) {
    return historyPage(context, 'request', request.id, { ...page, newestFirst: newest ?? null });
  }
}

@Resolver(() => HistoryConnection)
export class HistoryConnectionResolver {
  @FieldResolver(() => Int, { description: 'How many entries there are in all.' })
  totalCount(@Root() connection: { count: () => Promise<number> }): Promise<number> {
    return connection.count();
  }
}

@Resolver(() => HistoryEntry)
export class HistoryEntryResolver {
  @FieldResolver(() => Performer, { description: 'Who did it.' })
  performedBy(@Root() entry: HistoryEntry): Performer {
    return entry.performedBy;
  }

  @FieldResolver(() => HistoryDetails, {
    nullable: true,
    description:
      'What was said and seen, decrypted; null where nothing was, for operators, and once the person was erased.',
  })
  async details(
    @Ctx() context: Context,
    @Root() { id, fiduciaryId, principalId }: Entry,
  ): Promise<HistoryDetails | null> {
    if (context.caller?.roles.has('operator')) return null;
    const disclosures = await loader(context, disclosuresOf).load(id);
    if (!disclosures) return null;
    recordAccess(context, { fiduciaryId, principalId }, 'DETAILS');
    const text = (name: string) => {
      const value = disclosures[name]?.value;
      return typeof value === 'string' ? value : null;
    };
    return {
      reason: text('reason'),
      notes: text('notes'),
      ipAddress: text('ipAddress'),
      userAgent: text('userAgent'),
      claimedIpAddress: text('claimedIpAddress'),
      claimedUserAgent: text('claimedUserAgent'),
    };
  }
}
