import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../auth/index.ts';
import { isUuid } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { MessageAnswer, MessageInput } from '../message/index.ts';
import { consentExport } from './consent-export.ts';
import { consentImport } from './consent-import.ts';
import { dataExport } from './data-export.ts';
import { dataImport } from './data-import.ts';
import { joinExchange } from './join.ts';
import { findTransfer, listTransfers } from './transfer.ts';
import { JoinExchangeInput, JoinExchangePayload, Transfer } from './type.ts';

/** The four operations of a participant. */
@Resolver()
export class ParticipantMessageResolver {
  @Mutation(() => MessageAnswer, {
    description:
      'For an exporter: takes the consent that a person gave, makes an access token for it, and sends the token to the manager (cx-consent-export+jwt).',
  })
  consentExport(
    @Ctx() context: Context,
    @Arg('input', () => MessageInput, { description: 'The message.' }) { message }: MessageInput,
  ): Promise<MessageAnswer> {
    return consentExport(context, message);
  }

  @Mutation(() => MessageAnswer, {
    description:
      'For an importer: takes the signed consent, and asks the exporter for the data with it (cx-consent-import+jwt).',
  })
  consentImport(
    @Ctx() context: Context,
    @Arg('input', () => MessageInput, { description: 'The message.' }) { message }: MessageInput,
  ): Promise<MessageAnswer> {
    return consentImport(context, message);
  }

  @Mutation(() => MessageAnswer, {
    description:
      "For an exporter: takes an importer's request with the signed consent, has the manager verify it, fetches the data and sends it (cx-data-request+jwt).",
  })
  dataExport(
    @Ctx() context: Context,
    @Arg('input', () => MessageInput, { description: 'The message.' }) { message }: MessageInput,
  ): Promise<MessageAnswer> {
    return dataExport(context, message);
  }

  @Mutation(() => MessageAnswer, {
    description:
      'For an importer: takes the data, stores it for the person and signs for it (cx-data+jwt).',
  })
  dataImport(
    @Ctx() context: Context,
    @Arg('input', () => MessageInput, { description: 'The message.' }) { message }: MessageInput,
  ): Promise<MessageAnswer> {
    return dataImport(context, message);
  }
}

/** What operators of a connector do and see. */
@Resolver()
export class ConnectorResolver {
  @Query(() => [Transfer], { description: 'The exchanges of this participant, the newest first.' })
  transfers(
    @Ctx() { platform }: Context,
    @Arg('first', () => Int, { nullable: true, description: 'How many, 1 to 100; 20 unless said.' })
    first?: number | null,
  ): Promise<Transfer[]> {
    const most = Math.min(Math.max(first ?? 20, 1), 100);
    return listTransfers(platform.database.db, most);
  }

  @Query(() => Transfer, { description: 'One exchange of this participant.' })
  async transfer(
    @Ctx() { platform }: Context,
    @Arg('exchangeId', () => ID, { description: 'Which exchange.' }) exchangeId: string,
  ): Promise<Transfer> {
    const { db } = platform.database;
    const found = isUuid(exchangeId) ? await findTransfer(db, exchangeId) : undefined;
    if (!found) throw notFound();
    return found;
  }

  @Mutation(() => JoinExchangePayload, {
    description:
      "Joins the exchange of a manager by its invitation: pins the manager's keys, and proves that this connector holds its own.",
  })
  joinExchange(
    @Ctx() context: Context,
    @Arg('input', () => JoinExchangeInput, { description: 'The invitation.' })
    input: JoinExchangeInput,
  ): Promise<JoinExchangePayload> {
    return joinExchange(context, input);
  }
}
