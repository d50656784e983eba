import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type Context, loader } from '../auth/index.ts';
import { FiduciaryType, fiduciaryById } from '../fiduciary/index.ts';
import {
  latestVersionOfPurpose,
  purposeById,
  purposesOfFiduciary,
  versionsOfPurpose,
} from './loader.ts';
import {
  createPurpose,
  publishPurposeVersion,
  retirePurpose,
  setPracticePurpose,
} from './publish.ts';
import { readPurpose } from './read.ts';
import {
  CreatePurposeInput,
  PublishPurposeVersionInput,
  Purpose,
  PurposeInput,
  PurposePayload,
  PurposeTranslation,
  PurposeVersion,
  PurposeVersionPayload,
} from './type.ts';

@Resolver(() => Purpose)
export class PurposeResolver {
  @Query(() => Purpose, { description: "A purpose of the caller's data fiduciary, by id." })
  purpose(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'Which purpose.' }) id: string,
  ): Promise<Purpose> {
    return readPurpose(context, id);
  }

  @FieldResolver(() => PurposeVersion, { description: 'The version new requests are pinned to.' })
  currentVersion(@Ctx() context: Context, @Root() purpose: Purpose): Promise<PurposeVersion> {
    return loader(context, latestVersionOfPurpose).load(purpose.id);
  }

  @FieldResolver(() => [PurposeVersion], { description: 'All its versions, the first one first.' })
  versions(@Ctx() context: Context, @Root() purpose: Purpose): Promise<PurposeVersion[]> {
    return loader(context, versionsOfPurpose).load(purpose.id);
  }

  @FieldResolver(() => FiduciaryType, { description: 'The data fiduciary it belongs to.' })
  fiduciary(@Ctx() context: Context, @Root() purpose: Purpose): Promise<FiduciaryType> {
    return loader(context, fiduciaryById).load(purpose.fiduciaryId);
  }

  @Mutation(() => PurposePayload, {
    description: 'Makes a purpose with its version 1. For fiduciaries and operators.',
  })
  async createPurpose(
    @Ctx() context: Context,
    @Arg('input', () => CreatePurposeInput, { description: 'The purpose.' })
    input: CreatePurposeInput,
  ): Promise<PurposePayload> {
    return { purpose: await createPurpose(context, input) };
  }

  @Mutation(() => PurposeVersionPayload, {
    description:
      'Adds the next version of a purpose; consents already given stay on theirs. For fiduciaries and operators.',
  })
  publishPurposeVersion(
    @Ctx() context: Context,
    @Arg('input', () => PublishPurposeVersionInput, { description: 'The version.' })
    input: PublishPurposeVersionInput,
  ): Promise<PurposeVersionPayload> {
    return publishPurposeVersion(context, input);
  }

  @Mutation(() => PurposePayload, {
    description:
      'Takes a purpose out of use: it can no longer be asked for. For fiduciaries and operators.',
  })
  async retirePurpose(
    @Ctx() context: Context,
    @Arg('input', () => PurposeInput, { description: 'Which purpose.' }) input: PurposeInput,
  ): Promise<PurposePayload> {
    return { purpose: await retirePurpose(context, input) };
  }

  @Mutation(() => PurposePayload, {
    description:
      "Sets the purpose a practitioner's request stands on when it names none. For fiduciaries and operators.",
  })
  async setPracticePurpose(
    @Ctx() context: Context,
    @Arg('input', () => PurposeInput, { description: 'Which purpose.' }) input: PurposeInput,
  ): Promise<PurposePayload> {
    return { purpose: await setPracticePurpose(context, input) };
  }
}

@Resolver(() => PurposeVersion)
export class PurposeVersionResolver {
  @FieldResolver(() => Purpose, { description: 'The purpose it is a version of.' })
  purpose(@Ctx() context: Context, @Root() version: PurposeVersion): Promise<Purpose> {
    return loader(context, purposeById).load(version.purposeId);
  }

  @FieldResolver(() => [PurposeTranslation], {
    description: 'Its words in other languages, by language code.',
  })
  translations(
    @Root() version: { translations: Record<string, { title: string; description: string }> },
  ): PurposeTranslation[] {
    return Object.entries(version.translations)
      .map(([language, words]) => ({ language, ...words }))
      .sort((a, b) => (a.language < b.language ? -1 : 1));
  }
}

@Resolver(() => FiduciaryType)
export class FiduciaryPurposesResolver {
  @FieldResolver(() => [Purpose], {
    description: 'Its purposes in the order they were made, retired ones included.',
  })
  purposes(@Ctx() context: Context, @Root() fiduciary: FiduciaryType): Promise<Purpose[]> {
    return loader(context, purposesOfFiduciary).load(fiduciary.id);
  }

  @FieldResolver(() => Purpose, {
    nullable: true,
    description:
      "The purpose a practitioner's request stands on when it names none; null if unset.",
  })
  async practicePurpose(
    @Ctx() context: Context,
    @Root() fiduciary: { practicePurposeId: string | null },
  ): Promise<Purpose | null> {
    const { practicePurposeId: id } = fiduciary;
    return id ? loader(context, purposeById).load(id) : null;
  }
}
