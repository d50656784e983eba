import { GraphQLDateTime } from 'graphql-scalars';
import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { SortDirection } from '../graphql/enum.ts';
import { PageArgs } from '../graphql/type.ts';
import {
  ConsentSortEnum,
  ConsentStatusEnum,
  RequestSortEnum,
  RequestStatusEnum,
} from './enum-type.ts';
import type { ArtifactStatus, RequestStatus } from './lifecycle.ts';
import type { ConsentSort, RequestSort } from './list-store.ts';

@InputType({ description: 'Which consents to list. What is left out does not narrow the list.' })
export class ConsentFilter {
  @Field(() => [ConsentStatusEnum], { nullable: true, description: 'In any of these statuses.' })
  status?: ArtifactStatus[] | null;

  @Field(() => ID, { nullable: true, description: 'Given for this purpose, in any version of it.' })
  purposeId?: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Given at this moment or later.' })
  from?: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Given at this moment or earlier.' })
  to?: Date | null;
}

@InputType({ description: 'How to sort consents.' })
export class ConsentOrder {
  @Field(() => ConsentSortEnum, { nullable: true, description: 'By what; GRANTED_AT unless said.' })
  field?: ConsentSort | null;

  @Field(() => SortDirection, {
    nullable: true,
    description: 'Which end comes first; DESC unless said.',
  })
  direction?: SortDirection | null;
}

@ArgsType()
export class ConsentListArgs extends PageArgs {
  @Field(() => ConsentFilter, { nullable: true, description: 'Which ones; all unless said.' })
  filter?: ConsentFilter | null;

  @Field(() => ConsentOrder, {
    nullable: true,
    description: 'How to sort; newest first unless said.',
  })
  orderBy?: ConsentOrder | null;
}

@InputType({ description: 'Which requests to list. What is left out does not narrow the list.' })
export class ConsentRequestFilter {
  @Field(() => [RequestStatusEnum], { nullable: true, description: 'In any of these statuses.' })
  status?: RequestStatus[] | null;

  @Field(() => ID, { nullable: true, description: 'That ask for this purpose.' })
  purposeId?: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Made at this moment or later.' })
  from?: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Made at this moment or earlier.' })
  to?: Date | null;
}

@InputType({ description: 'How to sort requests.' })
export class ConsentRequestOrder {
  @Field(() => RequestSortEnum, { nullable: true, description: 'By what; CREATED_AT unless said.' })
  field?: RequestSort | null;

  @Field(() => SortDirection, {
    nullable: true,
    description: 'Which end comes first; DESC unless said.',
  })
  direction?: SortDirection | null;
}

@ArgsType()
export class ConsentRequestListArgs extends PageArgs {
  @Field(() => ConsentRequestFilter, {
    nullable: true,
    description: 'Which ones; all unless said.',
  })
  filter?: ConsentRequestFilter | null;

  @Field(() => ConsentRequestOrder, {
    nullable: true,
    description: 'How to sort; newest first unless said.',
  })
  orderBy?: ConsentRequestOrder | null;
}

@ObjectType({ description: 'Where a counted page stands in its list.' })
export class Pagination {
  @Field(() => Int, { description: 'How many entries there are in all.' })
  total!: number;

  @Field(() => Int, { description: 'How many entries a page has.' })
  limit!: number;

  @Field(() => Int, { description: 'The number of this page, from 1.' })
  currentPage!: number;

  @Field(() => Int, { description: 'How many pages there are.' })
  totalPages!: number;
}
