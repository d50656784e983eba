/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** A request to take back. */
export type CancelConsentRequestInput = {
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** Which request. */
  requestId: string;
};

/** Where the asking for a consent stands. */
export type ConsentRequestStatus =
  /** Whoever asked took it back. */
  | 'CANCELLED'
  /** The person refused. */
  | 'DENIED'
  /** Nobody decided in time. */
  | 'EXPIRED'
  /** The person agreed, and a consent was sealed. */
  | 'GRANTED'
  /** Open: the person has not decided yet. */
  | 'INITIATED';

/** Where a consent that was given stands. Effective at the moment of reading: never ACTIVE past its end. */
export type ConsentStatus =
  /** In force. */
  | 'ACTIVE'
  /** Its term is over. */
  | 'EXPIRED'
  /** Ended by an operator, by order of the authority or because its proof failed. */
  | 'INVALIDATED'
  /** Suspended by the person, who can resume it. Not valid meanwhile. */
  | 'PAUSED'
  /** Another consent took its place: see successor. */
  | 'SUPERSEDED'
  /** Taken back, for good (DPDP Act 2023 s.6(4)). A new request is needed. */
  | 'WITHDRAWN';

/** A new purpose. */
export type CreatePurposeInput = {
  /** Which data fiduciary is meant. A fiduciary leaves it out; an operator must give it. */
  fiduciaryId?: string | null | undefined;
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** The terms of its version 1. */
  version: PurposeVersionInput;
};

/** A new practitioner. */
export type EmployPractitionerInput = {
  /** Which data fiduciary is meant. A fiduciary leaves it out; an operator must give it. */
  fiduciaryId?: string | null | undefined;
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** Their name, as people are shown it. */
  name: string;
  /** What they specialise in, such as Cardiology. */
  specialization: string;
};

/** A question to a person: may I use your data for this? */
export type InitiateConsentInput = {
  /** Which of the fields of these purposes to ask for; all unless said. */
  dataFields?: Array<string> | null | undefined;
  /** How many days the consent is to last, 1 to 3,650; 365 unless said. */
  durationDays?: number | null | undefined;
  /** How many days the request stays open, 1 to 365; 30 unless said. */
  expiresInDays?: number | null | undefined;
  /** The fiduciary's own id for the person, at most 255 characters. The first use makes their record. Either this or principalId. */
  externalUserId?: string | null | undefined;
  /** Which data fiduciary is meant. A fiduciary leaves it out; an operator must give it. */
  fiduciaryId?: string | null | undefined;
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** The language of the notice, an ISO 639 code; en unless said. */
  language?: string | null | undefined;
  /** The fiduciary's own data about the request, at most 8 KiB; comes back in webhooks, encrypted at rest. */
  metadata?: Record<string, unknown> | null | undefined;
  /** The id of a record the fiduciary has already. */
  principalId?: string | null | undefined;
  /** The purposes to ask for, 1 to 50. */
  purposeIds: Array<string>;
  /** A consent of the same person that is superseded when this one is given. */
  replacesConsentId?: string | null | undefined;
};

/** A notice link whose record is to be linked to the signed-in account. */
export type LinkMyRecordInput = {
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** The capability in the fragment of the notice link. */
  noticeToken: string;
};

/** The next version of a purpose. */
export type PublishPurposeVersionInput = {
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** Which purpose. */
  purposeId: string;
  /** The terms from now on. */
  version: PurposeVersionInput;
};

/** A purpose to act on. */
export type PurposeInput = {
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** Which purpose. */
  purposeId: string;
};

/** The words of a purpose version in one language. */
export type PurposeTranslationInput = {
  /** The description in that language, at most 5,000 characters. */
  description: string;
  /** The language: an ISO 639 code of the 22 in the Eighth Schedule to the Constitution of India, such as hi. English is the version itself. */
  language: string;
  /** The title in that language, at most 200 characters. */
  title: string;
};

/** The terms of a new purpose version. */
export type PurposeVersionInput = {
  /** The kinds of personal data it uses, 1 to 200. */
  dataFields: Array<string>;
  /** What is done and why, in English; at most 5,000 characters. */
  description: string;
  /** What in law allows it; "Section 6(1) read with section 4(1)(a), DPDP Act 2023" unless said. */
  legalBasis?: string | null | undefined;
  /** Whether agreeing without it is impossible; false unless said. */
  mandatory?: boolean | null | undefined;
  /** What is done with the data, 1 to 50 entries. */
  processingActivities: Array<string>;
  /** Whether the person must be signed in to agree to it; false unless said. */
  requiresSignIn?: boolean | null | undefined;
  /** How many days the data is kept, 1 to 36,500. */
  retentionDays: number;
  /** What it is for, in English; at most 200 characters. */
  title: string;
  /** Its words in other languages; none unless said. */
  translations?: Array<PurposeTranslationInput> | null | undefined;
};

/** The profile of a new data fiduciary: all that a notice must say about it. */
export type RegisterFiduciaryInput = {
  /** The e-mail address for questions about personal data. */
  contactEmail: string;
  /** How to complain, and to whom; at most 500 characters. */
  grievanceContact: string;
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** Its name in law, at most 200 characters. */
  legalName: string;
  /** Where its logo is: http or https. */
  logoUrl?: string | null | undefined;
  /** The name people know it by, at most 200 characters. */
  name: string;
  /** Where its privacy policy is: http or https. */
  privacyPolicyUrl: string;
  /** Its web site: http or https. */
  websiteUrl?: string | null | undefined;
  /** How a person withdraws; at most 2,000 characters. */
  withdrawalPolicy: string;
};

/** A practitioner's question to a patient of their clinic. */
export type RequestPatientConsentInput = {
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** The language of the notice, an ISO 639 code; en unless said. */
  language?: string | null | undefined;
  /** The patient: the id of the clinic's record of them. */
  patientId: string;
  /** Why access is asked for, in words; at most 2,000 characters, encrypted at rest. */
  purpose: string;
  /** The purpose it stands on; the clinic's practice purpose unless said. */
  purposeId?: string | null | undefined;
};

/** A decision purpose by purpose. */
export type SubmitConsentInput = {
  /** Whether the person agrees. false refuses all that is asked. */
  agree: boolean;
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** The address the client claims; kept apart from what the server saw. */
  ipAddress?: string | null | undefined;
  /** The language the notice was read in; the request's unless said. */
  language?: string | null | undefined;
  /** The hash of the notice that was read. Agreeing needs it; refusing does not. Another than the present notice is a CONFLICT: read again. */
  noticeHash?: string | null | undefined;
  /** The capability in the fragment of the notice link, when the person is not signed in. */
  noticeToken?: string | null | undefined;
  /** Which request. */
  requestId: string;
  /** The purposes agreed to, the mandatory ones among them; all unless said. */
  selectedPurposeIds?: Array<string> | null | undefined;
  /** The user agent the client claims; kept apart from what the server saw. */
  userAgent?: string | null | undefined;
};

/** A consent to withdraw. No reason is needed. */
export type WithdrawConsentInput = {
  /** Which consent. */
  consentId: string;
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** More about it, at most 2,000 characters; encrypted at rest. */
  notes?: string | null | undefined;
  /** The capability in the fragment of the notice link, when the person is not signed in. */
  noticeToken?: string | null | undefined;
  /** Why, at most 500 characters; encrypted at rest. */
  reason?: string | null | undefined;
};

export type SeedFiduciaryMutationVariables = Exact<{
  input: RegisterFiduciaryInput;
}>;


export type SeedFiduciaryMutation = { registerFiduciary: { fiduciary: { id: string, name: string } } };

export type SeedPurposeMutationVariables = Exact<{
  input: CreatePurposeInput;
}>;


export type SeedPurposeMutation = { createPurpose: { purpose: { id: string, currentVersion: { id: string, dataFields: Array<string> } } } };

export type SeedVersionMutationVariables = Exact<{
  input: PublishPurposeVersionInput;
}>;


export type SeedVersionMutation = { publishPurposeVersion: { version: { id: string, number: number } } };

export type SeedPracticePurposeMutationVariables = Exact<{
  input: PurposeInput;
}>;


export type SeedPracticePurposeMutation = { setPracticePurpose: { purpose: { id: string } } };

export type SeedPractitionerMutationVariables = Exact<{
  input: EmployPractitionerInput;
}>;


export type SeedPractitionerMutation = { employPractitioner: { practitioner: { id: string, name: string, specialization: string } } };

export type SeedRequestMutationVariables = Exact<{
  input: InitiateConsentInput;
}>;


export type SeedRequestMutation = { initiateConsent: { request: { id: string, status: ConsentRequestStatus, noticeUrl: string, createdAt: string, expiresAt: string, principal: { id: string }, notice: { hash: string } } } };

export type SeedRequestPartsFragment = { id: string, status: ConsentRequestStatus, noticeUrl: string, createdAt: string, expiresAt: string, principal: { id: string }, notice: { hash: string } };

export type SeedPatientRequestMutationVariables = Exact<{
  input: RequestPatientConsentInput;
}>;


export type SeedPatientRequestMutation = { requestPatientConsent: { request: { id: string, status: ConsentRequestStatus, noticeUrl: string, createdAt: string, expiresAt: string, principal: { id: string }, notice: { hash: string } } } };

export type SeedLinkMutationVariables = Exact<{
  input: LinkMyRecordInput;
}>;


export type SeedLinkMutation = { linkMyRecord: { record: { id: string, linkedAt: string | null } } };

export type SeedCancelMutationVariables = Exact<{
  input: CancelConsentRequestInput;
}>;


export type SeedCancelMutation = { cancelConsentRequest: { request: { id: string, status: ConsentRequestStatus } } };

export type SeedDecisionMutationVariables = Exact<{
  input: SubmitConsentInput;
}>;


export type SeedDecisionMutation = { submitConsent: { request: { id: string, status: ConsentRequestStatus }, consent: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, hash: string, jws: string, principal: { id: string } } | null } };

export type SeedWithdrawalMutationVariables = Exact<{
  input: WithdrawConsentInput;
}>;


export type SeedWithdrawalMutation = { withdrawConsent: { consent: { id: string, status: ConsentStatus, withdrawnAt: string | null } } };

export const SeedRequestPartsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SeedRequestParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConsentRequest"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"noticeUrl"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"principal"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notice"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hash"}}]}}]}}]} as unknown as DocumentNode<SeedRequestPartsFragment, unknown>;
export const SeedFiduciaryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SeedFiduciary"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RegisterFiduciaryInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"registerFiduciary"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fiduciary"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<SeedFiduciaryMutation, SeedFiduciaryMutationVariables>;
export const SeedPurposeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SeedPurpose"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreatePurposeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createPurpose"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"purpose"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"currentVersion"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"dataFields"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SeedPurposeMutation, SeedPurposeMutationVariables>;
export const SeedVersionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SeedVersion"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PublishPurposeVersionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"publishPurposeVersion"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}}]}}]}}]}}]} as unknown as DocumentNode<SeedVersionMutation, SeedVersionMutationVariables>;
export const SeedPracticePurposeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SeedPracticePurpose"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PurposeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setPracticePurpose"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"purpose"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<SeedPracticePurposeMutation, SeedPracticePurposeMutationVariables>;
export const SeedPractitionerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SeedPractitioner"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"EmployPractitionerInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"employPractitioner"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"practitioner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"specialization"}}]}}]}}]}}]} as unknown as DocumentNode<SeedPractitionerMutation, SeedPractitionerMutationVariables>;
export const SeedRequestDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SeedRequest"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InitiateConsentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"initiateConsent"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"request"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SeedRequestParts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SeedRequestParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConsentRequest"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"noticeUrl"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"principal"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notice"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hash"}}]}}]}}]} as unknown as DocumentNode<SeedRequestMutation, SeedRequestMutationVariables>;
export const SeedPatientRequestDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SeedPatientRequest"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RequestPatientConsentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestPatientConsent"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"request"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SeedRequestParts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SeedRequestParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConsentRequest"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"noticeUrl"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"principal"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notice"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hash"}}]}}]}}]} as unknown as DocumentNode<SeedPatientRequestMutation, SeedPatientRequestMutationVariables>;
export const SeedLinkDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SeedLink"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LinkMyRecordInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"linkMyRecord"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"record"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"linkedAt"}}]}}]}}]}}]} as unknown as DocumentNode<SeedLinkMutation, SeedLinkMutationVariables>;
export const SeedCancelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SeedCancel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CancelConsentRequestInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelConsentRequest"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"request"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<SeedCancelMutation, SeedCancelMutationVariables>;
export const SeedDecisionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SeedDecision"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SubmitConsentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"submitConsent"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"request"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"consent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"grantedAt"}},{"kind":"Field","name":{"kind":"Name","value":"validTill"}},{"kind":"Field","name":{"kind":"Name","value":"hash"}},{"kind":"Field","name":{"kind":"Name","value":"jws"}},{"kind":"Field","name":{"kind":"Name","value":"principal"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SeedDecisionMutation, SeedDecisionMutationVariables>;
export const SeedWithdrawalDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SeedWithdrawal"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"WithdrawConsentInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"withdrawConsent"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"consent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"withdrawnAt"}}]}}]}}]}}]} as unknown as DocumentNode<SeedWithdrawalMutation, SeedWithdrawalMutationVariables>;