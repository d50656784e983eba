import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type Context, loader } from '../auth/index.ts';
import {
  FiduciaryType,
  fiduciaryById,
  PractitionerType,
  practitionerById,
} from '../fiduciary/index.ts';
import { DataPrincipalType, principalById } from '../principal/index.ts';
import { PurposeVersionType, purposeVersionById } from '../purpose/index.ts';
import {
  ConsentInput,
  InvalidateConsentInput,
  LinkMyRecordInput,
  RenewConsentInput,
  UnlinkMyRecordInput,
  UpdateConsentInput,
  WithdrawConsentInput,
} from './input-type.ts';
import { invalidateConsent } from './invalidate.ts';
import { linkMyRecord, unlinkMyRecord } from './link.ts';
import { consentById, noticeByHash, requestById } from './loader.ts';
import { ConsentNotice } from './notice-type.ts';
import { noticeView } from './notice-view.ts';
import { pauseConsent, resumeConsent } from './pause.ts';
import { readConsent, wideningsOf } from './read.ts';
import { renewalNoticeOf } from './read-notice.ts';
import { renewConsent, updateConsent } from './renew.ts';
import {
  Consent,
  ConsentPayload,
  ConsentRequest,
  GrantedPurpose,
  PurposeWidening,
  RecordPayload,
  ReplacementPayload,
} from './type.ts';
import { withdrawConsent } from './withdraw.ts';

@Resolver(() => Consent)
export class ConsentResolver {
  @Query(() => Consent, {
    nullable: true,
    description:
      'A consent that the caller may see, by id. Null, with an error, when there is none: what else was asked for is answered.',
  })
  consent(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'Which consent.' }) id: string,
    @Arg('noticeToken', () => String, {
      nullable: true,
      description: 'The capability in the fragment of the notice link, when nobody is signed in.',
    })
    noticeToken?: string | null,
  ): Promise<Consent> {
    return readConsent(context, id, noticeToken);
  }

  @FieldResolver(() => FiduciaryType, { description: 'The data fiduciary it was given to.' })
  fiduciary(@Ctx() context: Context, @Root() consent: Consent): Promise<FiduciaryType> {
    return loader(context, fiduciaryById).load(consent.fiduciaryId);
  }

  @FieldResolver(() => DataPrincipalType, { description: 'The person who gave it.' })
  principal(@Ctx() context: Context, @Root() consent: Consent): Promise<DataPrincipalType> {
    return loader(context, principalById).load(consent.principalId);
  }

  @FieldResolver(() => PractitionerType, {
    nullable: true,
    description: 'The practitioner who asked; null when the data fiduciary itself did.',
  })
  async practitioner(
    @Ctx() context: Context,
    @Root() { practitionerId }: Consent,
  ): Promise<PractitionerType | null> {
    return practitionerId ? loader(context, practitionerById).load(practitionerId) : null;
  }

  @FieldResolver(() => ConsentRequest, { description: 'The request it was given to.' })
  request(@Ctx() context: Context, @Root() consent: Consent): Promise<ConsentRequest> {
    return loader(context, requestById).load(consent.requestId);
  }

  @FieldResolver(() => [GrantedPurpose], { description: 'What was agreed to.' })
  purposes(@Root() { grants, grantedAt }: Consent): GrantedPurpose[] {
    return grants.map((grant) => ({ ...grant, grantedAt }));
  }

  @FieldResolver(() => ConsentNotice, { description: 'The notice that was read, as it was then.' })
  async notice(@Ctx() context: Context, @Root() consent: Consent): Promise<ConsentNotice> {
    const [request, { hash, body }] = await Promise.all([
      loader(context, requestById).load(consent.requestId),
      loader(context, noticeByHash).load(consent.noticeHash),
    ]);
    return noticeView({ request, hash, body });
  }

  @FieldResolver(() => ConsentNotice, {
    nullable: true,
    description:
      'The notice as it is now, in the latest versions of its purposes: what updateConsent and renewConsent agree to. Null when none of them is in use any more.',
  })
  async renewalNotice(
    @Ctx() context: Context,
    @Root() consent: Consent,
    @Arg('language', () => String, {
      nullable: true,
      description: "An ISO 639 code; the consent's own language unless said.",
    })
    language?: string | null,
  ): Promise<ConsentNotice | null> {
    const notice = await renewalNoticeOf(context, consent, language);
    return notice && noticeView(notice);
  }

  @FieldResolver(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was withdrawn; null if it was not.',
  })
  withdrawnAt(@Root() { status, statusChangedAt }: Consent): Date | null {
    return status === 'WITHDRAWN' ? statusChangedAt : null;
  }

  @FieldResolver(() => Consent, {
    nullable: true,
    description: 'The consent that it took the place of; null if none.',
  })
  async predecessor(
    @Ctx() context: Context,
    @Root() { predecessorId }: Consent,
  ): Promise<Consent | null> {
    return predecessorId ? loader(context, consentById).load(predecessorId) : null;
  }

  @FieldResolver(() => Consent, {
    nullable: true,
    description: 'The consent that took its place; null if none.',
  })
  async successor(
    @Ctx() context: Context,
    @Root() { successorId }: Consent,
  ): Promise<Consent | null> {
    return successorId ? loader(context, consentById).load(successorId) : null;
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether a later version of one of its purposes allows more than was agreed to. The consent stays valid for what was agreed to.',
  })
  async needsReconsent(@Ctx() context: Context, @Root() consent: Consent): Promise<boolean> {
    return (await wideningsOf(context, consent)).length > 0;
  }

  @FieldResolver(() => [PurposeWidening], {
    description: 'What later versions of its purposes allow beyond what was agreed to.',
  })
  widenings(@Ctx() context: Context, @Root() consent: Consent): Promise<PurposeWidening[]> {
    return wideningsOf(context, consent);
  }

  @Mutation(() => ConsentPayload, {
    description:
      'Withdraws a consent for good. For the person, signed in or by the notice link, and for the fiduciary on their behalf.',
  })
  async withdrawConsent(
    @Ctx() context: Context,
    @Arg('input', () => WithdrawConsentInput, { description: 'Which consent.' })
    input: WithdrawConsentInput,
  ): Promise<ConsentPayload> {
    return { consent: await withdrawConsent(context, input) };
  }

  @Mutation(() => ConsentPayload, {
    description: 'Suspends a consent until it is resumed; its term runs on. For the person.',
  })
  async pauseConsent(
    @Ctx() context: Context,
    @Arg('input', () => ConsentInput, { description: 'Which consent.' }) input: ConsentInput,
  ): Promise<ConsentPayload> {
    return { consent: await pauseConsent(context, input) };
  }

  @Mutation(() => ConsentPayload, {
    description: 'Puts a paused consent in force again. For the person.',
  })
  async resumeConsent(
    @Ctx() context: Context,
    @Arg('input', () => ConsentInput, { description: 'Which consent.' }) input: ConsentInput,
  ): Promise<ConsentPayload> {
    return { consent: await resumeConsent(context, input) };
  }

  @Mutation(() => ReplacementPayload, {
    description: 'Agrees to other optional purposes; the term stays. For the person.',
  })
  updateConsent(
    @Ctx() context: Context,
    @Arg('input', () => UpdateConsentInput, { description: 'What is agreed to from now on.' })
    input: UpdateConsentInput,
  ): Promise<ReplacementPayload> {
    return updateConsent(context, input);
  }

  @Mutation(() => ReplacementPayload, {
    description: 'Agrees anew, for a new term from now on. For the person.',
  })
  renewConsent(
    @Ctx() context: Context,
    @Arg('input', () => RenewConsentInput, { description: 'What is agreed to, and how long.' })
    input: RenewConsentInput,
  ): Promise<ReplacementPayload> {
    return renewConsent(context, input);
  }

  @Mutation(() => ConsentPayload, {
    description: 'Ends a consent by order of the authority, or for a failed proof. For operators.',
  })
  async invalidateConsent(
    @Ctx() context: Context,
    @Arg('input', () => InvalidateConsentInput, { description: 'Which consent, and why.' })
    input: InvalidateConsentInput,
  ): Promise<ConsentPayload> {
    return { consent: await invalidateConsent(context, input) };
  }

  @Mutation(() => RecordPayload, {
    description:
      'Links the record behind a notice link to the signed-in account, so that its requests and consents show up there. For the person.',
  })
  async linkMyRecord(
    @Ctx() context: Context,
    @Arg('input', () => LinkMyRecordInput, { description: 'The link.' }) input: LinkMyRecordInput,
  ): Promise<RecordPayload> {
    return { record: await linkMyRecord(context, input) };
  }

  @Mutation(() => RecordPayload, {
    description: 'Ends the link of a record to the signed-in account. For the person.',
  })
  async unlinkMyRecord(
    @Ctx() context: Context,
    @Arg('input', () => UnlinkMyRecordInput, { description: 'Which record.' })
    input: UnlinkMyRecordInput,
  ): Promise<RecordPayload> {
    return { record: await unlinkMyRecord(context, input) };
  }
}

@Resolver(() => GrantedPurpose)
export class GrantedPurposeResolver {
  @FieldResolver(() => PurposeVersionType, { description: 'The version that was agreed to.' })
  version(
    @Ctx() context: Context,
    @Root() { purposeVersionId }: GrantedPurpose,
  ): Promise<PurposeVersionType> {
    return loader(context, purposeVersionById).load(purposeVersionId);
  }
}
