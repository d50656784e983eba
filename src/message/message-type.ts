import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { MutationInput } from '../graphql/type.ts';

@InputType({ description: 'A message of another party to an exchange.' })
export class MessageInput {
  @Field(() => String, {
    description:
      'A signed JWT inside a compact JWE to this server, as the protocol of the exchange says. It authenticates itself: no token is needed.',
  })
  message!: string;
}

@ObjectType({ description: 'The answer to a message of an exchange.' })
export class MessageAnswer {
  @Field(() => String, {
    description:
      'The result or the refusal: a JWT signed by this server (typ cx-answer+jwt), inside a compact JWE to the sender.',
  })
  answer!: string;

  @Field(() => Boolean, {
    description: 'Whether the message was taken before; the answer says the same as then.',
  })
  duplicate!: boolean;
}

@InputType({ description: 'An order to put new keys in force.' })
export class RotateKeysInput extends MutationInput {}

@ObjectType({ description: "The keys of this server's messages." })
export class KeysPayload {
  @Field(() => Int, { description: 'The number of the keys now in force, from 1.' })
  sequence!: number;
}
