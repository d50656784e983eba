import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionTypes } from '../graphql/type.ts';
import { DataPrincipalType } from '../principal/index.ts';
import type { Assurance, Grant } from './consent.ts';
import { AssuranceEnum, ConsentStatusEnum, RequestStatusEnum } from './enum-type.ts';
import type { ArtifactStatus, RequestStatus } from './lifecycle.ts';
import { ExchangeTerms } from './notice-type.ts';

@ObjectType({ description: 'A question to a person: may I use your data for these purposes?' })
export class ConsentRequest {
  @Field(() => ID, { description: 'Its id, a UUID.' })
  id!: string;

  fiduciaryId!: string;
  principalId!: string;
  practitionerId!: string | null;
  replacesArtifactId!: string | null;
  linkGeneration!: number;

  @Field(() => ExchangeTerms, {
    nullable: true,
    description: 'Where the data is to move under the consent; null when it is not to.',
  })
  exchange!: ExchangeTerms | null;

  @Field(() => RequestStatusEnum, { description: 'Where it stands at this moment.' })
  status!: RequestStatus;

  @Field(() => String, { description: 'The language its notice is first shown in.' })
  language!: string;

  @Field(() => Int, { description: 'How many days the consent will last.' })
  durationDays!: number;

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'Until when it can be decided.' })
  expiresAt!: Date;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was decided, cancelled or lapsed; null while it is open.',
  })
  decidedAt!: Date | null;
}

@ObjectType({ description: 'One purpose that a request asks for, pinned to a version.' })
export class RequestedPurpose {
  requestId!: string;
  purposeVersionId!: string;

  @Field(() => ID, { description: 'The id of the purpose; what a decision selects.' })
  purposeId!: string;

  @Field(() => [String], { description: 'The kinds of personal data that are asked for it.' })
  dataFields!: string[];
}

@ObjectType({
  description:
    'A consent as it was given: a sealed artifact whose terms never change. Only its status does.',
})
export class Consent {
  @Field(() => ID, { description: 'Its id, a UUID: the artifact id of validations and webhooks.' })
  id!: string;

  fiduciaryId!: string;
  principalId!: string;
  requestId!: string;
  practitionerId!: string | null;
  predecessorId!: string | null;
  successorId!: string | null;
  grants!: Grant[];

  @Field(() => ExchangeTerms, {
    nullable: true,
    description: 'Where the data is to move under it; null when it is not to.',
  })
  exchange!: ExchangeTerms | null;

  @Field(() => ConsentStatusEnum, { description: 'Where it stands at this moment.' })
  status!: ArtifactStatus;

  @Field(() => String, { description: 'The language the notice was read in.' })
  language!: string;

  @Field(() => String, {
    description: 'The hash of the notice that was read: SHA-256 in hexadecimal.',
  })
  noticeHash!: string;

  @Field(() => AssuranceEnum, { description: 'How it was given.' })
  assurance!: Assurance;

  @Field(() => GraphQLDateTime, { description: 'When it was given.' })
  grantedAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'It is in force before this moment, not at it.' })
  validTill!: Date;

  @Field(() => GraphQLDateTime, { description: 'Since when it has its status.' })
  statusChangedAt!: Date;

  @Field(() => String, {
    description:
      'SHA-256, in hexadecimal, of the sealed terms in canonical JSON (RFC 8785): the payload of jws.',
  })
  hash!: string;

  @Field(() => String, {
    description:
      'The sealed terms, signed: a compact JWS (RFC 7515, Ed25519) that anyone checks offline with the keys at /.well-known/jwks.json.',
  })
  jws!: string;
}

@ObjectType({ description: 'One purpose that was agreed to, in the version that was read.' })
export class GrantedPurpose {
  @Field(() => ID, { description: 'The id of the purpose.' })
  purposeId!: string;

  @Field(() => ID, { description: 'The id of the version that was agreed to.' })
  purposeVersionId!: string;

  @Field(() => [String], { description: 'The kinds of personal data that were agreed to for it.' })
  dataFields!: string[];

  @Field(() => GraphQLDateTime, { description: 'When it was agreed to.' })
  grantedAt!: Date;
}

@ObjectType({
  description: 'How a purpose allows more in its latest version than in the one agreed to.',
})
export class PurposeWidening {
  @Field(() => ID, { description: 'The id of the purpose.' })
  purposeId!: string;

  @Field(() => Int, { description: 'The number of the version that was agreed to.' })
  agreedVersion!: number;

  @Field(() => Int, { description: 'The number of the latest version.' })
  latestVersion!: number;

  @Field(() => [String], { description: 'Kinds of personal data that came on.' })
  addedDataFields!: string[];

  @Field(() => [String], { description: 'Things done with the data that came on.' })
  addedProcessingActivities!: string[];

  @Field(() => Int, { description: 'By how many days the data is kept longer; 0 if it is not.' })
  addedRetentionDays!: number;
}

@ObjectType({ description: 'A page of consents.' })
export class ConsentConnection extends connectionTypes(Consent, 'Consent') {
  @Field(() => String, {
    description:
      'Where the live events stood before this page was read: subscribe to consentStatusChanged after it to miss nothing.',
  })
  liveCursor!: string;
}

@ObjectType({ description: 'A page of consent requests.' })
export class ConsentRequestConnection extends connectionTypes(ConsentRequest, 'ConsentRequest') {
  @Field(() => String, {
    description:
      'Where the live events stood before this page was read: subscribe after it to miss nothing.',
  })
  liveCursor!: string;
}

@ObjectType({ description: 'The request as it is now.' })
export class ConsentRequestPayload {
  @Field(() => ConsentRequest, { description: 'The request as it is now.' })
  request!: ConsentRequest;
}

@ObjectType({ description: 'What came of a decision.' })
export class DecisionPayload {
  @Field(() => ConsentRequest, { description: 'The request as it is now.' })
  request!: ConsentRequest;

  @Field(() => Consent, {
    nullable: true,
    description: 'The consent that was sealed; null when the request was refused.',
  })
  consent!: Consent | null;
}

@ObjectType({ description: 'The consent as it is now.' })
export class ConsentPayload {
  @Field(() => Consent, { description: 'The consent as it is now.' })
  consent!: Consent;
}

@ObjectType({ description: 'The consent that took the place of another.' })
export class ReplacementPayload {
  @Field(() => Consent, { description: 'The new consent.' })
  consent!: Consent;

  @Field(() => Consent, { description: 'The one it took the place of.' })
  superseded!: Consent;
}

@ObjectType({ description: 'The record as it is now.' })
export class RecordPayload {
  @Field(() => DataPrincipalType, { description: 'The record as it is now.' })
  record!: DataPrincipalType;
}
