import {
  anyone,
  bearsNoticeLink,
  isFiduciary,
  isOperator,
  isPractitioner,
  isPrincipal,
  isSignedIn,
  or,
  type Permissions,
  ruleOf,
} from '../auth/index.ts';
import { isThisFiduciary } from '../fiduciary/index.ts';

const theFiduciary = or(isThisFiduciary, isOperator);

/** What a practitioner sees of themselves, and their data fiduciary of them. */
const isThisPractitioner = ruleOf('isThisPractitioner', ({ caller }, _args, parent) => {
  const { id, fiduciaryId } = parent as { id: string; fiduciaryId: string };
  if (caller?.roles.has('fiduciary') && caller.fiduciaryId === fiduciaryId) return true;
  return (caller?.roles.has('practitioner') ?? false) && caller?.practitionerId === id;
});

/** What a data fiduciary sees of its own record of a person. */
const keepsThisRecord = ruleOf('keepsThisRecord', ({ caller }, _args, parent) => {
  const { fiduciaryId } = parent as { fiduciaryId: string };
  return (caller?.roles.has('fiduciary') ?? false) && caller?.fiduciaryId === fiduciaryId;
});

const decider = or(isPrincipal, bearsNoticeLink);
const asker = or(isFiduciary, isPractitioner);

/**
 * Who may do what with consents. These rules look at roles; whose row it is lies in the SQL, so that
 * what belongs to someone else is answered like what does not exist.
 */
export const consentPermissions: Permissions = {
  Query: {
    consentRequest: or(isSignedIn, bearsNoticeLink),
    consentNotice: anyone,
    consent: or(isSignedIn, bearsNoticeLink),
    validateConsent: or(isFiduciary, isOperator),
    validateConsents: or(isFiduciary, isOperator),
    exportMyConsents: isPrincipal,
  },
  Mutation: {
    initiateConsent: or(isFiduciary, isOperator),
    requestPatientConsent: isPractitioner,
    submitConsent: decider,
    approveConsentRequest: decider,
    denyConsentRequest: decider,
    cancelConsentRequest: asker,
    revokeNoticeLink: or(isPrincipal, isFiduciary, isPractitioner, isOperator),
    withdrawConsent: or(isPrincipal, bearsNoticeLink, isFiduciary),
    pauseConsent: isPrincipal,
    resumeConsent: isPrincipal,
    updateConsent: isPrincipal,
    renewConsent: isPrincipal,
    invalidateConsent: isOperator,
    linkMyRecord: isPrincipal,
    unlinkMyRecord: isPrincipal,
  },
  Subscription: {
    consentRequestReceived: or(isPrincipal, isPractitioner, isFiduciary),
    consentStatusChanged: or(isPrincipal, isPractitioner, isFiduciary),
  },
  Fiduciary: {
    consents: theFiduciary,
    consentRequests: theFiduciary,
    principalConsents: theFiduciary,
  },
  Practitioner: {
    consents: or(isThisPractitioner, isOperator),
    consentRequests: or(isThisPractitioner, isOperator),
  },
  Account: { consents: anyone, consentRequests: anyone },
  DataPrincipal: { consents: or(keepsThisRecord, isOperator, isPrincipal) },
  ConsentRequest: everyone(
    'id status language durationDays createdAt expiresAt decidedAt exchange fiduciary principal practitioner purposes notice noticeUrl reason metadata consent replaces history',
  ),
  RequestedPurpose: everyone('purposeId dataFields version'),
  Consent: everyone(
    'id status language noticeHash assurance grantedAt validTill statusChangedAt withdrawnAt hash jws exchange fiduciary principal practitioner request purposes notice renewalNotice predecessor successor needsReconsent widenings history',
  ),
  GrantedPurpose: everyone('purposeId purposeVersionId dataFields grantedAt version'),
  PurposeWidening: everyone(
    'purposeId agreedVersion latestVersion addedDataFields addedProcessingActivities addedRetentionDays',
  ),
  ConsentConnection: everyone('edges pageInfo totalCount pagination liveCursor'),
  ConsentEdge: everyone('cursor node'),
  ConsentRequestConnection: everyone('edges pageInfo totalCount pagination liveCursor'),
  ConsentRequestEdge: everyone('cursor node'),
  Pagination: everyone('total limit currentPage totalPages'),
  ConsentNotice: everyone(
    'requestId hash language isTranslated fiduciary practitioner purposes dataFields exchange mandatoryPurposeIds retentionPolicy durationDays validUntil',
  ),
  ExchangeTerms: everyone('exporter importer dataTypes'),
  ExchangeSide: everyone('id name'),
  NoticeFiduciary: everyone(
    'id name legalName logoUrl contactEmail websiteUrl privacyPolicyUrl grievanceContact',
  ),
  NoticePractitioner: everyone('name specialization'),
  NoticePurpose: everyone(
    'purposeId purposeVersionId versionNumber language title description legalBasis dataFields processingActivities retentionDays mandatory requiresSignIn',
  ),
  RetentionPolicy: everyone('retentionDays withdrawalPolicy'),
  HistoryConnection: everyone('edges pageInfo totalCount'),
  HistoryEdge: everyone('cursor node'),
  HistoryEntry: everyone(
    'id sequence action previousStatus newStatus performedBy performedAt recordedAt hash details',
  ),
  Performer: everyone('type id'),
  HistoryDetails: everyone('reason notes ipAddress userAgent claimedIpAddress claimedUserAgent'),
  Validation: everyone(
    'isValid reason message status artifactId principalId purposes validTill assurance successorId checkedAt',
  ),
  ValidatedPurpose: everyone('purposeId purposeVersionId dataFields isValid title'),
  ConsentRequestEvent: everyone('cursor request'),
  ConsentStatusEvent: everyone('cursor action previousStatus status at request consent'),
  ConsentRequestPayload: everyone('request'),
  DecisionPayload: everyone('request consent'),
  ConsentPayload: everyone('consent'),
  ReplacementPayload: everyone('consent superseded'),
  RecordPayload: everyone('record'),
};

/** Plain fields of what a guarded field returned, each by name: a new one is refused until it is listed. */
function everyone(names: string): Permissions[string] {
  return Object.fromEntries(names.split(' ').map((name) => [name, anyone]));
}
