import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';

@ObjectType({
  description:
    'A data principal as one data fiduciary knows them (DPDP Act 2023 s.2(j)). The same person at two fiduciaries is two of these, with nothing that connects them.',
})
export class DataPrincipal {
  @Field(() => ID, {
    description: 'The id of this record, a UUID; means something at one fiduciary only.',
  })
  id!: string;

  fiduciaryId!: string;
  dataKeyId!: string;
  accountId!: string | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the person linked it to their account; null while they have not.',
  })
  linkedAt!: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the person asked the fiduciary to erase it; null while they have not.',
  })
  erasureRequestedAt!: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was erased: since then nothing tells who it was. Null while it was not.',
  })
  erasedAt!: Date | null;

  @Field(() => GraphQLDateTime, { description: 'When the fiduciary first named this person.' })
  createdAt!: Date;
}

@ObjectType({ description: 'The signed-in person, over all data fiduciaries that know them.' })
export class Account {
  @Field(() => ID, { description: 'The id of the account, a UUID. No fiduciary is ever told it.' })
  id!: string;
}
