/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How sure it is that the person themselves decided. */
export type Assurance =
  /** Whoever decided held the notice link, which the data fiduciary has held as well. */
  | 'NOTICE_LINK'
  /** The person was signed in, to the account that this record is linked to. */
  | 'SIGNED_IN';

/** A consent to act on. */
export type ConsentInput = {
  /** Which consent. */
  consentId: string;
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
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

/** How far the movement of data has come. */
export type ExchangeState =
  /** The consent was no longer in force; no data was released. */
  | 'ABORTED'
  /** The importer has stored the data, and signed for it. */
  | 'COMPLETED'
  /** The person has started it. */
  | 'CREATED'
  /** Its ten minutes were over before any data was released. */
  | 'EXPIRED'
  /** The exporter is being told of the consent. */
  | 'EXPORT_SENT'
  /** It ended before any data was released; failureCode says why. */
  | 'FAILED'
  /** The importer is being told, and asks the exporter for the data. */
  | 'IMPORT_SENT'
  /** The consent was verified for the exporter, which is sending the data to the importer. */
  | 'RELEASED'
  /** The exporter has answered with an access token. */
  | 'TOKEN_ATTACHED'
  /** The data was released and no receipt came in time: it may have arrived. A late receipt completes it. */
  | 'UNCONFIRMED';

/** What happened, as the history records it. */
export type HistoryAction =
  /** Whoever asked took the request back. */
  | 'CANCEL'
  /** A webhook endpoint was changed: its address, say, or its events. */
  | 'CHANGE_WEBHOOK'
  /** A webhook endpoint was made. */
  | 'CREATE_WEBHOOK'
  /** A webhook endpoint was deleted. */
  | 'DELETE_WEBHOOK'
  /** The person refused. */
  | 'DENY'
  /** A webhook endpoint was disabled, by hand or because it answered 410. */
  | 'DISABLE_WEBHOOK'
  /** A practitioner no longer acts for the data fiduciary. */
  | 'DISMISS'
  /** A practitioner was registered. */
  | 'EMPLOY'
  /** A webhook endpoint was enabled again. */
  | 'ENABLE_WEBHOOK'
  /** Personal data of the record was erased. */
  | 'ERASE'
  /** An exchange of data came a step further. */
  | 'EXCHANGE'
  /** Time ran out. */
  | 'EXPIRE'
  /** The person agreed. */
  | 'GRANT'
  /** Consent was asked for. */
  | 'INITIATE'
  /** An operator ended the consent. */
  | 'INVALIDATE'
  /** A connector of the data fiduciary was invited to the exchange of data. */
  | 'INVITE_PARTICIPANT'
  /** The connector of the data fiduciary joined the exchange of data. */
  | 'JOIN_PARTICIPANT'
  /** The person linked the record to their account. */
  | 'LINK'
  /** The connector of the data fiduciary has another address. */
  | 'MOVE_PARTICIPANT'
  /** The person paused the consent. */
  | 'PAUSE'
  /** The data fiduciary may work again. */
  | 'REINSTATE'
  /** The connector of the data fiduciary may work again. */
  | 'REINSTATE_PARTICIPANT'
  /** The person agreed anew, for a new term. */
  | 'RENEW'
  /** The person asked for the record to be erased. */
  | 'REQUEST_ERASURE'
  /** The person put a paused consent in force again. */
  | 'RESUME'
  /** The credentials of a client were revoked. */
  | 'REVOKE_CLIENT'
  /** The notice links of a request were revoked. */
  | 'REVOKE_LINK'
  /** An access token was revoked. */
  | 'REVOKE_TOKEN'
  /** A key was replaced. */
  | 'ROTATE_KEY'
  /** A webhook endpoint was given another secret. */
  | 'ROTATE_WEBHOOK_SECRET'
  /** An operator set the limits of the data fiduciary. */
  | 'SET_LIMITS'
  /** A consent to a later request took its place. */
  | 'SUPERSEDE'
  /** The data fiduciary was stopped. */
  | 'SUSPEND'
  /** The connector of the data fiduciary was stopped. */
  | 'SUSPEND_PARTICIPANT'
  /** The person took the link to their account away. */
  | 'UNLINK'
  /** The person agreed to other optional purposes. */
  | 'UPDATE'
  /** The consent was taken back. */
  | 'WITHDRAW';

/** A notice link whose record is to be linked to the signed-in account. */
export type LinkMyRecordInput = {
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** The capability in the fragment of the notice link. */
  noticeToken: string;
};

/** In what capacity someone acted. */
export type PerformerType =
  /** The data fiduciary; for a withdrawal, on behalf of the person. */
  | 'FIDUCIARY'
  /** Whoever held the notice link. */
  | 'NOTICE_LINK'
  /** An operator of this service. */
  | 'OPERATOR'
  /** A practitioner of the data fiduciary. */
  | 'PRACTITIONER'
  /** The person, signed in. */
  | 'PRINCIPAL'
  /** The service itself, when time ran out. */
  | 'SYSTEM';

/** Personal data that lies encrypted, and was decrypted for someone. */
export type PersonalData =
  /** What was said and seen at an entry of the history. */
  | 'DETAILS'
  /** The data fiduciary's own user id for the person. */
  | 'EXTERNAL_USER_ID'
  /** The data fiduciary's own data about a request. */
  | 'METADATA'
  /** A practitioner's reason for asking. */
  | 'REASON';

/** A consent to give anew, for a new term from now on. */
export type RenewConsentInput = {
  /** Which consent. */
  consentId: string;
  /** How many days it is to last, no more than the request's; as many unless said. */
  durationDays?: number | null | undefined;
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** The language it was read in; the consent's unless said. */
  language?: string | null | undefined;
  /** The hash of the renewalNotice that was read. */
  noticeHash: string;
  /** The purposes agreed to from now on; those of the consent unless said. */
  selectedPurposeIds?: Array<string> | null | undefined;
};

/** A consent under which data is to move. */
export type StartExchangeInput = {
  /** Which consent: one that says where the data is to move. */
  consentId: string;
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
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

/** Other optional purposes among those that were asked. */
export type UpdateConsentInput = {
  /** Which consent. */
  consentId: string;
  /** Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** The language it was read in; the consent's unless said. */
  language?: string | null | undefined;
  /** The hash of the renewalNotice that was read. */
  noticeHash: string;
  /** The purposes agreed to from now on; those of the consent unless said. */
  selectedPurposeIds?: Array<string> | null | undefined;
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

export type WaitingQueryVariables = Exact<{
  language?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type WaitingQuery = { me: { consentRequests: { liveCursor: string, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, status: ConsentRequestStatus, createdAt: string, expiresAt: string, decidedAt: string | null, durationDays: number, reason: string | null, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, notice: { hash: string, language: string, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, title: string, description: string, language: string, legalBasis: string, dataFields: Array<string>, processingActivities: Array<string>, retentionDays: number, mandatory: boolean, requiresSignIn: boolean }> } } }> } } };

export type AllowedQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type AllowedQuery = { me: { consents: { liveCursor: string, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, statusChangedAt: string, needsReconsent: boolean, assurance: Assurance, hash: string, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, request: { id: string }, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> }, widenings: Array<{ purposeId: string, addedDataFields: Array<string>, addedProcessingActivities: Array<string>, addedRetentionDays: number }> } }> } } };

export type EndedConsentsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type EndedConsentsQuery = { me: { consents: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, statusChangedAt: string, needsReconsent: boolean, assurance: Assurance, hash: string, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, request: { id: string }, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> }, widenings: Array<{ purposeId: string, addedDataFields: Array<string>, addedProcessingActivities: Array<string>, addedRetentionDays: number }> } }> } } };

export type EndedRequestsQueryVariables = Exact<{
  language?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type EndedRequestsQuery = { me: { consentRequests: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, status: ConsentRequestStatus, createdAt: string, expiresAt: string, decidedAt: string | null, durationDays: number, reason: string | null, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, notice: { hash: string, language: string, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, title: string, description: string, language: string, legalBasis: string, dataFields: Array<string>, processingActivities: Array<string>, retentionDays: number, mandatory: boolean, requiresSignIn: boolean }> } } }> } } };

export type RequestReceivedSubscriptionVariables = Exact<{
  language?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type RequestReceivedSubscription = { consentRequestReceived: { cursor: string, request: { id: string, status: ConsentRequestStatus, createdAt: string, expiresAt: string, decidedAt: string | null, durationDays: number, reason: string | null, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, notice: { hash: string, language: string, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, title: string, description: string, language: string, legalBasis: string, dataFields: Array<string>, processingActivities: Array<string>, retentionDays: number, mandatory: boolean, requiresSignIn: boolean }> } } } };

export type StatusChangedSubscriptionVariables = Exact<{
  language?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type StatusChangedSubscription = { consentStatusChanged: { cursor: string, request: { id: string, status: ConsentRequestStatus, createdAt: string, expiresAt: string, decidedAt: string | null, durationDays: number, reason: string | null, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, notice: { hash: string, language: string, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, title: string, description: string, language: string, legalBasis: string, dataFields: Array<string>, processingActivities: Array<string>, retentionDays: number, mandatory: boolean, requiresSignIn: boolean }> } }, consent: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, statusChangedAt: string, needsReconsent: boolean, assurance: Assurance, hash: string, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, request: { id: string }, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> }, widenings: Array<{ purposeId: string, addedDataFields: Array<string>, addedProcessingActivities: Array<string>, addedRetentionDays: number }> } | null } };

export type DecideHereMutationVariables = Exact<{
  input: SubmitConsentInput;
  language?: string | null | undefined;
}>;


export type DecideHereMutation = { submitConsent: { request: { id: string, status: ConsentRequestStatus, createdAt: string, expiresAt: string, decidedAt: string | null, durationDays: number, reason: string | null, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, notice: { hash: string, language: string, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, title: string, description: string, language: string, legalBasis: string, dataFields: Array<string>, processingActivities: Array<string>, retentionDays: number, mandatory: boolean, requiresSignIn: boolean }> } }, consent: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, statusChangedAt: string, needsReconsent: boolean, assurance: Assurance, hash: string, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, request: { id: string }, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> }, widenings: Array<{ purposeId: string, addedDataFields: Array<string>, addedProcessingActivities: Array<string>, addedRetentionDays: number }> } | null } };

export type PauseConsentMutationVariables = Exact<{
  input: ConsentInput;
}>;


export type PauseConsentMutation = { pauseConsent: { consent: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, statusChangedAt: string, needsReconsent: boolean, assurance: Assurance, hash: string, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, request: { id: string }, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> }, widenings: Array<{ purposeId: string, addedDataFields: Array<string>, addedProcessingActivities: Array<string>, addedRetentionDays: number }> } } };

export type ResumeConsentMutationVariables = Exact<{
  input: ConsentInput;
}>;


export type ResumeConsentMutation = { resumeConsent: { consent: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, statusChangedAt: string, needsReconsent: boolean, assurance: Assurance, hash: string, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, request: { id: string }, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> }, widenings: Array<{ purposeId: string, addedDataFields: Array<string>, addedProcessingActivities: Array<string>, addedRetentionDays: number }> } } };

export type WithdrawHereMutationVariables = Exact<{
  input: WithdrawConsentInput;
}>;


export type WithdrawHereMutation = { withdrawConsent: { consent: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, statusChangedAt: string, needsReconsent: boolean, assurance: Assurance, hash: string, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, request: { id: string }, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> }, widenings: Array<{ purposeId: string, addedDataFields: Array<string>, addedProcessingActivities: Array<string>, addedRetentionDays: number }> } } };

export type ChangeConsentMutationVariables = Exact<{
  input: UpdateConsentInput;
}>;


export type ChangeConsentMutation = { updateConsent: { consent: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, statusChangedAt: string, needsReconsent: boolean, assurance: Assurance, hash: string, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, request: { id: string }, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> }, widenings: Array<{ purposeId: string, addedDataFields: Array<string>, addedProcessingActivities: Array<string>, addedRetentionDays: number }> }, superseded: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, statusChangedAt: string, needsReconsent: boolean, assurance: Assurance, hash: string, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, request: { id: string }, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> }, widenings: Array<{ purposeId: string, addedDataFields: Array<string>, addedProcessingActivities: Array<string>, addedRetentionDays: number }> } } };

export type RenewConsentMutationVariables = Exact<{
  input: RenewConsentInput;
}>;


export type RenewConsentMutation = { renewConsent: { consent: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, statusChangedAt: string, needsReconsent: boolean, assurance: Assurance, hash: string, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, request: { id: string }, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> }, widenings: Array<{ purposeId: string, addedDataFields: Array<string>, addedProcessingActivities: Array<string>, addedRetentionDays: number }> }, superseded: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, statusChangedAt: string, needsReconsent: boolean, assurance: Assurance, hash: string, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, request: { id: string }, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> }, widenings: Array<{ purposeId: string, addedDataFields: Array<string>, addedProcessingActivities: Array<string>, addedRetentionDays: number }> } } };

export type RenewalNoticeQueryVariables = Exact<{
  id: string;
  language?: string | null | undefined;
}>;


export type RenewalNoticeQuery = { consent: { request: { durationDays: number }, renewalNotice: { hash: string, language: string, purposes: Array<{ purposeId: string, title: string, description: string, language: string, legalBasis: string, dataFields: Array<string>, processingActivities: Array<string>, retentionDays: number, mandatory: boolean, requiresSignIn: boolean }> } | null } };

export type TimelineQueryVariables = Exact<{
  requestId: string;
  after?: string | null | undefined;
}>;


export type TimelineQuery = { consentRequest: { history: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, action: HistoryAction, newStatus: string | null, performedAt: string, performedBy: { type: PerformerType }, details: { reason: string | null, ipAddress: string | null } | null } }> } } };

export type UseQueryVariables = Exact<{
  id: string;
}>;


export type UseQuery = { consent: { validations: Array<{ day: string, asked: number, valid: number }>, principal: { accesses: { edges: Array<{ node: { what: PersonalData, times: number, readAt: string, reader: { type: PerformerType } } }> } }, exchanges: Array<{ id: string, state: ExchangeState, startedAt: string }> } };

export type StartExchangeMutationVariables = Exact<{
  input: StartExchangeInput;
}>;


export type StartExchangeMutation = { startExchange: { exchange: { id: string } } };

export type ExportEverythingQueryVariables = Exact<{ [key: string]: never; }>;


export type ExportEverythingQuery = { exportMyConsents: Record<string, unknown> };

export type AskedPurposeFragment = { purposeId: string, title: string, description: string, language: string, legalBasis: string, dataFields: Array<string>, processingActivities: Array<string>, retentionDays: number, mandatory: boolean, requiresSignIn: boolean };

export type RequestCardFragment = { id: string, status: ConsentRequestStatus, createdAt: string, expiresAt: string, decidedAt: string | null, durationDays: number, reason: string | null, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, notice: { hash: string, language: string, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, title: string, description: string, language: string, legalBasis: string, dataFields: Array<string>, processingActivities: Array<string>, retentionDays: number, mandatory: boolean, requiresSignIn: boolean }> } };

export type MovementFragment = { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } };

export type ConsentCardFragment = { id: string, status: ConsentStatus, grantedAt: string, validTill: string, statusChangedAt: string, needsReconsent: boolean, assurance: Assurance, hash: string, fiduciary: { id: string, name: string }, practitioner: { name: string, specialization: string } | null, request: { id: string }, exchange: { dataTypes: Array<string>, exporter: { name: string }, importer: { name: string } } | null, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> }, widenings: Array<{ purposeId: string, addedDataFields: Array<string>, addedProcessingActivities: Array<string>, addedRetentionDays: number }> };

export type NoticeRequestQueryVariables = Exact<{
  id: string;
  noticeToken?: string | null | undefined;
}>;


export type NoticeRequestQuery = { consentRequest: { reason: string | null, id: string, status: ConsentRequestStatus, decidedAt: string | null, consent: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, withdrawnAt: string | null, assurance: Assurance, language: string, noticeHash: string, hash: string, jws: string, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> } } | null } };

export type NoticeRequestAsMeQueryVariables = Exact<{
  id: string;
}>;


export type NoticeRequestAsMeQuery = { consentRequest: { id: string } };

export type DecideMutationVariables = Exact<{
  input: SubmitConsentInput;
}>;


export type DecideMutation = { submitConsent: { request: { id: string, status: ConsentRequestStatus, decidedAt: string | null, consent: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, withdrawnAt: string | null, assurance: Assurance, language: string, noticeHash: string, hash: string, jws: string, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> } } | null } } };

export type WithdrawByLinkMutationVariables = Exact<{
  input: WithdrawConsentInput;
}>;


export type WithdrawByLinkMutation = { withdrawConsent: { consent: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, withdrawnAt: string | null, assurance: Assurance, language: string, noticeHash: string, hash: string, jws: string, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> } } } };

export type LinkRecordMutationVariables = Exact<{
  input: LinkMyRecordInput;
}>;


export type LinkRecordMutation = { linkMyRecord: { record: { id: string } } };

export type DecidedRequestFragment = { id: string, status: ConsentRequestStatus, decidedAt: string | null, consent: { id: string, status: ConsentStatus, grantedAt: string, validTill: string, withdrawnAt: string | null, assurance: Assurance, language: string, noticeHash: string, hash: string, jws: string, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> } } | null };

export type ReceiptFragment = { id: string, status: ConsentStatus, grantedAt: string, validTill: string, withdrawnAt: string | null, assurance: Assurance, language: string, noticeHash: string, hash: string, jws: string, purposes: Array<{ purposeId: string, dataFields: Array<string> }>, notice: { purposes: Array<{ purposeId: string, title: string, language: string }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const MovementFragmentDoc = new TypedDocumentString(`
    fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}
    `, {"fragmentName":"Movement"}) as unknown as TypedDocumentString<MovementFragment, unknown>;
export const AskedPurposeFragmentDoc = new TypedDocumentString(`
    fragment AskedPurpose on NoticePurpose {
  purposeId
  title
  description
  language
  legalBasis
  dataFields
  processingActivities
  retentionDays
  mandatory
  requiresSignIn
}
    `, {"fragmentName":"AskedPurpose"}) as unknown as TypedDocumentString<AskedPurposeFragment, unknown>;
export const RequestCardFragmentDoc = new TypedDocumentString(`
    fragment RequestCard on ConsentRequest {
  id
  status
  createdAt
  expiresAt
  decidedAt
  durationDays
  reason
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  notice(language: $language) {
    hash
    language
    exchange {
      ...Movement
    }
    purposes {
      ...AskedPurpose
    }
  }
}
    fragment AskedPurpose on NoticePurpose {
  purposeId
  title
  description
  language
  legalBasis
  dataFields
  processingActivities
  retentionDays
  mandatory
  requiresSignIn
}
fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}`, {"fragmentName":"RequestCard"}) as unknown as TypedDocumentString<RequestCardFragment, unknown>;
export const ConsentCardFragmentDoc = new TypedDocumentString(`
    fragment ConsentCard on Consent {
  id
  status
  grantedAt
  validTill
  statusChangedAt
  needsReconsent
  assurance
  hash
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  request {
    id
  }
  exchange {
    ...Movement
  }
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
  widenings {
    purposeId
    addedDataFields
    addedProcessingActivities
    addedRetentionDays
  }
}
    fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}`, {"fragmentName":"ConsentCard"}) as unknown as TypedDocumentString<ConsentCardFragment, unknown>;
export const ReceiptFragmentDoc = new TypedDocumentString(`
    fragment Receipt on Consent {
  id
  status
  grantedAt
  validTill
  withdrawnAt
  assurance
  language
  noticeHash
  hash
  jws
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
}
    `, {"fragmentName":"Receipt"}) as unknown as TypedDocumentString<ReceiptFragment, unknown>;
export const DecidedRequestFragmentDoc = new TypedDocumentString(`
    fragment DecidedRequest on ConsentRequest {
  id
  status
  decidedAt
  consent {
    ...Receipt
  }
}
    fragment Receipt on Consent {
  id
  status
  grantedAt
  validTill
  withdrawnAt
  assurance
  language
  noticeHash
  hash
  jws
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
}`, {"fragmentName":"DecidedRequest"}) as unknown as TypedDocumentString<DecidedRequestFragment, unknown>;
export const WaitingDocument = new TypedDocumentString(`
    query Waiting($language: String, $after: String) {
  me {
    consentRequests(filter: {status: [INITIATED]}, first: 20, after: $after) {
      liveCursor
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          ...RequestCard
        }
      }
    }
  }
}
    fragment AskedPurpose on NoticePurpose {
  purposeId
  title
  description
  language
  legalBasis
  dataFields
  processingActivities
  retentionDays
  mandatory
  requiresSignIn
}
fragment RequestCard on ConsentRequest {
  id
  status
  createdAt
  expiresAt
  decidedAt
  durationDays
  reason
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  notice(language: $language) {
    hash
    language
    exchange {
      ...Movement
    }
    purposes {
      ...AskedPurpose
    }
  }
}
fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}`) as unknown as TypedDocumentString<WaitingQuery, WaitingQueryVariables>;
export const AllowedDocument = new TypedDocumentString(`
    query Allowed($after: String) {
  me {
    consents(filter: {status: [ACTIVE, PAUSED]}, first: 20, after: $after) {
      liveCursor
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          ...ConsentCard
        }
      }
    }
  }
}
    fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}
fragment ConsentCard on Consent {
  id
  status
  grantedAt
  validTill
  statusChangedAt
  needsReconsent
  assurance
  hash
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  request {
    id
  }
  exchange {
    ...Movement
  }
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
  widenings {
    purposeId
    addedDataFields
    addedProcessingActivities
    addedRetentionDays
  }
}`) as unknown as TypedDocumentString<AllowedQuery, AllowedQueryVariables>;
export const EndedConsentsDocument = new TypedDocumentString(`
    query EndedConsents($after: String) {
  me {
    consents(
      filter: {status: [WITHDRAWN, EXPIRED, SUPERSEDED, INVALIDATED]}
      first: 10
      after: $after
    ) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          ...ConsentCard
        }
      }
    }
  }
}
    fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}
fragment ConsentCard on Consent {
  id
  status
  grantedAt
  validTill
  statusChangedAt
  needsReconsent
  assurance
  hash
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  request {
    id
  }
  exchange {
    ...Movement
  }
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
  widenings {
    purposeId
    addedDataFields
    addedProcessingActivities
    addedRetentionDays
  }
}`) as unknown as TypedDocumentString<EndedConsentsQuery, EndedConsentsQueryVariables>;
export const EndedRequestsDocument = new TypedDocumentString(`
    query EndedRequests($language: String, $after: String) {
  me {
    consentRequests(
      filter: {status: [DENIED, CANCELLED, EXPIRED]}
      first: 10
      after: $after
    ) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          ...RequestCard
        }
      }
    }
  }
}
    fragment AskedPurpose on NoticePurpose {
  purposeId
  title
  description
  language
  legalBasis
  dataFields
  processingActivities
  retentionDays
  mandatory
  requiresSignIn
}
fragment RequestCard on ConsentRequest {
  id
  status
  createdAt
  expiresAt
  decidedAt
  durationDays
  reason
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  notice(language: $language) {
    hash
    language
    exchange {
      ...Movement
    }
    purposes {
      ...AskedPurpose
    }
  }
}
fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}`) as unknown as TypedDocumentString<EndedRequestsQuery, EndedRequestsQueryVariables>;
export const RequestReceivedDocument = new TypedDocumentString(`
    subscription RequestReceived($language: String, $after: String) {
  consentRequestReceived(after: $after) {
    cursor
    request {
      ...RequestCard
    }
  }
}
    fragment AskedPurpose on NoticePurpose {
  purposeId
  title
  description
  language
  legalBasis
  dataFields
  processingActivities
  retentionDays
  mandatory
  requiresSignIn
}
fragment RequestCard on ConsentRequest {
  id
  status
  createdAt
  expiresAt
  decidedAt
  durationDays
  reason
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  notice(language: $language) {
    hash
    language
    exchange {
      ...Movement
    }
    purposes {
      ...AskedPurpose
    }
  }
}
fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}`) as unknown as TypedDocumentString<RequestReceivedSubscription, RequestReceivedSubscriptionVariables>;
export const StatusChangedDocument = new TypedDocumentString(`
    subscription StatusChanged($language: String, $after: String) {
  consentStatusChanged(after: $after) {
    cursor
    request {
      ...RequestCard
    }
    consent {
      ...ConsentCard
    }
  }
}
    fragment AskedPurpose on NoticePurpose {
  purposeId
  title
  description
  language
  legalBasis
  dataFields
  processingActivities
  retentionDays
  mandatory
  requiresSignIn
}
fragment RequestCard on ConsentRequest {
  id
  status
  createdAt
  expiresAt
  decidedAt
  durationDays
  reason
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  notice(language: $language) {
    hash
    language
    exchange {
      ...Movement
    }
    purposes {
      ...AskedPurpose
    }
  }
}
fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}
fragment ConsentCard on Consent {
  id
  status
  grantedAt
  validTill
  statusChangedAt
  needsReconsent
  assurance
  hash
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  request {
    id
  }
  exchange {
    ...Movement
  }
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
  widenings {
    purposeId
    addedDataFields
    addedProcessingActivities
    addedRetentionDays
  }
}`) as unknown as TypedDocumentString<StatusChangedSubscription, StatusChangedSubscriptionVariables>;
export const DecideHereDocument = new TypedDocumentString(`
    mutation DecideHere($input: SubmitConsentInput!, $language: String) {
  submitConsent(input: $input) {
    request {
      ...RequestCard
    }
    consent {
      ...ConsentCard
    }
  }
}
    fragment AskedPurpose on NoticePurpose {
  purposeId
  title
  description
  language
  legalBasis
  dataFields
  processingActivities
  retentionDays
  mandatory
  requiresSignIn
}
fragment RequestCard on ConsentRequest {
  id
  status
  createdAt
  expiresAt
  decidedAt
  durationDays
  reason
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  notice(language: $language) {
    hash
    language
    exchange {
      ...Movement
    }
    purposes {
      ...AskedPurpose
    }
  }
}
fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}
fragment ConsentCard on Consent {
  id
  status
  grantedAt
  validTill
  statusChangedAt
  needsReconsent
  assurance
  hash
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  request {
    id
  }
  exchange {
    ...Movement
  }
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
  widenings {
    purposeId
    addedDataFields
    addedProcessingActivities
    addedRetentionDays
  }
}`) as unknown as TypedDocumentString<DecideHereMutation, DecideHereMutationVariables>;
export const PauseConsentDocument = new TypedDocumentString(`
    mutation PauseConsent($input: ConsentInput!) {
  pauseConsent(input: $input) {
    consent {
      ...ConsentCard
    }
  }
}
    fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}
fragment ConsentCard on Consent {
  id
  status
  grantedAt
  validTill
  statusChangedAt
  needsReconsent
  assurance
  hash
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  request {
    id
  }
  exchange {
    ...Movement
  }
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
  widenings {
    purposeId
    addedDataFields
    addedProcessingActivities
    addedRetentionDays
  }
}`) as unknown as TypedDocumentString<PauseConsentMutation, PauseConsentMutationVariables>;
export const ResumeConsentDocument = new TypedDocumentString(`
    mutation ResumeConsent($input: ConsentInput!) {
  resumeConsent(input: $input) {
    consent {
      ...ConsentCard
    }
  }
}
    fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}
fragment ConsentCard on Consent {
  id
  status
  grantedAt
  validTill
  statusChangedAt
  needsReconsent
  assurance
  hash
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  request {
    id
  }
  exchange {
    ...Movement
  }
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
  widenings {
    purposeId
    addedDataFields
    addedProcessingActivities
    addedRetentionDays
  }
}`) as unknown as TypedDocumentString<ResumeConsentMutation, ResumeConsentMutationVariables>;
export const WithdrawHereDocument = new TypedDocumentString(`
    mutation WithdrawHere($input: WithdrawConsentInput!) {
  withdrawConsent(input: $input) {
    consent {
      ...ConsentCard
    }
  }
}
    fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}
fragment ConsentCard on Consent {
  id
  status
  grantedAt
  validTill
  statusChangedAt
  needsReconsent
  assurance
  hash
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  request {
    id
  }
  exchange {
    ...Movement
  }
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
  widenings {
    purposeId
    addedDataFields
    addedProcessingActivities
    addedRetentionDays
  }
}`) as unknown as TypedDocumentString<WithdrawHereMutation, WithdrawHereMutationVariables>;
export const ChangeConsentDocument = new TypedDocumentString(`
    mutation ChangeConsent($input: UpdateConsentInput!) {
  updateConsent(input: $input) {
    consent {
      ...ConsentCard
    }
    superseded {
      ...ConsentCard
    }
  }
}
    fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}
fragment ConsentCard on Consent {
  id
  status
  grantedAt
  validTill
  statusChangedAt
  needsReconsent
  assurance
  hash
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  request {
    id
  }
  exchange {
    ...Movement
  }
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
  widenings {
    purposeId
    addedDataFields
    addedProcessingActivities
    addedRetentionDays
  }
}`) as unknown as TypedDocumentString<ChangeConsentMutation, ChangeConsentMutationVariables>;
export const RenewConsentDocument = new TypedDocumentString(`
    mutation RenewConsent($input: RenewConsentInput!) {
  renewConsent(input: $input) {
    consent {
      ...ConsentCard
    }
    superseded {
      ...ConsentCard
    }
  }
}
    fragment Movement on ExchangeTerms {
  exporter {
    name
  }
  importer {
    name
  }
  dataTypes
}
fragment ConsentCard on Consent {
  id
  status
  grantedAt
  validTill
  statusChangedAt
  needsReconsent
  assurance
  hash
  fiduciary {
    id
    name
  }
  practitioner {
    name
    specialization
  }
  request {
    id
  }
  exchange {
    ...Movement
  }
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
  widenings {
    purposeId
    addedDataFields
    addedProcessingActivities
    addedRetentionDays
  }
}`) as unknown as TypedDocumentString<RenewConsentMutation, RenewConsentMutationVariables>;
export const RenewalNoticeDocument = new TypedDocumentString(`
    query RenewalNotice($id: ID!, $language: String) {
  consent(id: $id) {
    request {
      durationDays
    }
    renewalNotice(language: $language) {
      hash
      language
      purposes {
        ...AskedPurpose
      }
    }
  }
}
    fragment AskedPurpose on NoticePurpose {
  purposeId
  title
  description
  language
  legalBasis
  dataFields
  processingActivities
  retentionDays
  mandatory
  requiresSignIn
}`) as unknown as TypedDocumentString<RenewalNoticeQuery, RenewalNoticeQueryVariables>;
export const TimelineDocument = new TypedDocumentString(`
    query Timeline($requestId: ID!, $after: String) {
  consentRequest(id: $requestId) {
    history(first: 20, after: $after, newestFirst: true) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          action
          newStatus
          performedAt
          performedBy {
            type
          }
          details {
            reason
            ipAddress
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TimelineQuery, TimelineQueryVariables>;
export const UseDocument = new TypedDocumentString(`
    query Use($id: ID!) {
  consent(id: $id) {
    validations {
      day
      asked
      valid
    }
    principal {
      accesses(first: 20) {
        edges {
          node {
            what
            times
            readAt
            reader {
              type
            }
          }
        }
      }
    }
    exchanges {
      id
      state
      startedAt
    }
  }
}
    `) as unknown as TypedDocumentString<UseQuery, UseQueryVariables>;
export const StartExchangeDocument = new TypedDocumentString(`
    mutation StartExchange($input: StartExchangeInput!) {
  startExchange(input: $input) {
    exchange {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<StartExchangeMutation, StartExchangeMutationVariables>;
export const ExportEverythingDocument = new TypedDocumentString(`
    query ExportEverything {
  exportMyConsents
}
    `) as unknown as TypedDocumentString<ExportEverythingQuery, ExportEverythingQueryVariables>;
export const NoticeRequestDocument = new TypedDocumentString(`
    query NoticeRequest($id: ID!, $noticeToken: String) {
  consentRequest(id: $id, noticeToken: $noticeToken) {
    ...DecidedRequest
    reason
  }
}
    fragment DecidedRequest on ConsentRequest {
  id
  status
  decidedAt
  consent {
    ...Receipt
  }
}
fragment Receipt on Consent {
  id
  status
  grantedAt
  validTill
  withdrawnAt
  assurance
  language
  noticeHash
  hash
  jws
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
}`) as unknown as TypedDocumentString<NoticeRequestQuery, NoticeRequestQueryVariables>;
export const NoticeRequestAsMeDocument = new TypedDocumentString(`
    query NoticeRequestAsMe($id: ID!) {
  consentRequest(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<NoticeRequestAsMeQuery, NoticeRequestAsMeQueryVariables>;
export const DecideDocument = new TypedDocumentString(`
    mutation Decide($input: SubmitConsentInput!) {
  submitConsent(input: $input) {
    request {
      ...DecidedRequest
    }
  }
}
    fragment DecidedRequest on ConsentRequest {
  id
  status
  decidedAt
  consent {
    ...Receipt
  }
}
fragment Receipt on Consent {
  id
  status
  grantedAt
  validTill
  withdrawnAt
  assurance
  language
  noticeHash
  hash
  jws
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
}`) as unknown as TypedDocumentString<DecideMutation, DecideMutationVariables>;
export const WithdrawByLinkDocument = new TypedDocumentString(`
    mutation WithdrawByLink($input: WithdrawConsentInput!) {
  withdrawConsent(input: $input) {
    consent {
      ...Receipt
    }
  }
}
    fragment Receipt on Consent {
  id
  status
  grantedAt
  validTill
  withdrawnAt
  assurance
  language
  noticeHash
  hash
  jws
  purposes {
    purposeId
    dataFields
  }
  notice {
    purposes {
      purposeId
      title
      language
    }
  }
}`) as unknown as TypedDocumentString<WithdrawByLinkMutation, WithdrawByLinkMutationVariables>;
export const LinkRecordDocument = new TypedDocumentString(`
    mutation LinkRecord($input: LinkMyRecordInput!) {
  linkMyRecord(input: $input) {
    record {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<LinkRecordMutation, LinkRecordMutationVariables>;