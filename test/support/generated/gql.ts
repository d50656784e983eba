/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation SeedFiduciary($input: RegisterFiduciaryInput!) {\n    registerFiduciary(input: $input) { fiduciary { id name } }\n  }\n": typeof types.SeedFiduciaryDocument,
    "\n  mutation SeedPurpose($input: CreatePurposeInput!) {\n    createPurpose(input: $input) { purpose { id currentVersion { id dataFields } } }\n  }\n": typeof types.SeedPurposeDocument,
    "\n  mutation SeedVersion($input: PublishPurposeVersionInput!) {\n    publishPurposeVersion(input: $input) { version { id number } }\n  }\n": typeof types.SeedVersionDocument,
    "\n  mutation SeedPracticePurpose($input: PurposeInput!) {\n    setPracticePurpose(input: $input) { purpose { id } }\n  }\n": typeof types.SeedPracticePurposeDocument,
    "\n  mutation SeedPractitioner($input: EmployPractitionerInput!) {\n    employPractitioner(input: $input) { practitioner { id name specialization } }\n  }\n": typeof types.SeedPractitionerDocument,
    "\n  mutation SeedRequest($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) { request { ...SeedRequestParts } }\n  }\n  fragment SeedRequestParts on ConsentRequest {\n    id status noticeUrl createdAt expiresAt principal { id } notice { hash }\n  }\n": typeof types.SeedRequestDocument,
    "\n  mutation SeedPatientRequest($input: RequestPatientConsentInput!) {\n    requestPatientConsent(input: $input) { request { ...SeedRequestParts } }\n  }\n": typeof types.SeedPatientRequestDocument,
    "\n  mutation SeedLink($input: LinkMyRecordInput!) {\n    linkMyRecord(input: $input) { record { id linkedAt } }\n  }\n": typeof types.SeedLinkDocument,
    "\n  mutation SeedCancel($input: CancelConsentRequestInput!) {\n    cancelConsentRequest(input: $input) { request { id status } }\n  }\n": typeof types.SeedCancelDocument,
    "\n  mutation SeedDecision($input: SubmitConsentInput!) {\n    submitConsent(input: $input) {\n      request { id status }\n      consent { id status grantedAt validTill hash jws principal { id } }\n    }\n  }\n": typeof types.SeedDecisionDocument,
    "\n  mutation SeedWithdrawal($input: WithdrawConsentInput!) {\n    withdrawConsent(input: $input) { consent { id status withdrawnAt } }\n  }\n": typeof types.SeedWithdrawalDocument,
};
const documents: Documents = {
    "\n  mutation SeedFiduciary($input: RegisterFiduciaryInput!) {\n    registerFiduciary(input: $input) { fiduciary { id name } }\n  }\n": types.SeedFiduciaryDocument,
    "\n  mutation SeedPurpose($input: CreatePurposeInput!) {\n    createPurpose(input: $input) { purpose { id currentVersion { id dataFields } } }\n  }\n": types.SeedPurposeDocument,
    "\n  mutation SeedVersion($input: PublishPurposeVersionInput!) {\n    publishPurposeVersion(input: $input) { version { id number } }\n  }\n": types.SeedVersionDocument,
    "\n  mutation SeedPracticePurpose($input: PurposeInput!) {\n    setPracticePurpose(input: $input) { purpose { id } }\n  }\n": types.SeedPracticePurposeDocument,
    "\n  mutation SeedPractitioner($input: EmployPractitionerInput!) {\n    employPractitioner(input: $input) { practitioner { id name specialization } }\n  }\n": types.SeedPractitionerDocument,
    "\n  mutation SeedRequest($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) { request { ...SeedRequestParts } }\n  }\n  fragment SeedRequestParts on ConsentRequest {\n    id status noticeUrl createdAt expiresAt principal { id } notice { hash }\n  }\n": types.SeedRequestDocument,
    "\n  mutation SeedPatientRequest($input: RequestPatientConsentInput!) {\n    requestPatientConsent(input: $input) { request { ...SeedRequestParts } }\n  }\n": types.SeedPatientRequestDocument,
    "\n  mutation SeedLink($input: LinkMyRecordInput!) {\n    linkMyRecord(input: $input) { record { id linkedAt } }\n  }\n": types.SeedLinkDocument,
    "\n  mutation SeedCancel($input: CancelConsentRequestInput!) {\n    cancelConsentRequest(input: $input) { request { id status } }\n  }\n": types.SeedCancelDocument,
    "\n  mutation SeedDecision($input: SubmitConsentInput!) {\n    submitConsent(input: $input) {\n      request { id status }\n      consent { id status grantedAt validTill hash jws principal { id } }\n    }\n  }\n": types.SeedDecisionDocument,
    "\n  mutation SeedWithdrawal($input: WithdrawConsentInput!) {\n    withdrawConsent(input: $input) { consent { id status withdrawnAt } }\n  }\n": types.SeedWithdrawalDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SeedFiduciary($input: RegisterFiduciaryInput!) {\n    registerFiduciary(input: $input) { fiduciary { id name } }\n  }\n"): (typeof documents)["\n  mutation SeedFiduciary($input: RegisterFiduciaryInput!) {\n    registerFiduciary(input: $input) { fiduciary { id name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SeedPurpose($input: CreatePurposeInput!) {\n    createPurpose(input: $input) { purpose { id currentVersion { id dataFields } } }\n  }\n"): (typeof documents)["\n  mutation SeedPurpose($input: CreatePurposeInput!) {\n    createPurpose(input: $input) { purpose { id currentVersion { id dataFields } } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SeedVersion($input: PublishPurposeVersionInput!) {\n    publishPurposeVersion(input: $input) { version { id number } }\n  }\n"): (typeof documents)["\n  mutation SeedVersion($input: PublishPurposeVersionInput!) {\n    publishPurposeVersion(input: $input) { version { id number } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SeedPracticePurpose($input: PurposeInput!) {\n    setPracticePurpose(input: $input) { purpose { id } }\n  }\n"): (typeof documents)["\n  mutation SeedPracticePurpose($input: PurposeInput!) {\n    setPracticePurpose(input: $input) { purpose { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SeedPractitioner($input: EmployPractitionerInput!) {\n    employPractitioner(input: $input) { practitioner { id name specialization } }\n  }\n"): (typeof documents)["\n  mutation SeedPractitioner($input: EmployPractitionerInput!) {\n    employPractitioner(input: $input) { practitioner { id name specialization } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SeedRequest($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) { request { ...SeedRequestParts } }\n  }\n  fragment SeedRequestParts on ConsentRequest {\n    id status noticeUrl createdAt expiresAt principal { id } notice { hash }\n  }\n"): (typeof documents)["\n  mutation SeedRequest($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) { request { ...SeedRequestParts } }\n  }\n  fragment SeedRequestParts on ConsentRequest {\n    id status noticeUrl createdAt expiresAt principal { id } notice { hash }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SeedPatientRequest($input: RequestPatientConsentInput!) {\n    requestPatientConsent(input: $input) { request { ...SeedRequestParts } }\n  }\n"): (typeof documents)["\n  mutation SeedPatientRequest($input: RequestPatientConsentInput!) {\n    requestPatientConsent(input: $input) { request { ...SeedRequestParts } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SeedLink($input: LinkMyRecordInput!) {\n    linkMyRecord(input: $input) { record { id linkedAt } }\n  }\n"): (typeof documents)["\n  mutation SeedLink($input: LinkMyRecordInput!) {\n    linkMyRecord(input: $input) { record { id linkedAt } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SeedCancel($input: CancelConsentRequestInput!) {\n    cancelConsentRequest(input: $input) { request { id status } }\n  }\n"): (typeof documents)["\n  mutation SeedCancel($input: CancelConsentRequestInput!) {\n    cancelConsentRequest(input: $input) { request { id status } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SeedDecision($input: SubmitConsentInput!) {\n    submitConsent(input: $input) {\n      request { id status }\n      consent { id status grantedAt validTill hash jws principal { id } }\n    }\n  }\n"): (typeof documents)["\n  mutation SeedDecision($input: SubmitConsentInput!) {\n    submitConsent(input: $input) {\n      request { id status }\n      consent { id status grantedAt validTill hash jws principal { id } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SeedWithdrawal($input: WithdrawConsentInput!) {\n    withdrawConsent(input: $input) { consent { id status withdrawnAt } }\n  }\n"): (typeof documents)["\n  mutation SeedWithdrawal($input: WithdrawConsentInput!) {\n    withdrawConsent(input: $input) { consent { id status withdrawnAt } }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;