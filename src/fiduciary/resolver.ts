import {
  Arg,
  Args,
  Ctx,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { type Context, loader } from '../auth/index.ts';
import { PageArgs } from '../graphql/type.ts';
import {
  changeFiduciary,
  reinstateFiduciary,
  setFiduciaryLimits,
  suspendFiduciary,
} from './change.ts';
import { changePractitioner, dismissPractitioner, employPractitioner } from './employ.ts';
import { fiduciaryById, practitionersOfFiduciary } from './loader.ts';
import { readFiduciaries, readFiduciary, readPractitioner } from './read.ts';
import { registerFiduciary } from './register.ts';
import {
  ChangeFiduciaryInput,
  ChangePractitionerInput,
  DismissPractitionerInput,
  EmployPractitionerInput,
  Fiduciary,
  FiduciaryConnection,
  FiduciaryPayload,
  FiduciaryStatusInput,
  Practitioner,
  PractitionerPayload,
  RegisterFiduciaryInput,
  SetFiduciaryLimitsInput,
} from './type.ts';

@Resolver(() => Fiduciary)
export class FiduciaryResolver {
  @Query(() => Fiduciary, {
    description: 'The data fiduciary the caller acts for; an operator names one.',
  })
  fiduciary(
    @Ctx() context: Context,
    @Arg('id', () => ID, {
      nullable: true,
      description: 'Which one. A fiduciary or practitioner leaves it out.',
    })
    id?: string | null,
  ): Promise<Fiduciary> {
    return readFiduciary(context, id);
  }

  @Query(() => FiduciaryConnection, { description: 'All data fiduciaries. For operators.' })
  fiduciaries(@Ctx() context: Context, @Args(() => PageArgs) page: PageArgs) {
    return readFiduciaries(context, page);
  }

  @FieldResolver(() => [Practitioner], {
    description: 'Its practitioners, by name, dismissed ones included.',
  })
  practitioners(@Ctx() context: Context, @Root() fiduciary: Fiduciary): Promise<Practitioner[]> {
    return loader(context, practitionersOfFiduciary).load(fiduciary.id);
  }

  @Mutation(() => FiduciaryPayload, { description: 'Registers a data fiduciary. For operators.' })
  async registerFiduciary(
    @Ctx() context: Context,
    @Arg('input', () => RegisterFiduciaryInput, { description: 'Its profile.' })
    input: RegisterFiduciaryInput,
  ): Promise<FiduciaryPayload> {
    return { fiduciary: await registerFiduciary(context, input) };
  }

  @Mutation(() => FiduciaryPayload, {
    description: 'Changes a profile. For the fiduciary itself and operators.',
  })
  async changeFiduciary(
    @Ctx() context: Context,
    @Arg('input', () => ChangeFiduciaryInput, { description: 'What changes.' })
    input: ChangeFiduciaryInput,
  ): Promise<FiduciaryPayload> {
    return { fiduciary: await changeFiduciary(context, input) };
  }

  @Mutation(() => FiduciaryPayload, {
    description: 'Sets the rate limits, waits and retention of a data fiduciary. For operators.',
  })
  async setFiduciaryLimits(
    @Ctx() context: Context,
    @Arg('input', () => SetFiduciaryLimitsInput, { description: 'What changes.' })
    input: SetFiduciaryLimitsInput,
  ): Promise<FiduciaryPayload> {
    return { fiduciary: await setFiduciaryLimits(context, input) };
  }

  @Mutation(() => FiduciaryPayload, {
    description:
      'Stops a data fiduciary: its tokens are refused and its notice links closed. For operators.',
  })
  async suspendFiduciary(
    @Ctx() context: Context,
    @Arg('input', () => FiduciaryStatusInput, { description: 'Which one.' })
    input: FiduciaryStatusInput,
  ): Promise<FiduciaryPayload> {
    return { fiduciary: await suspendFiduciary(context, input) };
  }

  @Mutation(() => FiduciaryPayload, {
    description: 'Lets a suspended data fiduciary work again. For operators.',
  })
  async reinstateFiduciary(
    @Ctx() context: Context,
    @Arg('input', () => FiduciaryStatusInput, { description: 'Which one.' })
    input: FiduciaryStatusInput,
  ): Promise<FiduciaryPayload> {
    return { fiduciary: await reinstateFiduciary(context, input) };
  }

  @Mutation(() => PractitionerPayload, {
    description: 'Registers a practitioner. For their fiduciary and operators.',
  })
  async employPractitioner(
    @Ctx() context: Context,
    @Arg('input', () => EmployPractitionerInput, { description: 'Who it is.' })
    input: EmployPractitionerInput,
  ): Promise<PractitionerPayload> {
    return { practitioner: await employPractitioner(context, input) };
  }

  @Mutation(() => PractitionerPayload, {
    description: 'Changes a practitioner. For their fiduciary and operators.',
  })
  async changePractitioner(
    @Ctx() context: Context,
    @Arg('input', () => ChangePractitionerInput, { description: 'What changes.' })
    input: ChangePractitionerInput,
  ): Promise<PractitionerPayload> {
    return { practitioner: await changePractitioner(context, input) };
  }

  @Mutation(() => PractitionerPayload, {
    description:
      'Ends an employment: the tokens are refused and live streams end. For the fiduciary and operators.',
  })
  async dismissPractitioner(
    @Ctx() context: Context,
    @Arg('input', () => DismissPractitionerInput, { description: 'Whose.' })
    input: DismissPractitionerInput,
  ): Promise<PractitionerPayload> {
    return { practitioner: await dismissPractitioner(context, input) };
  }
}

@Resolver(() => FiduciaryConnection)
export class FiduciaryConnectionResolver {
  @FieldResolver(() => Int, { description: 'How many data fiduciaries there are in all.' })
  totalCount(@Root() connection: { count: () => Promise<number> }): Promise<number> {
    return connection.count();
  }
}

@Resolver(() => Practitioner)
export class PractitionerResolver {
  @Query(() => Practitioner, {
    description:
      "A practitioner: the caller's own record, one of the caller's data fiduciary, or any for an operator.",
  })
  practitioner(
    @Ctx() context: Context,
    @Arg('id', () => ID, {
      nullable: true,
      description: 'Which one. A practitioner leaves it out.',
    })
    id?: string | null,
  ): Promise<Practitioner> {
    return readPractitioner(context, id);
  }

  @FieldResolver(() => Fiduciary, { description: 'The data fiduciary they act for.' })
  fiduciary(@Ctx() context: Context, @Root() practitioner: Practitioner): Promise<Fiduciary> {
    return loader(context, fiduciaryById).load(practitioner.fiduciaryId);
  }
}
