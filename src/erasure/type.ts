import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MutationInput } from '../graphql/type.ts';
import { DataPrincipalType } from '../principal/index.ts';

@InputType({ description: 'Whose record is meant.' })
export class ErasureInput extends MutationInput {
  @Field(() => ID, { description: 'The record, by its id.' })
  principalId!: string;
}

@ObjectType({ description: 'A record that was erased.' })
export class ErasePrincipalPayload {
  @Field(() => DataPrincipalType, { description: 'What is left of it.' })
  principal!: DataPrincipalType;

  @Field(() => Int, { description: 'How many consents were in force and are withdrawn now.' })
  withdrawn!: number;

  @Field(() => Int, { description: 'How many requests were open and are cancelled now.' })
  cancelled!: number;
}

@ObjectType({ description: 'A record whose person asked for it to be erased.' })
export class RequestErasurePayload {
  @Field(() => DataPrincipalType, { description: 'The record.' })
  record!: DataPrincipalType;
}
