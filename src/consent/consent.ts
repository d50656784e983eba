import type { LanguageCode } from '../purpose/language.ts';

/** How sure we are that the person themselves decided: signed in, or holding the notice link. */
export const assurances = ['SIGNED_IN', 'NOTICE_LINK'] as const;
export type Assurance = (typeof assurances)[number];

/** A day, in milliseconds: consents run for whole days of 24 hours. */
export const dayMs = 24 * 60 * 60 * 1000;
/** Days a request stays open unless the fiduciary sets another number. */
export const requestOpenDays = 30;
/** Days a consent lasts unless the request asks for another number. */
export const defaultDurationDays = 365;
/** Days a consent given to a practitioner lasts. */
export const practitionerDurationDays = 30;
/** The longest consent that may be asked for, in days (ten years). */
export const longestDurationDays = 3650;

/** One purpose that was agreed to: which version of it, and which fields. */
export interface Grant {
  purposeId: string;
  purposeVersionId: string;
  dataFields: string[];
}

/**
 * That data is to move from one participant of the exchange to another under this consent: who
 * exports, who imports, and which of the fields asked for.
 */
export interface ExchangeTerms {
  exporter: { id: string; name: string };
  importer: { id: string; name: string };
  dataTypes: string[];
}

/** Everything a notice says, in one language; its canonical form is what `noticeHash` covers. */
export interface NoticeBody {
  v: 1;
  /** The language asked for; each purpose says which one its words are in. */
  language: LanguageCode;
  fiduciary: {
    id: string;
    name: string;
    legalName: string;
    logoUrl: string | null;
    contactEmail: string;
    websiteUrl: string | null;
    privacyPolicyUrl: string;
    grievanceContact: string;
  };
  practitioner: { name: string; specialization: string } | null;
  purposes: NoticePurpose[];
  dataFields: string[];
  /** Where the data is to move; absent when it is not to. */
  exchange?: ExchangeTerms;
  durationDays: number;
  retentionDays: number;
  withdrawalPolicy: string;
}

export interface NoticePurpose {
  purposeId: string;
  purposeVersionId: string;
  versionNumber: number;
  language: LanguageCode;
  title: string;
  description: string;
  legalBasis: string;
  dataFields: string[];
  processingActivities: string[];
  retentionDays: number;
  mandatory: boolean;
  requiresSignIn: boolean;
}
