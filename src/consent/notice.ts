import type { Fiduciary, Practitioner } from '../fiduciary/index.ts';
import { type LanguageCode, type PurposeVersion, wording } from '../purpose/index.ts';
import { canonicalJson, sha256Hex } from '../vault/index.ts';
import type { ExchangeTerms, NoticeBody } from './consent.ts';

/** What a request asks for one purpose. */
export interface AskedPurpose {
  version: PurposeVersion;
  dataFields: string[];
}

/** A notice in one language, with the hash that a decision must name. */
export interface Notice {
  body: NoticeBody;
  /** SHA-256 of the body's canonical JSON (RFC 8785), in hexadecimal. */
  hash: string;
}

/**
 * The notice of a request (DPDP Act 2023 s.5): who asks, for what, which data, for how long, how to
 * withdraw and how to complain. It says nothing about the person, so that equal questions give equal
 * notices, and the hash of one proves what anyone was shown.
 */
export function noticeOf(
  request: { durationDays: number; exchange: ExchangeTerms | null },
  fiduciary: Fiduciary,
  practitioner: Practitioner | null,
  asked: AskedPurpose[],
  language: LanguageCode,
): Notice {
  const body: NoticeBody = {
    v: 1,
    language,
    fiduciary: {
      id: fiduciary.id,
      name: fiduciary.name,
      legalName: fiduciary.legalName,
      logoUrl: fiduciary.logoUrl,
      contactEmail: fiduciary.contactEmail,
      websiteUrl: fiduciary.websiteUrl,
      privacyPolicyUrl: fiduciary.privacyPolicyUrl,
      grievanceContact: fiduciary.grievanceContact,
    },
    practitioner: practitioner && {
      name: practitioner.name,
      specialization: practitioner.specialization,
    },
    purposes: asked.map(({ version, dataFields }) => ({
      purposeId: version.purposeId,
      purposeVersionId: version.id,
      versionNumber: version.number,
      ...wording(version, language),
      legalBasis: version.legalBasis,
      dataFields,
      processingActivities: version.processingActivities,
      retentionDays: version.retentionDays,
      mandatory: version.mandatory,
      requiresSignIn: version.requiresSignIn,
    })),
    dataFields: [...new Set(asked.flatMap(({ dataFields }) => dataFields))],
    ...(request.exchange ? { exchange: request.exchange } : {}),
    durationDays: request.durationDays,
    retentionDays: Math.max(...asked.map(({ version }) => version.retentionDays)),
    withdrawalPolicy: fiduciary.withdrawalPolicy,
  };
  return { body, hash: sha256Hex(canonicalJson(body)) };
}
