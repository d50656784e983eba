import {
  Arg,
  Args,
  Ctx,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { type Context, loader } from '../auth/index.ts';
import { ConsentType, consentById } from '../consent/index.ts';
import { PageArgs } from '../graphql/type.ts';
import type { LogEvent } from '../history/index.ts';
import { MessageAnswer, MessageInput } from '../message/index.ts';
import { ParticipantType, participantById } from '../participant/index.ts';
import { AccountType } from '../principal/index.ts';
import { PurposeVersionType, purposeVersionById } from '../purpose/index.ts';
import { attachAccessToken } from './attach.ts';
import {
  exchangeById,
  exchangePage,
  exchangeProgress,
  exchangesOfConsent,
  type Progress,
  progressOf,
  readExchange,
  stepsOfExchange,
} from './read.ts';
import { reportTransfer } from './report.ts';
import { startExchange } from './start.ts';
import {
  Exchange,
  ExchangeConnection,
  ExchangeEvent,
  ExchangePayload,
  ExchangeStep,
  StartExchangeInput,
} from './type.ts';
import { verifyConsent } from './verify.ts';

@Resolver(() => Exchange)
export class ExchangeResolver {
  @Query(() => Exchange, { description: 'An exchange that the caller may see, by id.' })
  exchange(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'Which exchange.' }) id: string,
  ): Promise<Exchange> {
    return readExchange(context, id);
  }

  @FieldResolver(() => ConsentType, { description: 'The consent that the data moves under.' })
  consent(@Ctx() context: Context, @Root() { consentId }: Exchange): Promise<ConsentType> {
    return loader(context, consentById).load(consentId);
  }

  @FieldResolver(() => ParticipantType, { description: 'Where the data comes from.' })
  exporter(@Ctx() context: Context, @Root() { exporterId }: Exchange): Promise<ParticipantType> {
    return loader(context, participantById).load(exporterId);
  }

  @FieldResolver(() => ParticipantType, { description: 'Where the data goes to.' })
  importer(@Ctx() context: Context, @Root() { importerId }: Exchange): Promise<ParticipantType> {
    return loader(context, participantById).load(importerId);
  }

  @FieldResolver(() => [PurposeVersionType], { description: 'What the data moves for.' })
  async purposes(
    @Ctx() context: Context,
    @Root() { purposeVersionIds }: Exchange,
  ): Promise<PurposeVersionType[]> {
    const versions = loader(context, purposeVersionById);
    return Promise.all(purposeVersionIds.map((id) => versions.load(id)));
  }

  @FieldResolver(() => [ExchangeStep], { description: 'What it went through, the first first.' })
  steps(@Ctx() context: Context, @Root() { id }: Exchange): Promise<ExchangeStep[]> {
    return loader(context, stepsOfExchange).load(id);
  }

  @Mutation(() => ExchangePayload, {
    description:
      "Starts to move the person's data under a consent that says from where to where. For the person.",
  })
  async startExchange(
    @Ctx() context: Context,
    @Arg('input', () => StartExchangeInput, { description: 'Under which consent.' })
    input: StartExchangeInput,
  ): Promise<ExchangePayload> {
    return { exchange: await startExchange(context, input) };
  }

  @Mutation(() => MessageAnswer, {
    description: 'Takes the access token of an exporter (cx-attach-token+jwt).',
  })
  attachAccessToken(
    @Ctx() context: Context,
    @Arg('input', () => MessageInput, { description: 'The message.' }) { message }: MessageInput,
  ): Promise<MessageAnswer> {
    return attachAccessToken(context, message);
  }

  @Mutation(() => MessageAnswer, {
    description:
      'Verifies for an exporter that the consent stands, and releases the data (cx-verify+jwt).',
  })
  verifyConsent(
    @Ctx() context: Context,
    @Arg('input', () => MessageInput, { description: 'The message.' }) { message }: MessageInput,
  ): Promise<MessageAnswer> {
    return verifyConsent(context, message);
  }

  @Mutation(() => MessageAnswer, {
    description: "Takes the importer's receipt from an exporter (cx-receipt+jwt).",
  })
  reportTransfer(
    @Ctx() context: Context,
    @Arg('input', () => MessageInput, { description: 'The message.' }) { message }: MessageInput,
  ): Promise<MessageAnswer> {
    return reportTransfer(context, message);
  }
}

@Resolver(() => ExchangeConnection)
export class ExchangeConnectionResolver {
  @FieldResolver(() => Int, { description: 'How many there are in all.' })
  totalCount(@Root() page: { count: () => Promise<number> }): Promise<number> {
    return page.count();
  }
}

@Resolver(() => AccountType)
export class AccountExchangesResolver {
  @FieldResolver(() => ExchangeConnection, {
    description: "The movements of the person's data, over all their records, the newest first.",
  })
  exchanges(
    @Ctx() context: Context,
    @Root() { id }: AccountType,
    @Args(() => PageArgs) args: PageArgs,
  ) {
    return exchangePage(context, id, args);
  }
}

@Resolver(() => ConsentType)
export class ConsentExchangesResolver {
  @FieldResolver(() => [Exchange], {
    description: 'The movements of data under it, the newest first.',
  })
  exchanges(@Ctx() context: Context, @Root() { id }: ConsentType): Promise<Exchange[]> {
    return loader(context, exchangesOfConsent).load(id);
  }
}

@Resolver(() => ExchangeEvent)
export class ExchangeEventResolver {
  @Subscription(() => ExchangeEvent, {
    description:
      "Each step of the person's exchanges as it is taken, or of one alone; of those under its consents for a data fiduciary.",
    subscribe: ({ context, args }) => exchangeProgress(context as Context, args),
  })
  exchangeProgressed(
    @Root() event: LogEvent,
    @Arg('after', () => String, {
      nullable: true,
      description:
        'The cursor of the last event seen: what came since is sent first, with no gap and no repeat.',
    })
    _after?: string | null,
    @Arg('exchangeId', () => ID, { nullable: true, description: 'This exchange only.' })
    _exchangeId?: string | null,
  ): ExchangeEvent {
    return progressOf(event);
  }

  @FieldResolver(() => Exchange, { description: 'The exchange, as it is now.' })
  exchange(@Ctx() context: Context, @Root() { event }: Progress): Promise<Exchange> {
    return loader(context, exchangeById).load(String(event.entry.facts.exchangeId));
  }
}
