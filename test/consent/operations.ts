import { graphql } from '../support/generated/index.ts';

/** What the tests of consent ask and say, typed against the emitted schema. */

export const initiate = graphql(`
  mutation Initiate($input: InitiateConsentInput!) {
    initiateConsent(input: $input) {
      request {
        id status language durationDays createdAt expiresAt noticeUrl metadata reason
        principal { id externalUserId }
        purposes { purposeId dataFields version { id number } }
        notice { hash dataFields durationDays }
        replaces { id }
      }
    }
  }
`);

export const askPatient = graphql(`
  mutation AskPatient($input: RequestPatientConsentInput!) {
    requestPatientConsent(input: $input) {
      request { id status durationDays expiresAt reason practitioner { id } purposes { purposeId } }
    }
  }
`);

export const readNotice = graphql(`
  query ReadNotice($requestId: ID!, $language: String) {
    consentNotice(requestId: $requestId, language: $language) {
      requestId hash language isTranslated dataFields mandatoryPurposeIds durationDays validUntil
      fiduciary {
        id name legalName logoUrl contactEmail websiteUrl privacyPolicyUrl grievanceContact
      }
      practitioner { name specialization }
      purposes {
        purposeId purposeVersionId versionNumber language title description legalBasis dataFields
        processingActivities retentionDays mandatory requiresSignIn
      }
      retentionPolicy { retentionDays withdrawalPolicy }
    }
  }
`);

export const submit = graphql(`
  mutation Submit($input: SubmitConsentInput!) {
    submitConsent(input: $input) {
      request { id status decidedAt }
      consent {
        id status grantedAt validTill hash jws assurance noticeHash language
        purposes { purposeId purposeVersionId dataFields grantedAt version { title number } }
        predecessor { id status }
      }
    }
  }
`);

export const approve = graphql(`
  mutation Approve($input: DecideConsentInput!) {
    approveConsentRequest(input: $input) {
      request { id status } consent { id status validTill grantedAt }
    }
  }
`);

export const deny = graphql(`
  mutation Deny($input: DecideConsentInput!) {
    denyConsentRequest(input: $input) { request { id status decidedAt } consent { id } }
  }
`);

export const cancel = graphql(`
  mutation Cancel($input: CancelConsentRequestInput!) {
    cancelConsentRequest(input: $input) { request { id status decidedAt } }
  }
`);

export const withdraw = graphql(`
  mutation Withdraw($input: WithdrawConsentInput!) {
    withdrawConsent(input: $input) { consent { id status withdrawnAt statusChangedAt } }
  }
`);

export const pause = graphql(`
  mutation Pause($input: ConsentInput!) {
    pauseConsent(input: $input) { consent { id status validTill } }
  }
`);

export const resume = graphql(`
  mutation Resume($input: ConsentInput!) {
    resumeConsent(input: $input) { consent { id status validTill } }
  }
`);

export const update = graphql(`
  mutation Update($input: UpdateConsentInput!) {
    updateConsent(input: $input) { ...Replaced }
  }
  fragment Replaced on ReplacementPayload {
    consent {
      id status grantedAt validTill noticeHash
      purposes { purposeId purposeVersionId dataFields version { number } }
      predecessor { id status } successor { id }
    }
    superseded { id status predecessor { id } successor { id status } }
  }
`);

export const renew = graphql(`
  mutation Renew($input: RenewConsentInput!) {
    renewConsent(input: $input) { ...Replaced }
  }
`);

export const invalidate = graphql(`
  mutation Invalidate($input: InvalidateConsentInput!) {
    invalidateConsent(input: $input) { consent { id status } }
  }
`);

export const linkRecord = graphql(`
  mutation LinkRecord($input: LinkMyRecordInput!) {
    linkMyRecord(input: $input) { record { id linkedAt externalUserId fiduciary { id } } }
  }
`);

export const unlinkRecord = graphql(`
  mutation UnlinkRecord($input: UnlinkMyRecordInput!) {
    unlinkMyRecord(input: $input) { record { id linkedAt } }
  }
`);

export const revokeLink = graphql(`
  mutation RevokeLink($input: RevokeNoticeLinkInput!) {
    revokeNoticeLink(input: $input) { request { id status noticeUrl } }
  }
`);

export const readConsent = graphql(`
  query ReadConsent($id: ID!, $noticeToken: String, $language: String) {
    consent(id: $id, noticeToken: $noticeToken) {
      id status grantedAt validTill withdrawnAt statusChangedAt hash jws assurance noticeHash
      needsReconsent
      principal { id externalUserId }
      fiduciary { id }
      purposes { purposeId purposeVersionId dataFields grantedAt }
      notice { hash fiduciary { name } purposes { title language } }
      renewalNotice(language: $language) { hash purposes { purposeId versionNumber dataFields } }
      widenings {
        purposeId agreedVersion latestVersion addedDataFields addedProcessingActivities
        addedRetentionDays
      }
      predecessor { id } successor { id }
    }
  }
`);

export const readRequest = graphql(`
  query ReadRequest($id: ID!, $noticeToken: String) {
    consentRequest(id: $id, noticeToken: $noticeToken) {
      id status expiresAt decidedAt reason metadata noticeUrl consent { id status }
      notice { hash }
      history { totalCount edges { node { ...Entry } } }
    }
  }
`);

export const readHistory = graphql(`
  query ReadHistory(
    $id: ID!, $noticeToken: String, $first: Int $after: String $page: Int $limit: Int
    $newestFirst: Boolean
  ) {
    consent(id: $id, noticeToken: $noticeToken) {
      history(first: $first, after: $after, page: $page, limit: $limit, newestFirst: $newestFirst) {
        totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { cursor node { ...Entry } }
      }
    }
  }
  fragment Entry on HistoryEntry {
    id sequence action previousStatus newStatus performedBy { type id } performedAt recordedAt hash
    details { reason notes ipAddress userAgent claimedIpAddress claimedUserAgent }
  }
`);

export const validate = graphql(`
  query Validate(
    $artifactId: ID $externalUserId: String $purposeId: ID $dataFields: [String!] $fiduciaryId: ID
  ) {
    validateConsent(
      artifactId: $artifactId externalUserId: $externalUserId purposeId: $purposeId
      dataFields: $dataFields fiduciaryId: $fiduciaryId
    ) {
      isValid reason message status artifactId principalId validTill assurance successorId checkedAt
      purposes { purposeId purposeVersionId dataFields isValid title }
    }
  }
`);

export const validateMany = graphql(`
  query ValidateMany($validations: [ValidationInput!]!) {
    validateConsents(validations: $validations) { artifactId isValid status reason }
  }
`);
