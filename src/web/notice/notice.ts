import type { AskedPurposeFragment } from '../generated/graphql.ts';

/** A notice as the API's `ConsentNotice` has it, and as it travels in the page. */
export interface Notice {
  requestId: string;
  hash: string;
  language: string;
  isTranslated: boolean;
  fiduciary: {
    name: string;
    legalName: string;
    logoUrl: string | null;
    contactEmail: string;
    websiteUrl: string | null;
    privacyPolicyUrl: string;
    grievanceContact: string;
  };
  practitioner: { name: string; specialization: string } | null;
  purposes: AskedPurposeFragment[];
  retentionPolicy: { withdrawalPolicy: string };
  durationDays: number;
  /** Where the data is to move under the consent; null when it is not to. */
  exchange?: {
    exporter: { name: string };
    importer: { name: string };
    dataTypes: readonly string[];
  } | null;
  /** ISO 8601. */
  validUntil: string;
}
