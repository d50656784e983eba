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
    "\n  query Titles($id: ID!) { purpose(id: $id) { currentVersion { title description } } }\n": typeof types.TitlesDocument,
    "\n  mutation Unlimited($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id } }\n  }\n": typeof types.UnlimitedDocument,
    "\n  mutation Suspend($input: FiduciaryStatusInput!) {\n    suspendFiduciary(input: $input) { fiduciary { status } }\n  }\n": typeof types.SuspendDocument,
    "\n  subscription StatusChanges($after: String) {\n    consentStatusChanged(after: $after) { action request { id } }\n  }\n": typeof types.StatusChangesDocument,
    "\n  mutation OnceRegister($input: RegisterFiduciaryInput!) {\n    registerFiduciary(input: $input) { fiduciary { id } }\n  }\n": typeof types.OnceRegisterDocument,
    "\n  mutation OnceChange($input: ChangeFiduciaryInput!) {\n    changeFiduciary(input: $input) { fiduciary { id name } }\n  }\n": typeof types.OnceChangeDocument,
    "\n  mutation OnceLimits($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id requestsPerMinute } }\n  }\n": typeof types.OnceLimitsDocument,
    "\n  mutation OnceSuspend($input: FiduciaryStatusInput!) {\n    suspendFiduciary(input: $input) { fiduciary { id status } }\n  }\n": typeof types.OnceSuspendDocument,
    "\n  mutation OnceReinstate($input: FiduciaryStatusInput!) {\n    reinstateFiduciary(input: $input) { fiduciary { id status } }\n  }\n": typeof types.OnceReinstateDocument,
    "\n  mutation OnceEmploy($input: EmployPractitionerInput!) {\n    employPractitioner(input: $input) { practitioner { id } }\n  }\n": typeof types.OnceEmployDocument,
    "\n  mutation OnceChangePractitioner($input: ChangePractitionerInput!) {\n    changePractitioner(input: $input) { practitioner { id name } }\n  }\n": typeof types.OnceChangePractitionerDocument,
    "\n  mutation OnceDismiss($input: DismissPractitionerInput!) {\n    dismissPractitioner(input: $input) { practitioner { id status } }\n  }\n": typeof types.OnceDismissDocument,
    "\n  mutation OnceCreatePurpose($input: CreatePurposeInput!) {\n    createPurpose(input: $input) { purpose { id } }\n  }\n": typeof types.OnceCreatePurposeDocument,
    "\n  mutation OncePublish($input: PublishPurposeVersionInput!) {\n    publishPurposeVersion(input: $input) { version { id number } }\n  }\n": typeof types.OncePublishDocument,
    "\n  mutation OnceRetire($input: PurposeInput!) {\n    retirePurpose(input: $input) { purpose { id retiredAt } }\n  }\n": typeof types.OnceRetireDocument,
    "\n  mutation OncePractice($input: PurposeInput!) {\n    setPracticePurpose(input: $input) { purpose { id } }\n  }\n": typeof types.OncePracticeDocument,
    "\n  query Mine {\n    me {\n      id\n      records { id externalUserId fiduciary { id } consents { totalCount } }\n      consents { totalCount edges { node { id fiduciary { id } } } }\n      consentRequests { totalCount edges { node { id } } }\n    }\n  }\n": typeof types.MineDocument,
    "\n    query RecordConsents($id: ID!, $noticeToken: String) {\n      consentRequest(id: $id, noticeToken: $noticeToken) { principal { consents { totalCount } } }\n    }\n  ": typeof types.RecordConsentsDocument,
    "\n  query Listed(\n    $first: Int, $after: String, $page: Int, $limit: Int\n    $filter: ConsentFilter, $orderBy: ConsentOrder\n  ) {\n    fiduciary {\n      consents(\n        first: $first, after: $after, page: $page, limit: $limit, filter: $filter, orderBy: $orderBy\n      ) {\n        totalCount\n        pagination { total limit currentPage totalPages }\n        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n        edges { cursor node { id status grantedAt validTill } }\n      }\n    }\n  }\n": typeof types.ListedDocument,
    "\n  query ListedRequests($filter: ConsentRequestFilter, $orderBy: ConsentRequestOrder, $first: Int) {\n    fiduciary {\n      consentRequests(filter: $filter, orderBy: $orderBy, first: $first) {\n        totalCount edges { node { id status } }\n      }\n    }\n  }\n": typeof types.ListedRequestsDocument,
    "\n  query DoctorsOwn {\n    practitioner {\n      consents { totalCount edges { node { id } } }\n      consentRequests { totalCount edges { node { id } } }\n    }\n  }\n": typeof types.DoctorsOwnDocument,
    "\n  subscription Received($after: String) {\n    consentRequestReceived(after: $after) {\n      cursor request { id status reason practitioner { name } fiduciary { name } }\n    }\n  }\n": typeof types.ReceivedDocument,
    "\n  subscription Changed($after: String, $requestId: ID, $consentId: ID, $noticeToken: String) {\n    consentStatusChanged(\n      after: $after, requestId: $requestId, consentId: $consentId, noticeToken: $noticeToken\n    ) {\n      cursor action previousStatus status at request { id } consent { id status }\n    }\n  }\n": typeof types.ChangedDocument,
    "\n  query Dashboard {\n    me {\n      consentRequests { liveCursor edges { node { id } } }\n      consents { liveCursor edges { node { id } } }\n    }\n  }\n": typeof types.DashboardDocument,
    "\n  mutation ModelLimits($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id } }\n  }\n": typeof types.ModelLimitsDocument,
    "\n  query TheirRequests {\n    me {\n      consentRequests(first: 60) {\n        edges { node { id status history(first: 30) { edges { node { ...Told } } } } }\n      }\n    }\n  }\n  fragment Told on HistoryEntry { action previousStatus newStatus performedBy { type } }\n": typeof types.TheirRequestsDocument,
    "\n  query TheirConsents {\n    me {\n      consents(first: 60) {\n        edges {\n          node {\n            id status validTill successor { id } predecessor { id } purposes { purposeId }\n            history(first: 30) { edges { node { ...Told } } }\n          }\n        }\n      }\n    }\n  }\n": typeof types.TheirConsentsDocument,
    "\n  mutation ChangeFiduciary($input: ChangeFiduciaryInput!) {\n    changeFiduciary(input: $input) { fiduciary { id name } }\n  }\n": typeof types.ChangeFiduciaryDocument,
    "\n  mutation Initiate($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) {\n      request {\n        id status language durationDays createdAt expiresAt noticeUrl metadata reason\n        principal { id externalUserId }\n        purposes { purposeId dataFields version { id number } }\n        notice { hash dataFields durationDays }\n        replaces { id }\n      }\n    }\n  }\n": typeof types.InitiateDocument,
    "\n  mutation AskPatient($input: RequestPatientConsentInput!) {\n    requestPatientConsent(input: $input) {\n      request { id status durationDays expiresAt reason practitioner { id } purposes { purposeId } }\n    }\n  }\n": typeof types.AskPatientDocument,
    "\n  query ReadNotice($requestId: ID!, $language: String) {\n    consentNotice(requestId: $requestId, language: $language) {\n      requestId hash language isTranslated dataFields mandatoryPurposeIds durationDays validUntil\n      fiduciary {\n        id name legalName logoUrl contactEmail websiteUrl privacyPolicyUrl grievanceContact\n      }\n      practitioner { name specialization }\n      purposes {\n        purposeId purposeVersionId versionNumber language title description legalBasis dataFields\n        processingActivities retentionDays mandatory requiresSignIn\n      }\n      retentionPolicy { retentionDays withdrawalPolicy }\n    }\n  }\n": typeof types.ReadNoticeDocument,
    "\n  mutation Submit($input: SubmitConsentInput!) {\n    submitConsent(input: $input) {\n      request { id status decidedAt }\n      consent {\n        id status grantedAt validTill hash jws assurance noticeHash language\n        purposes { purposeId purposeVersionId dataFields grantedAt version { title number } }\n        predecessor { id status }\n      }\n    }\n  }\n": typeof types.SubmitDocument,
    "\n  mutation Approve($input: DecideConsentInput!) {\n    approveConsentRequest(input: $input) {\n      request { id status } consent { id status validTill grantedAt }\n    }\n  }\n": typeof types.ApproveDocument,
    "\n  mutation Deny($input: DecideConsentInput!) {\n    denyConsentRequest(input: $input) { request { id status decidedAt } consent { id } }\n  }\n": typeof types.DenyDocument,
    "\n  mutation Cancel($input: CancelConsentRequestInput!) {\n    cancelConsentRequest(input: $input) { request { id status decidedAt } }\n  }\n": typeof types.CancelDocument,
    "\n  mutation Withdraw($input: WithdrawConsentInput!) {\n    withdrawConsent(input: $input) { consent { id status withdrawnAt statusChangedAt } }\n  }\n": typeof types.WithdrawDocument,
    "\n  mutation Pause($input: ConsentInput!) {\n    pauseConsent(input: $input) { consent { id status validTill } }\n  }\n": typeof types.PauseDocument,
    "\n  mutation Resume($input: ConsentInput!) {\n    resumeConsent(input: $input) { consent { id status validTill } }\n  }\n": typeof types.ResumeDocument,
    "\n  mutation Update($input: UpdateConsentInput!) {\n    updateConsent(input: $input) { ...Replaced }\n  }\n  fragment Replaced on ReplacementPayload {\n    consent {\n      id status grantedAt validTill noticeHash\n      purposes { purposeId purposeVersionId dataFields version { number } }\n      predecessor { id status } successor { id }\n    }\n    superseded { id status predecessor { id } successor { id status } }\n  }\n": typeof types.UpdateDocument,
    "\n  mutation Renew($input: RenewConsentInput!) {\n    renewConsent(input: $input) { ...Replaced }\n  }\n": typeof types.RenewDocument,
    "\n  mutation Invalidate($input: InvalidateConsentInput!) {\n    invalidateConsent(input: $input) { consent { id status } }\n  }\n": typeof types.InvalidateDocument,
    "\n  mutation LinkRecord($input: LinkMyRecordInput!) {\n    linkMyRecord(input: $input) { record { id linkedAt externalUserId fiduciary { id } } }\n  }\n": typeof types.LinkRecordDocument,
    "\n  mutation UnlinkRecord($input: UnlinkMyRecordInput!) {\n    unlinkMyRecord(input: $input) { record { id linkedAt } }\n  }\n": typeof types.UnlinkRecordDocument,
    "\n  mutation RevokeLink($input: RevokeNoticeLinkInput!) {\n    revokeNoticeLink(input: $input) { request { id status noticeUrl } }\n  }\n": typeof types.RevokeLinkDocument,
    "\n  query ReadConsent($id: ID!, $noticeToken: String, $language: String) {\n    consent(id: $id, noticeToken: $noticeToken) {\n      id status grantedAt validTill withdrawnAt statusChangedAt hash jws assurance noticeHash\n      needsReconsent\n      principal { id externalUserId }\n      fiduciary { id }\n      purposes { purposeId purposeVersionId dataFields grantedAt }\n      notice { hash fiduciary { name } purposes { title language } }\n      renewalNotice(language: $language) { hash purposes { purposeId versionNumber dataFields } }\n      widenings {\n        purposeId agreedVersion latestVersion addedDataFields addedProcessingActivities\n        addedRetentionDays\n      }\n      predecessor { id } successor { id }\n    }\n  }\n": typeof types.ReadConsentDocument,
    "\n  query ReadRequest($id: ID!, $noticeToken: String) {\n    consentRequest(id: $id, noticeToken: $noticeToken) {\n      id status expiresAt decidedAt reason metadata noticeUrl consent { id status }\n      notice { hash }\n      history { totalCount edges { node { ...Entry } } }\n    }\n  }\n": typeof types.ReadRequestDocument,
    "\n  query ReadHistory(\n    $id: ID!, $noticeToken: String, $first: Int $after: String $page: Int $limit: Int\n    $newestFirst: Boolean\n  ) {\n    consent(id: $id, noticeToken: $noticeToken) {\n      history(first: $first, after: $after, page: $page, limit: $limit, newestFirst: $newestFirst) {\n        totalCount\n        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n        edges { cursor node { ...Entry } }\n      }\n    }\n  }\n  fragment Entry on HistoryEntry {\n    id sequence action previousStatus newStatus performedBy { type id } performedAt recordedAt hash\n    details { reason notes ipAddress userAgent claimedIpAddress claimedUserAgent }\n  }\n": typeof types.ReadHistoryDocument,
    "\n  query Validate(\n    $artifactId: ID $externalUserId: String $purposeId: ID $dataFields: [String!] $fiduciaryId: ID\n  ) {\n    validateConsent(\n      artifactId: $artifactId externalUserId: $externalUserId purposeId: $purposeId\n      dataFields: $dataFields fiduciaryId: $fiduciaryId\n    ) {\n      isValid reason message status artifactId principalId validTill assurance successorId checkedAt\n      purposes { purposeId purposeVersionId dataFields isValid title }\n    }\n  }\n": typeof types.ValidateDocument,
    "\n  query ValidateMany($validations: [ValidationInput!]!) {\n    validateConsents(validations: $validations) { artifactId isValid status reason }\n  }\n": typeof types.ValidateManyDocument,
    "\n  mutation SetLimits($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id denialWaitDays } }\n  }\n": typeof types.SetLimitsDocument,
    "\n  mutation Retire($input: PurposeInput!) {\n    retirePurpose(input: $input) { purpose { id } }\n  }\n": typeof types.RetireDocument,
    "\n  query PendingRequests {\n    me {\n      consentRequests(filter: { status: [INITIATED] }) {\n        edges {\n          node { id status createdAt reason practitioner { id name specialization } notice { hash } }\n        }\n      }\n    }\n  }\n": typeof types.PendingRequestsDocument,
    "\n  query ActiveConsents {\n    me {\n      consents(filter: { status: [ACTIVE] }) {\n        edges { node { id grantedAt validTill practitioner { id name specialization } } }\n      }\n    }\n  }\n": typeof types.ActiveConsentsDocument,
    "\n  query ListConsents(\n    $status: [ConsentStatus!], $purposeId: ID, $from: DateTime, $to: DateTime\n    $page: Int, $limit: Int\n  ) {\n    fiduciary {\n      id\n      consents(\n        filter: { status: $status, purposeId: $purposeId, from: $from, to: $to }\n        page: $page, limit: $limit, orderBy: { field: GRANTED_AT, direction: DESC }\n      ) {\n        pagination { total limit currentPage totalPages }\n        edges {\n          node {\n            id status grantedAt validTill hash\n            fiduciary { id } principal { id externalUserId }\n            purposes { purposeId purposeVersionId version { title } }\n          }\n        }\n      }\n    }\n  }\n": typeof types.ListConsentsDocument,
    "\n  query UserConsents($externalUserId: String!, $status: [ConsentStatus!]) {\n    fiduciary {\n      principalConsents(externalUserId: $externalUserId, filter: { status: $status }) {\n        totalCount edges { node { id status principal { externalUserId } } }\n      }\n    }\n  }\n": typeof types.UserConsentsDocument,
    "\n  query DeepPage($first: Int!) {\n    fiduciary {\n      consents(first: $first) {\n        totalCount\n        edges {\n          node {\n            id status needsReconsent\n            fiduciary { name }\n            principal { id externalUserId }\n            purposes { purposeId version { title number purpose { id } } }\n            request { id status purposes { purposeId version { number } } notice { hash } }\n            predecessor { id }\n            history(first: 5, newestFirst: true) {\n              totalCount edges { node { action details { reason ipAddress } } }\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.DeepPageDocument,
    "\n  query DeepAccount {\n    me {\n      records { externalUserId fiduciary { name } consents(first: 5) { totalCount edges { node { id } } } }\n      consentRequests(first: 20) {\n        edges { node { id consent { id } fiduciary { name } practitioner { name } notice { hash } } }\n      }\n    }\n  }\n": typeof types.DeepAccountDocument,
    "\n  mutation Asked($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) {\n      request {\n        id noticeUrl\n        fiduciary { name }\n        purposes { dataFields version { title number } }\n        notice { hash purposes { title } }\n      }\n    }\n  }\n": typeof types.AskedDocument,
    "\n  query ShownOf($id: ID!) {\n    consentRequest(id: $id) {\n      id noticeUrl\n      fiduciary { name }\n      purposes { dataFields version { title number } }\n      notice { hash purposes { title } }\n    }\n  }\n": typeof types.ShownOfDocument,
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
    "\n  subscription SeenByDoctor($after: String) {\n    consentStatusChanged(after: $after) {\n      action\n      consent {\n        status\n        assurance\n      }\n    }\n  }\n": typeof types.SeenByDoctorDocument,
    "\n  query MayBank($artifactId: ID!) {\n    validateConsent(artifactId: $artifactId) {\n      isValid\n    }\n  }\n": typeof types.MayBankDocument,
    "\n  mutation CancelForPage($input: CancelConsentRequestInput!) {\n    cancelConsentRequest(input: $input) {\n      request {\n        status\n      }\n    }\n  }\n": typeof types.CancelForPageDocument,
    "\n  mutation RevokeForPage($input: RevokeNoticeLinkInput!) {\n    revokeNoticeLink(input: $input) {\n      request {\n        id\n      }\n    }\n  }\n": typeof types.RevokeForPageDocument,
    "\n  subscription SeenByBank($after: String, $requestId: ID) {\n    consentStatusChanged(after: $after, requestId: $requestId) {\n      action\n      consent {\n        status\n        assurance\n        purposes {\n          purposeId\n        }\n      }\n    }\n  }\n": typeof types.SeenByBankDocument,
    "\n  mutation AskInVillage($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) {\n      request {\n        id\n        noticeUrl\n      }\n    }\n  }\n": typeof types.AskInVillageDocument,
    "\n  mutation AskPatientInVillage($input: RequestPatientConsentInput!) {\n    requestPatientConsent(input: $input) {\n      request {\n        id\n      }\n    }\n  }\n": typeof types.AskPatientInVillageDocument,
};
const documents: Documents = {
    "\n  query Titles($id: ID!) { purpose(id: $id) { currentVersion { title description } } }\n": types.TitlesDocument,
    "\n  mutation Unlimited($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id } }\n  }\n": types.UnlimitedDocument,
    "\n  mutation Suspend($input: FiduciaryStatusInput!) {\n    suspendFiduciary(input: $input) { fiduciary { status } }\n  }\n": types.SuspendDocument,
    "\n  subscription StatusChanges($after: String) {\n    consentStatusChanged(after: $after) { action request { id } }\n  }\n": types.StatusChangesDocument,
    "\n  mutation OnceRegister($input: RegisterFiduciaryInput!) {\n    registerFiduciary(input: $input) { fiduciary { id } }\n  }\n": types.OnceRegisterDocument,
    "\n  mutation OnceChange($input: ChangeFiduciaryInput!) {\n    changeFiduciary(input: $input) { fiduciary { id name } }\n  }\n": types.OnceChangeDocument,
    "\n  mutation OnceLimits($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id requestsPerMinute } }\n  }\n": types.OnceLimitsDocument,
    "\n  mutation OnceSuspend($input: FiduciaryStatusInput!) {\n    suspendFiduciary(input: $input) { fiduciary { id status } }\n  }\n": types.OnceSuspendDocument,
    "\n  mutation OnceReinstate($input: FiduciaryStatusInput!) {\n    reinstateFiduciary(input: $input) { fiduciary { id status } }\n  }\n": types.OnceReinstateDocument,
    "\n  mutation OnceEmploy($input: EmployPractitionerInput!) {\n    employPractitioner(input: $input) { practitioner { id } }\n  }\n": types.OnceEmployDocument,
    "\n  mutation OnceChangePractitioner($input: ChangePractitionerInput!) {\n    changePractitioner(input: $input) { practitioner { id name } }\n  }\n": types.OnceChangePractitionerDocument,
    "\n  mutation OnceDismiss($input: DismissPractitionerInput!) {\n    dismissPractitioner(input: $input) { practitioner { id status } }\n  }\n": types.OnceDismissDocument,
    "\n  mutation OnceCreatePurpose($input: CreatePurposeInput!) {\n    createPurpose(input: $input) { purpose { id } }\n  }\n": types.OnceCreatePurposeDocument,
    "\n  mutation OncePublish($input: PublishPurposeVersionInput!) {\n    publishPurposeVersion(input: $input) { version { id number } }\n  }\n": types.OncePublishDocument,
    "\n  mutation OnceRetire($input: PurposeInput!) {\n    retirePurpose(input: $input) { purpose { id retiredAt } }\n  }\n": types.OnceRetireDocument,
    "\n  mutation OncePractice($input: PurposeInput!) {\n    setPracticePurpose(input: $input) { purpose { id } }\n  }\n": types.OncePracticeDocument,
    "\n  query Mine {\n    me {\n      id\n      records { id externalUserId fiduciary { id } consents { totalCount } }\n      consents { totalCount edges { node { id fiduciary { id } } } }\n      consentRequests { totalCount edges { node { id } } }\n    }\n  }\n": types.MineDocument,
    "\n    query RecordConsents($id: ID!, $noticeToken: String) {\n      consentRequest(id: $id, noticeToken: $noticeToken) { principal { consents { totalCount } } }\n    }\n  ": types.RecordConsentsDocument,
    "\n  query Listed(\n    $first: Int, $after: String, $page: Int, $limit: Int\n    $filter: ConsentFilter, $orderBy: ConsentOrder\n  ) {\n    fiduciary {\n      consents(\n        first: $first, after: $after, page: $page, limit: $limit, filter: $filter, orderBy: $orderBy\n      ) {\n        totalCount\n        pagination { total limit currentPage totalPages }\n        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n        edges { cursor node { id status grantedAt validTill } }\n      }\n    }\n  }\n": types.ListedDocument,
    "\n  query ListedRequests($filter: ConsentRequestFilter, $orderBy: ConsentRequestOrder, $first: Int) {\n    fiduciary {\n      consentRequests(filter: $filter, orderBy: $orderBy, first: $first) {\n        totalCount edges { node { id status } }\n      }\n    }\n  }\n": types.ListedRequestsDocument,
    "\n  query DoctorsOwn {\n    practitioner {\n      consents { totalCount edges { node { id } } }\n      consentRequests { totalCount edges { node { id } } }\n    }\n  }\n": types.DoctorsOwnDocument,
    "\n  subscription Received($after: String) {\n    consentRequestReceived(after: $after) {\n      cursor request { id status reason practitioner { name } fiduciary { name } }\n    }\n  }\n": types.ReceivedDocument,
    "\n  subscription Changed($after: String, $requestId: ID, $consentId: ID, $noticeToken: String) {\n    consentStatusChanged(\n      after: $after, requestId: $requestId, consentId: $consentId, noticeToken: $noticeToken\n    ) {\n      cursor action previousStatus status at request { id } consent { id status }\n    }\n  }\n": types.ChangedDocument,
    "\n  query Dashboard {\n    me {\n      consentRequests { liveCursor edges { node { id } } }\n      consents { liveCursor edges { node { id } } }\n    }\n  }\n": types.DashboardDocument,
    "\n  mutation ModelLimits($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id } }\n  }\n": types.ModelLimitsDocument,
    "\n  query TheirRequests {\n    me {\n      consentRequests(first: 60) {\n        edges { node { id status history(first: 30) { edges { node { ...Told } } } } }\n      }\n    }\n  }\n  fragment Told on HistoryEntry { action previousStatus newStatus performedBy { type } }\n": types.TheirRequestsDocument,
    "\n  query TheirConsents {\n    me {\n      consents(first: 60) {\n        edges {\n          node {\n            id status validTill successor { id } predecessor { id } purposes { purposeId }\n            history(first: 30) { edges { node { ...Told } } }\n          }\n        }\n      }\n    }\n  }\n": types.TheirConsentsDocument,
    "\n  mutation ChangeFiduciary($input: ChangeFiduciaryInput!) {\n    changeFiduciary(input: $input) { fiduciary { id name } }\n  }\n": types.ChangeFiduciaryDocument,
    "\n  mutation Initiate($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) {\n      request {\n        id status language durationDays createdAt expiresAt noticeUrl metadata reason\n        principal { id externalUserId }\n        purposes { purposeId dataFields version { id number } }\n        notice { hash dataFields durationDays }\n        replaces { id }\n      }\n    }\n  }\n": types.InitiateDocument,
    "\n  mutation AskPatient($input: RequestPatientConsentInput!) {\n    requestPatientConsent(input: $input) {\n      request { id status durationDays expiresAt reason practitioner { id } purposes { purposeId } }\n    }\n  }\n": types.AskPatientDocument,
    "\n  query ReadNotice($requestId: ID!, $language: String) {\n    consentNotice(requestId: $requestId, language: $language) {\n      requestId hash language isTranslated dataFields mandatoryPurposeIds durationDays validUntil\n      fiduciary {\n        id name legalName logoUrl contactEmail websiteUrl privacyPolicyUrl grievanceContact\n      }\n      practitioner { name specialization }\n      purposes {\n        purposeId purposeVersionId versionNumber language title description legalBasis dataFields\n        processingActivities retentionDays mandatory requiresSignIn\n      }\n      retentionPolicy { retentionDays withdrawalPolicy }\n    }\n  }\n": types.ReadNoticeDocument,
    "\n  mutation Submit($input: SubmitConsentInput!) {\n    submitConsent(input: $input) {\n      request { id status decidedAt }\n      consent {\n        id status grantedAt validTill hash jws assurance noticeHash language\n        purposes { purposeId purposeVersionId dataFields grantedAt version { title number } }\n        predecessor { id status }\n      }\n    }\n  }\n": types.SubmitDocument,
    "\n  mutation Approve($input: DecideConsentInput!) {\n    approveConsentRequest(input: $input) {\n      request { id status } consent { id status validTill grantedAt }\n    }\n  }\n": types.ApproveDocument,
    "\n  mutation Deny($input: DecideConsentInput!) {\n    denyConsentRequest(input: $input) { request { id status decidedAt } consent { id } }\n  }\n": types.DenyDocument,
    "\n  mutation Cancel($input: CancelConsentRequestInput!) {\n    cancelConsentRequest(input: $input) { request { id status decidedAt } }\n  }\n": types.CancelDocument,
    "\n  mutation Withdraw($input: WithdrawConsentInput!) {\n    withdrawConsent(input: $input) { consent { id status withdrawnAt statusChangedAt } }\n  }\n": types.WithdrawDocument,
    "\n  mutation Pause($input: ConsentInput!) {\n    pauseConsent(input: $input) { consent { id status validTill } }\n  }\n": types.PauseDocument,
    "\n  mutation Resume($input: ConsentInput!) {\n    resumeConsent(input: $input) { consent { id status validTill } }\n  }\n": types.ResumeDocument,
    "\n  mutation Update($input: UpdateConsentInput!) {\n    updateConsent(input: $input) { ...Replaced }\n  }\n  fragment Replaced on ReplacementPayload {\n    consent {\n      id status grantedAt validTill noticeHash\n      purposes { purposeId purposeVersionId dataFields version { number } }\n      predecessor { id status } successor { id }\n    }\n    superseded { id status predecessor { id } successor { id status } }\n  }\n": types.UpdateDocument,
    "\n  mutation Renew($input: RenewConsentInput!) {\n    renewConsent(input: $input) { ...Replaced }\n  }\n": types.RenewDocument,
    "\n  mutation Invalidate($input: InvalidateConsentInput!) {\n    invalidateConsent(input: $input) { consent { id status } }\n  }\n": types.InvalidateDocument,
    "\n  mutation LinkRecord($input: LinkMyRecordInput!) {\n    linkMyRecord(input: $input) { record { id linkedAt externalUserId fiduciary { id } } }\n  }\n": types.LinkRecordDocument,
    "\n  mutation UnlinkRecord($input: UnlinkMyRecordInput!) {\n    unlinkMyRecord(input: $input) { record { id linkedAt } }\n  }\n": types.UnlinkRecordDocument,
    "\n  mutation RevokeLink($input: RevokeNoticeLinkInput!) {\n    revokeNoticeLink(input: $input) { request { id status noticeUrl } }\n  }\n": types.RevokeLinkDocument,
    "\n  query ReadConsent($id: ID!, $noticeToken: String, $language: String) {\n    consent(id: $id, noticeToken: $noticeToken) {\n      id status grantedAt validTill withdrawnAt statusChangedAt hash jws assurance noticeHash\n      needsReconsent\n      principal { id externalUserId }\n      fiduciary { id }\n      purposes { purposeId purposeVersionId dataFields grantedAt }\n      notice { hash fiduciary { name } purposes { title language } }\n      renewalNotice(language: $language) { hash purposes { purposeId versionNumber dataFields } }\n      widenings {\n        purposeId agreedVersion latestVersion addedDataFields addedProcessingActivities\n        addedRetentionDays\n      }\n      predecessor { id } successor { id }\n    }\n  }\n": types.ReadConsentDocument,
    "\n  query ReadRequest($id: ID!, $noticeToken: String) {\n    consentRequest(id: $id, noticeToken: $noticeToken) {\n      id status expiresAt decidedAt reason metadata noticeUrl consent { id status }\n      notice { hash }\n      history { totalCount edges { node { ...Entry } } }\n    }\n  }\n": types.ReadRequestDocument,
    "\n  query ReadHistory(\n    $id: ID!, $noticeToken: String, $first: Int $after: String $page: Int $limit: Int\n    $newestFirst: Boolean\n  ) {\n    consent(id: $id, noticeToken: $noticeToken) {\n      history(first: $first, after: $after, page: $page, limit: $limit, newestFirst: $newestFirst) {\n        totalCount\n        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n        edges { cursor node { ...Entry } }\n      }\n    }\n  }\n  fragment Entry on HistoryEntry {\n    id sequence action previousStatus newStatus performedBy { type id } performedAt recordedAt hash\n    details { reason notes ipAddress userAgent claimedIpAddress claimedUserAgent }\n  }\n": types.ReadHistoryDocument,
    "\n  query Validate(\n    $artifactId: ID $externalUserId: String $purposeId: ID $dataFields: [String!] $fiduciaryId: ID\n  ) {\n    validateConsent(\n      artifactId: $artifactId externalUserId: $externalUserId purposeId: $purposeId\n      dataFields: $dataFields fiduciaryId: $fiduciaryId\n    ) {\n      isValid reason message status artifactId principalId validTill assurance successorId checkedAt\n      purposes { purposeId purposeVersionId dataFields isValid title }\n    }\n  }\n": types.ValidateDocument,
    "\n  query ValidateMany($validations: [ValidationInput!]!) {\n    validateConsents(validations: $validations) { artifactId isValid status reason }\n  }\n": types.ValidateManyDocument,
    "\n  mutation SetLimits($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id denialWaitDays } }\n  }\n": types.SetLimitsDocument,
    "\n  mutation Retire($input: PurposeInput!) {\n    retirePurpose(input: $input) { purpose { id } }\n  }\n": types.RetireDocument,
    "\n  query PendingRequests {\n    me {\n      consentRequests(filter: { status: [INITIATED] }) {\n        edges {\n          node { id status createdAt reason practitioner { id name specialization } notice { hash } }\n        }\n      }\n    }\n  }\n": types.PendingRequestsDocument,
    "\n  query ActiveConsents {\n    me {\n      consents(filter: { status: [ACTIVE] }) {\n        edges { node { id grantedAt validTill practitioner { id name specialization } } }\n      }\n    }\n  }\n": types.ActiveConsentsDocument,
    "\n  query ListConsents(\n    $status: [ConsentStatus!], $purposeId: ID, $from: DateTime, $to: DateTime\n    $page: Int, $limit: Int\n  ) {\n    fiduciary {\n      id\n      consents(\n        filter: { status: $status, purposeId: $purposeId, from: $from, to: $to }\n        page: $page, limit: $limit, orderBy: { field: GRANTED_AT, direction: DESC }\n      ) {\n        pagination { total limit currentPage totalPages }\n        edges {\n          node {\n            id status grantedAt validTill hash\n            fiduciary { id } principal { id externalUserId }\n            purposes { purposeId purposeVersionId version { title } }\n          }\n        }\n      }\n    }\n  }\n": types.ListConsentsDocument,
    "\n  query UserConsents($externalUserId: String!, $status: [ConsentStatus!]) {\n    fiduciary {\n      principalConsents(externalUserId: $externalUserId, filter: { status: $status }) {\n        totalCount edges { node { id status principal { externalUserId } } }\n      }\n    }\n  }\n": types.UserConsentsDocument,
    "\n  query DeepPage($first: Int!) {\n    fiduciary {\n      consents(first: $first) {\n        totalCount\n        edges {\n          node {\n            id status needsReconsent\n            fiduciary { name }\n            principal { id externalUserId }\n            purposes { purposeId version { title number purpose { id } } }\n            request { id status purposes { purposeId version { number } } notice { hash } }\n            predecessor { id }\n            history(first: 5, newestFirst: true) {\n              totalCount edges { node { action details { reason ipAddress } } }\n            }\n          }\n        }\n      }\n    }\n  }\n": types.DeepPageDocument,
    "\n  query DeepAccount {\n    me {\n      records { externalUserId fiduciary { name } consents(first: 5) { totalCount edges { node { id } } } }\n      consentRequests(first: 20) {\n        edges { node { id consent { id } fiduciary { name } practitioner { name } notice { hash } } }\n      }\n    }\n  }\n": types.DeepAccountDocument,
    "\n  mutation Asked($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) {\n      request {\n        id noticeUrl\n        fiduciary { name }\n        purposes { dataFields version { title number } }\n        notice { hash purposes { title } }\n      }\n    }\n  }\n": types.AskedDocument,
    "\n  query ShownOf($id: ID!) {\n    consentRequest(id: $id) {\n      id noticeUrl\n      fiduciary { name }\n      purposes { dataFields version { title number } }\n      notice { hash purposes { title } }\n    }\n  }\n": types.ShownOfDocument,
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
    "\n  subscription SeenByDoctor($after: String) {\n    consentStatusChanged(after: $after) {\n      action\n      consent {\n        status\n        assurance\n      }\n    }\n  }\n": types.SeenByDoctorDocument,
    "\n  query MayBank($artifactId: ID!) {\n    validateConsent(artifactId: $artifactId) {\n      isValid\n    }\n  }\n": types.MayBankDocument,
    "\n  mutation CancelForPage($input: CancelConsentRequestInput!) {\n    cancelConsentRequest(input: $input) {\n      request {\n        status\n      }\n    }\n  }\n": types.CancelForPageDocument,
    "\n  mutation RevokeForPage($input: RevokeNoticeLinkInput!) {\n    revokeNoticeLink(input: $input) {\n      request {\n        id\n      }\n    }\n  }\n": types.RevokeForPageDocument,
    "\n  subscription SeenByBank($after: String, $requestId: ID) {\n    consentStatusChanged(after: $after, requestId: $requestId) {\n      action\n      consent {\n        status\n        assurance\n        purposes {\n          purposeId\n        }\n      }\n    }\n  }\n": types.SeenByBankDocument,
    "\n  mutation AskInVillage($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) {\n      request {\n        id\n        noticeUrl\n      }\n    }\n  }\n": types.AskInVillageDocument,
    "\n  mutation AskPatientInVillage($input: RequestPatientConsentInput!) {\n    requestPatientConsent(input: $input) {\n      request {\n        id\n      }\n    }\n  }\n": types.AskPatientInVillageDocument,
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
export function graphql(source: "\n  query Titles($id: ID!) { purpose(id: $id) { currentVersion { title description } } }\n"): (typeof documents)["\n  query Titles($id: ID!) { purpose(id: $id) { currentVersion { title description } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Unlimited($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id } }\n  }\n"): (typeof documents)["\n  mutation Unlimited($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Suspend($input: FiduciaryStatusInput!) {\n    suspendFiduciary(input: $input) { fiduciary { status } }\n  }\n"): (typeof documents)["\n  mutation Suspend($input: FiduciaryStatusInput!) {\n    suspendFiduciary(input: $input) { fiduciary { status } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription StatusChanges($after: String) {\n    consentStatusChanged(after: $after) { action request { id } }\n  }\n"): (typeof documents)["\n  subscription StatusChanges($after: String) {\n    consentStatusChanged(after: $after) { action request { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OnceRegister($input: RegisterFiduciaryInput!) {\n    registerFiduciary(input: $input) { fiduciary { id } }\n  }\n"): (typeof documents)["\n  mutation OnceRegister($input: RegisterFiduciaryInput!) {\n    registerFiduciary(input: $input) { fiduciary { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OnceChange($input: ChangeFiduciaryInput!) {\n    changeFiduciary(input: $input) { fiduciary { id name } }\n  }\n"): (typeof documents)["\n  mutation OnceChange($input: ChangeFiduciaryInput!) {\n    changeFiduciary(input: $input) { fiduciary { id name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OnceLimits($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id requestsPerMinute } }\n  }\n"): (typeof documents)["\n  mutation OnceLimits($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id requestsPerMinute } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OnceSuspend($input: FiduciaryStatusInput!) {\n    suspendFiduciary(input: $input) { fiduciary { id status } }\n  }\n"): (typeof documents)["\n  mutation OnceSuspend($input: FiduciaryStatusInput!) {\n    suspendFiduciary(input: $input) { fiduciary { id status } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OnceReinstate($input: FiduciaryStatusInput!) {\n    reinstateFiduciary(input: $input) { fiduciary { id status } }\n  }\n"): (typeof documents)["\n  mutation OnceReinstate($input: FiduciaryStatusInput!) {\n    reinstateFiduciary(input: $input) { fiduciary { id status } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OnceEmploy($input: EmployPractitionerInput!) {\n    employPractitioner(input: $input) { practitioner { id } }\n  }\n"): (typeof documents)["\n  mutation OnceEmploy($input: EmployPractitionerInput!) {\n    employPractitioner(input: $input) { practitioner { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OnceChangePractitioner($input: ChangePractitionerInput!) {\n    changePractitioner(input: $input) { practitioner { id name } }\n  }\n"): (typeof documents)["\n  mutation OnceChangePractitioner($input: ChangePractitionerInput!) {\n    changePractitioner(input: $input) { practitioner { id name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OnceDismiss($input: DismissPractitionerInput!) {\n    dismissPractitioner(input: $input) { practitioner { id status } }\n  }\n"): (typeof documents)["\n  mutation OnceDismiss($input: DismissPractitionerInput!) {\n    dismissPractitioner(input: $input) { practitioner { id status } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OnceCreatePurpose($input: CreatePurposeInput!) {\n    createPurpose(input: $input) { purpose { id } }\n  }\n"): (typeof documents)["\n  mutation OnceCreatePurpose($input: CreatePurposeInput!) {\n    createPurpose(input: $input) { purpose { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OncePublish($input: PublishPurposeVersionInput!) {\n    publishPurposeVersion(input: $input) { version { id number } }\n  }\n"): (typeof documents)["\n  mutation OncePublish($input: PublishPurposeVersionInput!) {\n    publishPurposeVersion(input: $input) { version { id number } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OnceRetire($input: PurposeInput!) {\n    retirePurpose(input: $input) { purpose { id retiredAt } }\n  }\n"): (typeof documents)["\n  mutation OnceRetire($input: PurposeInput!) {\n    retirePurpose(input: $input) { purpose { id retiredAt } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OncePractice($input: PurposeInput!) {\n    setPracticePurpose(input: $input) { purpose { id } }\n  }\n"): (typeof documents)["\n  mutation OncePractice($input: PurposeInput!) {\n    setPracticePurpose(input: $input) { purpose { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Mine {\n    me {\n      id\n      records { id externalUserId fiduciary { id } consents { totalCount } }\n      consents { totalCount edges { node { id fiduciary { id } } } }\n      consentRequests { totalCount edges { node { id } } }\n    }\n  }\n"): (typeof documents)["\n  query Mine {\n    me {\n      id\n      records { id externalUserId fiduciary { id } consents { totalCount } }\n      consents { totalCount edges { node { id fiduciary { id } } } }\n      consentRequests { totalCount edges { node { id } } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query RecordConsents($id: ID!, $noticeToken: String) {\n      consentRequest(id: $id, noticeToken: $noticeToken) { principal { consents { totalCount } } }\n    }\n  "): (typeof documents)["\n    query RecordConsents($id: ID!, $noticeToken: String) {\n      consentRequest(id: $id, noticeToken: $noticeToken) { principal { consents { totalCount } } }\n    }\n  "];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Listed(\n    $first: Int, $after: String, $page: Int, $limit: Int\n    $filter: ConsentFilter, $orderBy: ConsentOrder\n  ) {\n    fiduciary {\n      consents(\n        first: $first, after: $after, page: $page, limit: $limit, filter: $filter, orderBy: $orderBy\n      ) {\n        totalCount\n        pagination { total limit currentPage totalPages }\n        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n        edges { cursor node { id status grantedAt validTill } }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Listed(\n    $first: Int, $after: String, $page: Int, $limit: Int\n    $filter: ConsentFilter, $orderBy: ConsentOrder\n  ) {\n    fiduciary {\n      consents(\n        first: $first, after: $after, page: $page, limit: $limit, filter: $filter, orderBy: $orderBy\n      ) {\n        totalCount\n        pagination { total limit currentPage totalPages }\n        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n        edges { cursor node { id status grantedAt validTill } }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ListedRequests($filter: ConsentRequestFilter, $orderBy: ConsentRequestOrder, $first: Int) {\n    fiduciary {\n      consentRequests(filter: $filter, orderBy: $orderBy, first: $first) {\n        totalCount edges { node { id status } }\n      }\n    }\n  }\n"): (typeof documents)["\n  query ListedRequests($filter: ConsentRequestFilter, $orderBy: ConsentRequestOrder, $first: Int) {\n    fiduciary {\n      consentRequests(filter: $filter, orderBy: $orderBy, first: $first) {\n        totalCount edges { node { id status } }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DoctorsOwn {\n    practitioner {\n      consents { totalCount edges { node { id } } }\n      consentRequests { totalCount edges { node { id } } }\n    }\n  }\n"): (typeof documents)["\n  query DoctorsOwn {\n    practitioner {\n      consents { totalCount edges { node { id } } }\n      consentRequests { totalCount edges { node { id } } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Received($after: String) {\n    consentRequestReceived(after: $after) {\n      cursor request { id status reason practitioner { name } fiduciary { name } }\n    }\n  }\n"): (typeof documents)["\n  subscription Received($after: String) {\n    consentRequestReceived(after: $after) {\n      cursor request { id status reason practitioner { name } fiduciary { name } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Changed($after: String, $requestId: ID, $consentId: ID, $noticeToken: String) {\n    consentStatusChanged(\n      after: $after, requestId: $requestId, consentId: $consentId, noticeToken: $noticeToken\n    ) {\n      cursor action previousStatus status at request { id } consent { id status }\n    }\n  }\n"): (typeof documents)["\n  subscription Changed($after: String, $requestId: ID, $consentId: ID, $noticeToken: String) {\n    consentStatusChanged(\n      after: $after, requestId: $requestId, consentId: $consentId, noticeToken: $noticeToken\n    ) {\n      cursor action previousStatus status at request { id } consent { id status }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Dashboard {\n    me {\n      consentRequests { liveCursor edges { node { id } } }\n      consents { liveCursor edges { node { id } } }\n    }\n  }\n"): (typeof documents)["\n  query Dashboard {\n    me {\n      consentRequests { liveCursor edges { node { id } } }\n      consents { liveCursor edges { node { id } } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ModelLimits($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id } }\n  }\n"): (typeof documents)["\n  mutation ModelLimits($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TheirRequests {\n    me {\n      consentRequests(first: 60) {\n        edges { node { id status history(first: 30) { edges { node { ...Told } } } } }\n      }\n    }\n  }\n  fragment Told on HistoryEntry { action previousStatus newStatus performedBy { type } }\n"): (typeof documents)["\n  query TheirRequests {\n    me {\n      consentRequests(first: 60) {\n        edges { node { id status history(first: 30) { edges { node { ...Told } } } } }\n      }\n    }\n  }\n  fragment Told on HistoryEntry { action previousStatus newStatus performedBy { type } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TheirConsents {\n    me {\n      consents(first: 60) {\n        edges {\n          node {\n            id status validTill successor { id } predecessor { id } purposes { purposeId }\n            history(first: 30) { edges { node { ...Told } } }\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query TheirConsents {\n    me {\n      consents(first: 60) {\n        edges {\n          node {\n            id status validTill successor { id } predecessor { id } purposes { purposeId }\n            history(first: 30) { edges { node { ...Told } } }\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangeFiduciary($input: ChangeFiduciaryInput!) {\n    changeFiduciary(input: $input) { fiduciary { id name } }\n  }\n"): (typeof documents)["\n  mutation ChangeFiduciary($input: ChangeFiduciaryInput!) {\n    changeFiduciary(input: $input) { fiduciary { id name } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Initiate($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) {\n      request {\n        id status language durationDays createdAt expiresAt noticeUrl metadata reason\n        principal { id externalUserId }\n        purposes { purposeId dataFields version { id number } }\n        notice { hash dataFields durationDays }\n        replaces { id }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation Initiate($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) {\n      request {\n        id status language durationDays createdAt expiresAt noticeUrl metadata reason\n        principal { id externalUserId }\n        purposes { purposeId dataFields version { id number } }\n        notice { hash dataFields durationDays }\n        replaces { id }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AskPatient($input: RequestPatientConsentInput!) {\n    requestPatientConsent(input: $input) {\n      request { id status durationDays expiresAt reason practitioner { id } purposes { purposeId } }\n    }\n  }\n"): (typeof documents)["\n  mutation AskPatient($input: RequestPatientConsentInput!) {\n    requestPatientConsent(input: $input) {\n      request { id status durationDays expiresAt reason practitioner { id } purposes { purposeId } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadNotice($requestId: ID!, $language: String) {\n    consentNotice(requestId: $requestId, language: $language) {\n      requestId hash language isTranslated dataFields mandatoryPurposeIds durationDays validUntil\n      fiduciary {\n        id name legalName logoUrl contactEmail websiteUrl privacyPolicyUrl grievanceContact\n      }\n      practitioner { name specialization }\n      purposes {\n        purposeId purposeVersionId versionNumber language title description legalBasis dataFields\n        processingActivities retentionDays mandatory requiresSignIn\n      }\n      retentionPolicy { retentionDays withdrawalPolicy }\n    }\n  }\n"): (typeof documents)["\n  query ReadNotice($requestId: ID!, $language: String) {\n    consentNotice(requestId: $requestId, language: $language) {\n      requestId hash language isTranslated dataFields mandatoryPurposeIds durationDays validUntil\n      fiduciary {\n        id name legalName logoUrl contactEmail websiteUrl privacyPolicyUrl grievanceContact\n      }\n      practitioner { name specialization }\n      purposes {\n        purposeId purposeVersionId versionNumber language title description legalBasis dataFields\n        processingActivities retentionDays mandatory requiresSignIn\n      }\n      retentionPolicy { retentionDays withdrawalPolicy }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Submit($input: SubmitConsentInput!) {\n    submitConsent(input: $input) {\n      request { id status decidedAt }\n      consent {\n        id status grantedAt validTill hash jws assurance noticeHash language\n        purposes { purposeId purposeVersionId dataFields grantedAt version { title number } }\n        predecessor { id status }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation Submit($input: SubmitConsentInput!) {\n    submitConsent(input: $input) {\n      request { id status decidedAt }\n      consent {\n        id status grantedAt validTill hash jws assurance noticeHash language\n        purposes { purposeId purposeVersionId dataFields grantedAt version { title number } }\n        predecessor { id status }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Approve($input: DecideConsentInput!) {\n    approveConsentRequest(input: $input) {\n      request { id status } consent { id status validTill grantedAt }\n    }\n  }\n"): (typeof documents)["\n  mutation Approve($input: DecideConsentInput!) {\n    approveConsentRequest(input: $input) {\n      request { id status } consent { id status validTill grantedAt }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Deny($input: DecideConsentInput!) {\n    denyConsentRequest(input: $input) { request { id status decidedAt } consent { id } }\n  }\n"): (typeof documents)["\n  mutation Deny($input: DecideConsentInput!) {\n    denyConsentRequest(input: $input) { request { id status decidedAt } consent { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Cancel($input: CancelConsentRequestInput!) {\n    cancelConsentRequest(input: $input) { request { id status decidedAt } }\n  }\n"): (typeof documents)["\n  mutation Cancel($input: CancelConsentRequestInput!) {\n    cancelConsentRequest(input: $input) { request { id status decidedAt } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Withdraw($input: WithdrawConsentInput!) {\n    withdrawConsent(input: $input) { consent { id status withdrawnAt statusChangedAt } }\n  }\n"): (typeof documents)["\n  mutation Withdraw($input: WithdrawConsentInput!) {\n    withdrawConsent(input: $input) { consent { id status withdrawnAt statusChangedAt } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Pause($input: ConsentInput!) {\n    pauseConsent(input: $input) { consent { id status validTill } }\n  }\n"): (typeof documents)["\n  mutation Pause($input: ConsentInput!) {\n    pauseConsent(input: $input) { consent { id status validTill } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Resume($input: ConsentInput!) {\n    resumeConsent(input: $input) { consent { id status validTill } }\n  }\n"): (typeof documents)["\n  mutation Resume($input: ConsentInput!) {\n    resumeConsent(input: $input) { consent { id status validTill } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Update($input: UpdateConsentInput!) {\n    updateConsent(input: $input) { ...Replaced }\n  }\n  fragment Replaced on ReplacementPayload {\n    consent {\n      id status grantedAt validTill noticeHash\n      purposes { purposeId purposeVersionId dataFields version { number } }\n      predecessor { id status } successor { id }\n    }\n    superseded { id status predecessor { id } successor { id status } }\n  }\n"): (typeof documents)["\n  mutation Update($input: UpdateConsentInput!) {\n    updateConsent(input: $input) { ...Replaced }\n  }\n  fragment Replaced on ReplacementPayload {\n    consent {\n      id status grantedAt validTill noticeHash\n      purposes { purposeId purposeVersionId dataFields version { number } }\n      predecessor { id status } successor { id }\n    }\n    superseded { id status predecessor { id } successor { id status } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Renew($input: RenewConsentInput!) {\n    renewConsent(input: $input) { ...Replaced }\n  }\n"): (typeof documents)["\n  mutation Renew($input: RenewConsentInput!) {\n    renewConsent(input: $input) { ...Replaced }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Invalidate($input: InvalidateConsentInput!) {\n    invalidateConsent(input: $input) { consent { id status } }\n  }\n"): (typeof documents)["\n  mutation Invalidate($input: InvalidateConsentInput!) {\n    invalidateConsent(input: $input) { consent { id status } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LinkRecord($input: LinkMyRecordInput!) {\n    linkMyRecord(input: $input) { record { id linkedAt externalUserId fiduciary { id } } }\n  }\n"): (typeof documents)["\n  mutation LinkRecord($input: LinkMyRecordInput!) {\n    linkMyRecord(input: $input) { record { id linkedAt externalUserId fiduciary { id } } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UnlinkRecord($input: UnlinkMyRecordInput!) {\n    unlinkMyRecord(input: $input) { record { id linkedAt } }\n  }\n"): (typeof documents)["\n  mutation UnlinkRecord($input: UnlinkMyRecordInput!) {\n    unlinkMyRecord(input: $input) { record { id linkedAt } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeLink($input: RevokeNoticeLinkInput!) {\n    revokeNoticeLink(input: $input) { request { id status noticeUrl } }\n  }\n"): (typeof documents)["\n  mutation RevokeLink($input: RevokeNoticeLinkInput!) {\n    revokeNoticeLink(input: $input) { request { id status noticeUrl } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadConsent($id: ID!, $noticeToken: String, $language: String) {\n    consent(id: $id, noticeToken: $noticeToken) {\n      id status grantedAt validTill withdrawnAt statusChangedAt hash jws assurance noticeHash\n      needsReconsent\n      principal { id externalUserId }\n      fiduciary { id }\n      purposes { purposeId purposeVersionId dataFields grantedAt }\n      notice { hash fiduciary { name } purposes { title language } }\n      renewalNotice(language: $language) { hash purposes { purposeId versionNumber dataFields } }\n      widenings {\n        purposeId agreedVersion latestVersion addedDataFields addedProcessingActivities\n        addedRetentionDays\n      }\n      predecessor { id } successor { id }\n    }\n  }\n"): (typeof documents)["\n  query ReadConsent($id: ID!, $noticeToken: String, $language: String) {\n    consent(id: $id, noticeToken: $noticeToken) {\n      id status grantedAt validTill withdrawnAt statusChangedAt hash jws assurance noticeHash\n      needsReconsent\n      principal { id externalUserId }\n      fiduciary { id }\n      purposes { purposeId purposeVersionId dataFields grantedAt }\n      notice { hash fiduciary { name } purposes { title language } }\n      renewalNotice(language: $language) { hash purposes { purposeId versionNumber dataFields } }\n      widenings {\n        purposeId agreedVersion latestVersion addedDataFields addedProcessingActivities\n        addedRetentionDays\n      }\n      predecessor { id } successor { id }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadRequest($id: ID!, $noticeToken: String) {\n    consentRequest(id: $id, noticeToken: $noticeToken) {\n      id status expiresAt decidedAt reason metadata noticeUrl consent { id status }\n      notice { hash }\n      history { totalCount edges { node { ...Entry } } }\n    }\n  }\n"): (typeof documents)["\n  query ReadRequest($id: ID!, $noticeToken: String) {\n    consentRequest(id: $id, noticeToken: $noticeToken) {\n      id status expiresAt decidedAt reason metadata noticeUrl consent { id status }\n      notice { hash }\n      history { totalCount edges { node { ...Entry } } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReadHistory(\n    $id: ID!, $noticeToken: String, $first: Int $after: String $page: Int $limit: Int\n    $newestFirst: Boolean\n  ) {\n    consent(id: $id, noticeToken: $noticeToken) {\n      history(first: $first, after: $after, page: $page, limit: $limit, newestFirst: $newestFirst) {\n        totalCount\n        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n        edges { cursor node { ...Entry } }\n      }\n    }\n  }\n  fragment Entry on HistoryEntry {\n    id sequence action previousStatus newStatus performedBy { type id } performedAt recordedAt hash\n    details { reason notes ipAddress userAgent claimedIpAddress claimedUserAgent }\n  }\n"): (typeof documents)["\n  query ReadHistory(\n    $id: ID!, $noticeToken: String, $first: Int $after: String $page: Int $limit: Int\n    $newestFirst: Boolean\n  ) {\n    consent(id: $id, noticeToken: $noticeToken) {\n      history(first: $first, after: $after, page: $page, limit: $limit, newestFirst: $newestFirst) {\n        totalCount\n        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n        edges { cursor node { ...Entry } }\n      }\n    }\n  }\n  fragment Entry on HistoryEntry {\n    id sequence action previousStatus newStatus performedBy { type id } performedAt recordedAt hash\n    details { reason notes ipAddress userAgent claimedIpAddress claimedUserAgent }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Validate(\n    $artifactId: ID $externalUserId: String $purposeId: ID $dataFields: [String!] $fiduciaryId: ID\n  ) {\n    validateConsent(\n      artifactId: $artifactId externalUserId: $externalUserId purposeId: $purposeId\n      dataFields: $dataFields fiduciaryId: $fiduciaryId\n    ) {\n      isValid reason message status artifactId principalId validTill assurance successorId checkedAt\n      purposes { purposeId purposeVersionId dataFields isValid title }\n    }\n  }\n"): (typeof documents)["\n  query Validate(\n    $artifactId: ID $externalUserId: String $purposeId: ID $dataFields: [String!] $fiduciaryId: ID\n  ) {\n    validateConsent(\n      artifactId: $artifactId externalUserId: $externalUserId purposeId: $purposeId\n      dataFields: $dataFields fiduciaryId: $fiduciaryId\n    ) {\n      isValid reason message status artifactId principalId validTill assurance successorId checkedAt\n      purposes { purposeId purposeVersionId dataFields isValid title }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ValidateMany($validations: [ValidationInput!]!) {\n    validateConsents(validations: $validations) { artifactId isValid status reason }\n  }\n"): (typeof documents)["\n  query ValidateMany($validations: [ValidationInput!]!) {\n    validateConsents(validations: $validations) { artifactId isValid status reason }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetLimits($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id denialWaitDays } }\n  }\n"): (typeof documents)["\n  mutation SetLimits($input: SetFiduciaryLimitsInput!) {\n    setFiduciaryLimits(input: $input) { fiduciary { id denialWaitDays } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Retire($input: PurposeInput!) {\n    retirePurpose(input: $input) { purpose { id } }\n  }\n"): (typeof documents)["\n  mutation Retire($input: PurposeInput!) {\n    retirePurpose(input: $input) { purpose { id } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PendingRequests {\n    me {\n      consentRequests(filter: { status: [INITIATED] }) {\n        edges {\n          node { id status createdAt reason practitioner { id name specialization } notice { hash } }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query PendingRequests {\n    me {\n      consentRequests(filter: { status: [INITIATED] }) {\n        edges {\n          node { id status createdAt reason practitioner { id name specialization } notice { hash } }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ActiveConsents {\n    me {\n      consents(filter: { status: [ACTIVE] }) {\n        edges { node { id grantedAt validTill practitioner { id name specialization } } }\n      }\n    }\n  }\n"): (typeof documents)["\n  query ActiveConsents {\n    me {\n      consents(filter: { status: [ACTIVE] }) {\n        edges { node { id grantedAt validTill practitioner { id name specialization } } }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ListConsents(\n    $status: [ConsentStatus!], $purposeId: ID, $from: DateTime, $to: DateTime\n    $page: Int, $limit: Int\n  ) {\n    fiduciary {\n      id\n      consents(\n        filter: { status: $status, purposeId: $purposeId, from: $from, to: $to }\n        page: $page, limit: $limit, orderBy: { field: GRANTED_AT, direction: DESC }\n      ) {\n        pagination { total limit currentPage totalPages }\n        edges {\n          node {\n            id status grantedAt validTill hash\n            fiduciary { id } principal { id externalUserId }\n            purposes { purposeId purposeVersionId version { title } }\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query ListConsents(\n    $status: [ConsentStatus!], $purposeId: ID, $from: DateTime, $to: DateTime\n    $page: Int, $limit: Int\n  ) {\n    fiduciary {\n      id\n      consents(\n        filter: { status: $status, purposeId: $purposeId, from: $from, to: $to }\n        page: $page, limit: $limit, orderBy: { field: GRANTED_AT, direction: DESC }\n      ) {\n        pagination { total limit currentPage totalPages }\n        edges {\n          node {\n            id status grantedAt validTill hash\n            fiduciary { id } principal { id externalUserId }\n            purposes { purposeId purposeVersionId version { title } }\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query UserConsents($externalUserId: String!, $status: [ConsentStatus!]) {\n    fiduciary {\n      principalConsents(externalUserId: $externalUserId, filter: { status: $status }) {\n        totalCount edges { node { id status principal { externalUserId } } }\n      }\n    }\n  }\n"): (typeof documents)["\n  query UserConsents($externalUserId: String!, $status: [ConsentStatus!]) {\n    fiduciary {\n      principalConsents(externalUserId: $externalUserId, filter: { status: $status }) {\n        totalCount edges { node { id status principal { externalUserId } } }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DeepPage($first: Int!) {\n    fiduciary {\n      consents(first: $first) {\n        totalCount\n        edges {\n          node {\n            id status needsReconsent\n            fiduciary { name }\n            principal { id externalUserId }\n            purposes { purposeId version { title number purpose { id } } }\n            request { id status purposes { purposeId version { number } } notice { hash } }\n            predecessor { id }\n            history(first: 5, newestFirst: true) {\n              totalCount edges { node { action details { reason ipAddress } } }\n            }\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query DeepPage($first: Int!) {\n    fiduciary {\n      consents(first: $first) {\n        totalCount\n        edges {\n          node {\n            id status needsReconsent\n            fiduciary { name }\n            principal { id externalUserId }\n            purposes { purposeId version { title number purpose { id } } }\n            request { id status purposes { purposeId version { number } } notice { hash } }\n            predecessor { id }\n            history(first: 5, newestFirst: true) {\n              totalCount edges { node { action details { reason ipAddress } } }\n            }\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DeepAccount {\n    me {\n      records { externalUserId fiduciary { name } consents(first: 5) { totalCount edges { node { id } } } }\n      consentRequests(first: 20) {\n        edges { node { id consent { id } fiduciary { name } practitioner { name } notice { hash } } }\n      }\n    }\n  }\n"): (typeof documents)["\n  query DeepAccount {\n    me {\n      records { externalUserId fiduciary { name } consents(first: 5) { totalCount edges { node { id } } } }\n      consentRequests(first: 20) {\n        edges { node { id consent { id } fiduciary { name } practitioner { name } notice { hash } } }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Asked($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) {\n      request {\n        id noticeUrl\n        fiduciary { name }\n        purposes { dataFields version { title number } }\n        notice { hash purposes { title } }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation Asked($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) {\n      request {\n        id noticeUrl\n        fiduciary { name }\n        purposes { dataFields version { title number } }\n        notice { hash purposes { title } }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ShownOf($id: ID!) {\n    consentRequest(id: $id) {\n      id noticeUrl\n      fiduciary { name }\n      purposes { dataFields version { title number } }\n      notice { hash purposes { title } }\n    }\n  }\n"): (typeof documents)["\n  query ShownOf($id: ID!) {\n    consentRequest(id: $id) {\n      id noticeUrl\n      fiduciary { name }\n      purposes { dataFields version { title number } }\n      notice { hash purposes { title } }\n    }\n  }\n"];
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
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription SeenByDoctor($after: String) {\n    consentStatusChanged(after: $after) {\n      action\n      consent {\n        status\n        assurance\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription SeenByDoctor($after: String) {\n    consentStatusChanged(after: $after) {\n      action\n      consent {\n        status\n        assurance\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MayBank($artifactId: ID!) {\n    validateConsent(artifactId: $artifactId) {\n      isValid\n    }\n  }\n"): (typeof documents)["\n  query MayBank($artifactId: ID!) {\n    validateConsent(artifactId: $artifactId) {\n      isValid\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelForPage($input: CancelConsentRequestInput!) {\n    cancelConsentRequest(input: $input) {\n      request {\n        status\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CancelForPage($input: CancelConsentRequestInput!) {\n    cancelConsentRequest(input: $input) {\n      request {\n        status\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeForPage($input: RevokeNoticeLinkInput!) {\n    revokeNoticeLink(input: $input) {\n      request {\n        id\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation RevokeForPage($input: RevokeNoticeLinkInput!) {\n    revokeNoticeLink(input: $input) {\n      request {\n        id\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription SeenByBank($after: String, $requestId: ID) {\n    consentStatusChanged(after: $after, requestId: $requestId) {\n      action\n      consent {\n        status\n        assurance\n        purposes {\n          purposeId\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription SeenByBank($after: String, $requestId: ID) {\n    consentStatusChanged(after: $after, requestId: $requestId) {\n      action\n      consent {\n        status\n        assurance\n        purposes {\n          purposeId\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AskInVillage($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) {\n      request {\n        id\n        noticeUrl\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation AskInVillage($input: InitiateConsentInput!) {\n    initiateConsent(input: $input) {\n      request {\n        id\n        noticeUrl\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AskPatientInVillage($input: RequestPatientConsentInput!) {\n    requestPatientConsent(input: $input) {\n      request {\n        id\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation AskPatientInVillage($input: RequestPatientConsentInput!) {\n    requestPatientConsent(input: $input) {\n      request {\n        id\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;