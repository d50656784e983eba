import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import type { HistoryAction } from '../history/index.ts';
import { HistoryActionEnum } from './enum-type.ts';

@ObjectType({ description: 'A request that was made, as it reaches the person.' })
export class ConsentRequestEvent {
  @Field(() => String, {
    description: 'Marks this event: subscribe after it to go on with the next one.',
  })
  cursor!: string;
}

@ObjectType({ description: 'A change of status of a request or a consent.' })
export class ConsentStatusEvent {
  @Field(() => String, {
    description: 'Marks this event: subscribe after it to go on with the next one.',
  })
  cursor!: string;

  @Field(() => HistoryActionEnum, { description: 'What happened.' })
  action!: HistoryAction;

  @Field(() => String, { nullable: true, description: 'The status before; null at a beginning.' })
  previousStatus!: string | null;

  @Field(() => String, { nullable: true, description: 'The status that this change led to.' })
  status!: string | null;

  @Field(() => GraphQLDateTime, { description: 'When it happened.' })
  at!: Date;
}
