import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionTypes } from '../graphql/type.ts';
import type { HistoryAction, PerformerType } from '../history/index.ts';
import { HistoryActionEnum, PerformerEnum } from './enum-type.ts';

@ObjectType({
  description:
    'One thing that happened, as the append-only history has it. Entries are never changed and never removed before their time.',
})
export class HistoryEntry {
  @Field(() => ID, { description: 'Its id, a UUID.' })
  id!: string;

  @Field(() => Int, {
    description: 'Which version of its subject this made: 1, 2, 3 and so on without gaps.',
  })
  sequence!: number;

  @Field(() => HistoryActionEnum, { description: 'What happened.' })
  action!: HistoryAction;

  @Field(() => String, { nullable: true, description: 'The status before; null at a beginning.' })
  previousStatus!: string | null;

  @Field(() => String, { nullable: true, description: 'The status after; null where it has none.' })
  newStatus!: string | null;

  @Field(() => GraphQLDateTime, {
    description: 'When it happened; for an expiry, the moment it was due.',
  })
  performedAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'When it was written down.' })
  recordedAt!: Date;

  @Field(() => String, {
    description:
      "The entry's leaf in the signed log: SHA-256 in hexadecimal of its canonical form (RFC 6962 §2.1).",
  })
  hash!: string;

  performedBy!: { type: PerformerType; id: string | null };
}

@ObjectType({ description: 'Who acted.' })
export class Performer {
  @Field(() => PerformerEnum, { description: 'In what capacity.' })
  type!: PerformerType;

  @Field(() => ID, {
    nullable: true,
    description:
      'Who, by an id that means something at this data fiduciary only; null for the service itself.',
  })
  id!: string | null;
}

@ObjectType({
  description:
    'What an entry keeps encrypted. The signed entry holds commitments to it only, so that it can be erased and nothing else breaks.',
})
export class HistoryDetails {
  @Field(() => String, { nullable: true, description: 'The reason that was given; null if none.' })
  reason!: string | null;

  @Field(() => String, { nullable: true, description: 'The notes that were given; null if none.' })
  notes!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The address the call came from, as the server saw it; null if not recorded.',
  })
  ipAddress!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The user agent the call came with; null if not recorded.',
  })
  userAgent!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The address the client claimed, unverified; null if it claimed none.',
  })
  claimedIpAddress!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The user agent the client claimed, unverified; null if it claimed none.',
  })
  claimedUserAgent!: string | null;
}

@ObjectType({ description: 'A page of history, the oldest entry first.' })
export class HistoryConnection extends connectionTypes(HistoryEntry, 'History') {}
