import { GraphQLJSONObject } from 'graphql-scalars';
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
import { cancelRequest } from './cancel.ts';
import { approveRequest, denyRequest, submitConsent } from './decide.ts';
import { initiateConsent, requestPatientConsent } from './initiate.ts';
import {
  CancelConsentRequestInput,
  DecideConsentInput,
  InitiateConsentInput,
  RequestPatientConsentInput,
  RevokeNoticeLinkInput,
  SubmitConsentInput,
} from './input-type.ts';
import { revokeNoticeLink } from './link.ts';
import { consentById, consentsOfRequest, purposesOfRequest } from './loader.ts';
import { ConsentNotice } from './notice-type.ts';
import { noticeView } from './notice-view.ts';
import { noticeUrlOf, readRequest } from './read.ts';
import { noticeOfRequest, readPublicNotice } from './read-notice.ts';
import { openMetadata, openReason } from './sealed.ts';
import type { ConsentRequest as Row } from './table.ts';
import {
  Consent,
  ConsentRequest,
  ConsentRequestPayload,
  DecisionPayload,
  RequestedPurpose,
} from './type.ts';

@Resolver(() => ConsentRequest)
export class ConsentRequestResolver {
  @Query(() => ConsentRequest, {
    nullable: true,
    description:
      'A request that the caller may see, by id. Null, with an error, when there is none: what else was asked for is answered.',
  })
  consentRequest(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'Which request.' }) id: string,
    @Arg('noticeToken', () => String, {
      nullable: true,
      description: 'The capability in the fragment of the notice link, when nobody is signed in.',
    })
    noticeToken?: string | null,
  ): Promise<ConsentRequest> {
    return readRequest(context, id, noticeToken);
  }

  @Query(() => ConsentNotice, {
    description:
      'The notice of a request, for anyone who has its id. Says nothing about the person.',
  })
  async consentNotice(
    @Ctx() context: Context,
    @Arg('requestId', () => ID, { description: 'Which request.' }) requestId: string,
    @Arg('language', () => String, {
      nullable: true,
      description:
        "An ISO 639 code: en, or one of the 22 languages of the Eighth Schedule; the request's own unless said.",
    })
    language?: string | null,
  ): Promise<ConsentNotice> {
    return noticeView(await readPublicNotice(context, requestId, language));
  }

  @FieldResolver(() => FiduciaryType, { description: 'The data fiduciary that asks.' })
  fiduciary(@Ctx() context: Context, @Root() request: ConsentRequest): Promise<FiduciaryType> {
    return loader(context, fiduciaryById).load(request.fiduciaryId);
  }

  @FieldResolver(() => DataPrincipalType, { description: 'The person who is asked.' })
  principal(@Ctx() context: Context, @Root() request: ConsentRequest): Promise<DataPrincipalType> {
    return loader(context, principalById).load(request.principalId);
  }

  @FieldResolver(() => PractitionerType, {
    nullable: true,
    description: 'The practitioner who asks; null when the data fiduciary itself does.',
  })
  async practitioner(
    @Ctx() context: Context,
    @Root() { practitionerId }: ConsentRequest,
  ): Promise<PractitionerType | null> {
    return practitionerId ? loader(context, practitionerById).load(practitionerId) : null;
  }

  @FieldResolver(() => [RequestedPurpose], {
    description: 'What is asked for, in the order asked.',
  })
  purposes(@Ctx() context: Context, @Root() request: ConsentRequest): Promise<RequestedPurpose[]> {
    return loader(context, purposesOfRequest).load(request.id);
  }

  @FieldResolver(() => ConsentNotice, { description: 'What the person reads before they decide.' })
  async notice(
    @Ctx() context: Context,
    @Root() request: Row,
    @Arg('language', () => String, {
      nullable: true,
      description: "An ISO 639 code; the request's own language unless said.",
    })
    language?: string | null,
  ): Promise<ConsentNotice> {
    return noticeView(await noticeOfRequest(context, request, language));
  }

  @FieldResolver(() => String, {
    description:
      'Where the person reads the notice and decides. For whoever asked, its fragment carries the capability to decide without signing in: hand it to the person only.',
  })
  noticeUrl(@Ctx() context: Context, @Root() request: Row): Promise<string> {
    return noticeUrlOf(context, request);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "A practitioner's reason in words; null where there is none or it was erased.",
  })
  reason(@Ctx() context: Context, @Root() request: Row): Promise<string | null> {
    return openReason(context, request);
  }

  @FieldResolver(() => GraphQLJSONObject, {
    nullable: true,
    description:
      "The fiduciary's own data about the request, for the fiduciary; null where there is none or it was erased.",
  })
  metadata(@Ctx() context: Context, @Root() request: Row): Promise<object | null> {
    return openMetadata(context, request);
  }

  @FieldResolver(() => Consent, {
    nullable: true,
    description: 'The consent it led to, the newest where it was renewed; null if none.',
  })
  async consent(@Ctx() context: Context, @Root() request: ConsentRequest): Promise<Consent | null> {
    const [newest] = await loader(context, consentsOfRequest).load(request.id);
    return newest ?? null;
  }

  @FieldResolver(() => Consent, {
    nullable: true,
    description: 'The consent that is superseded when this request is granted; null if none.',
  })
  async replaces(
    @Ctx() context: Context,
    @Root() { replacesArtifactId }: ConsentRequest,
  ): Promise<Consent | null> {
    return replacesArtifactId ? loader(context, consentById).load(replacesArtifactId) : null;
  }

  @Mutation(() => ConsentRequestPayload, {
    description: 'Asks a person for consent to purposes. For data fiduciaries.',
  })
  async initiateConsent(
    @Ctx() context: Context,
    @Arg('input', () => InitiateConsentInput, { description: 'Whom, and for what.' })
    input: InitiateConsentInput,
  ): Promise<ConsentRequestPayload> {
    return { request: await initiateConsent(context, input) };
  }

  @Mutation(() => ConsentRequestPayload, {
    description:
      'Asks a patient of the clinic for access, for 30 days. For practitioners such as doctors.',
  })
  async requestPatientConsent(
    @Ctx() context: Context,
    @Arg('input', () => RequestPatientConsentInput, { description: 'Whom, and why.' })
    input: RequestPatientConsentInput,
  ): Promise<ConsentRequestPayload> {
    return { request: await requestPatientConsent(context, input) };
  }

  @Mutation(() => DecisionPayload, {
    description:
      'Decides a request purpose by purpose. For the person, signed in or by the notice link.',
  })
  submitConsent(
    @Ctx() context: Context,
    @Arg('input', () => SubmitConsentInput, { description: 'The decision.' })
    input: SubmitConsentInput,
  ): Promise<DecisionPayload> {
    return submitConsent(context, input);
  }

  @Mutation(() => DecisionPayload, {
    description:
      'Agrees to all that a request asks. For the person, signed in or by the notice link.',
  })
  approveConsentRequest(
    @Ctx() context: Context,
    @Arg('input', () => DecideConsentInput, { description: 'Which request.' })
    input: DecideConsentInput,
  ): Promise<DecisionPayload> {
    return approveRequest(context, input);
  }

  @Mutation(() => DecisionPayload, {
    description:
      'Refuses all that a request asks. For the person, signed in or by the notice link.',
  })
  denyConsentRequest(
    @Ctx() context: Context,
    @Arg('input', () => DecideConsentInput, { description: 'Which request.' })
    input: DecideConsentInput,
  ): Promise<DecisionPayload> {
    return denyRequest(context, input);
  }

  @Mutation(() => ConsentRequestPayload, {
    description: 'Takes back a request that is not decided yet. For whoever asked.',
  })
  async cancelConsentRequest(
    @Ctx() context: Context,
    @Arg('input', () => CancelConsentRequestInput, { description: 'Which request.' })
    input: CancelConsentRequestInput,
  ): Promise<ConsentRequestPayload> {
    return { request: await cancelRequest(context, input) };
  }

  @Mutation(() => ConsentRequestPayload, {
    description:
      'Closes every notice link of a request that was handed out so far. For the person and whoever asked.',
  })
  async revokeNoticeLink(
    @Ctx() context: Context,
    @Arg('input', () => RevokeNoticeLinkInput, { description: 'Which request.' })
    input: RevokeNoticeLinkInput,
  ): Promise<ConsentRequestPayload> {
    return { request: await revokeNoticeLink(context, input) };
  }
}

@Resolver(() => RequestedPurpose)
export class RequestedPurposeResolver {
  @FieldResolver(() => PurposeVersionType, { description: 'The version that is asked for.' })
  version(
    @Ctx() context: Context,
    @Root() { purposeVersionId }: RequestedPurpose,
  ): Promise<PurposeVersionType> {
    return loader(context, purposeVersionById).load(purposeVersionId);
  }
}
