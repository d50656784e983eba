import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../auth/index.ts';
import { KeysPayload, RotateKeysInput } from './message-type.ts';
import { rotateExchangeKeys } from './rotate.ts';

@Resolver()
export class KeysResolver {
  @Mutation(() => KeysPayload, {
    description:
      "Puts new keys for this server's exchange messages in force, signed by the old ones. Exchanges under way go on. For operators.",
  })
  rotateExchangeKeys(
    @Ctx() context: Context,
    @Arg('input', () => RotateKeysInput, { nullable: true, description: 'The order.' })
    input: RotateKeysInput | null,
  ): Promise<KeysPayload> {
    return rotateExchangeKeys(context, input ?? {});
  }
}
