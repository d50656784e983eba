import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { type Context, loader } from '../auth/index.ts';
import { purposeVersionById } from '../purpose/index.ts';
import { ValidationInput } from './input-type.ts';
import { validateConsent, validateConsents } from './validate.ts';
import { ValidatedPurpose, Validation } from './validation-type.ts';

const fiduciaryArgument = {
  nullable: true,
  description:
    'Which data fiduciary is meant. A fiduciary leaves it out; an operator must give it.',
};

/** In one piece: type-graphql makes a promise for each argument that stands alone. */
@ArgsType()
class ValidationArguments extends ValidationInput {
  @Field(() => ID, fiduciaryArgument)
  fiduciaryId?: string | null;
}

@Resolver(() => Validation)
export class ValidationResolver {
  @Query(() => Validation, {
    description:
      'May I? The one query before every use of data. What is unknown and what belongs to others is answered alike, with UNKNOWN. For data fiduciaries and operators.',
  })
  validateConsent(
    @Ctx() context: Context,
    @Args(() => ValidationArguments) use: ValidationArguments,
  ): Promise<Validation> {
    return validateConsent(context, use);
  }

  @Query(() => [Validation], {
    description:
      'The same for 1 to 1,000 uses at once, answered in the order asked, as of one moment. For data fiduciaries and operators.',
  })
  validateConsents(
    @Ctx() context: Context,
    @Arg('validations', () => [ValidationInput], { description: 'The uses, 1 to 1,000.' })
    validations: ValidationInput[],
    @Arg('fiduciaryId', () => ID, fiduciaryArgument) fiduciaryId?: string | null,
  ): Promise<Validation[]> {
    return validateConsents(context, { validations, fiduciaryId });
  }
}

@Resolver(() => ValidatedPurpose)
export class ValidatedPurposeResolver {
  @FieldResolver(() => String, { description: 'The title of the purpose, in English.' })
  async title(
    @Ctx() context: Context,
    @Root() { purposeVersionId }: ValidatedPurpose,
  ): Promise<string> {
    return (await loader(context, purposeVersionById).load(purposeVersionId)).title;
  }
}
