import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../auth/index.ts';
import { erasePerson } from './erase.ts';
import { readImported } from './imported.ts';
import { putSourceRecord } from './put.ts';
import {
  ErasePersonInput,
  ErasePersonPayload,
  ImportedRecord,
  PutSourceRecordInput,
  RemoveSourceRecordInput,
  SourceRecord,
  SourceRecordPayload,
} from './record-type.ts';
import { removeSourceRecord } from './remove.ts';
import { listSourceRecords } from './source.ts';

/** What operators of a connector do with what is kept of a person. */
@Resolver()
export class RecordResolver {
  @Query(() => [ImportedRecord], {
    description: 'What was imported of a person, the oldest first.',
  })
  importedRecords(
    @Ctx() { platform }: Context,
    @Arg('userId', () => String, {
      description: "The person, as this participant's own systems name them.",
    })
    userId: string,
  ): Promise<ImportedRecord[]> {
    return readImported(platform, platform.database.db, userId);
  }

  @Query(() => [SourceRecord], {
    description: 'What can be exported of a person from the table, by data type.',
  })
  sourceRecords(
    @Ctx() { platform }: Context,
    @Arg('userId', () => String, {
      description: "The person, as this participant's own systems name them.",
    })
    userId: string,
  ): Promise<SourceRecord[]> {
    return listSourceRecords(platform, userId);
  }

  @Mutation(() => SourceRecordPayload, {
    description: 'Puts what can be exported of a person, in place of what was there.',
  })
  putSourceRecord(
    @Ctx() context: Context,
    @Arg('input', () => PutSourceRecordInput, { description: 'Of whom, and what.' })
    input: PutSourceRecordInput,
  ): Promise<SourceRecordPayload> {
    return putSourceRecord(context, input);
  }

  @Mutation(() => SourceRecordPayload, {
    description: 'Removes what can be exported of a person under one data type.',
  })
  removeSourceRecord(
    @Ctx() context: Context,
    @Arg('input', () => RemoveSourceRecordInput, { description: 'Of whom, and what.' })
    input: RemoveSourceRecordInput,
  ): Promise<SourceRecordPayload> {
    return removeSourceRecord(context, input);
  }

  @Mutation(() => ErasePersonPayload, {
    description:
      'Erases a person: what can be exported, what was imported, exchanges under way, and the key to all of it.',
  })
  erasePerson(
    @Ctx() context: Context,
    @Arg('input', () => ErasePersonInput, { description: 'Whom.' }) input: ErasePersonInput,
  ): Promise<ErasePersonPayload> {
    return erasePerson(context, input);
  }
}
