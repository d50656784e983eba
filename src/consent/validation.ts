import type { Assurance, Grant } from './consent.ts';
import type { ArtifactStatus } from './lifecycle.ts';

export const validationReasons = [
  'VALID',
  'UNKNOWN',
  'WITHDRAWN',
  'EXPIRED',
  'PAUSED',
  'SUPERSEDED',
  'INVALIDATED',
  'PURPOSE_NOT_GRANTED',
  'FIELD_NOT_GRANTED',
] as const;
export type ValidationReason = (typeof validationReasons)[number];

/** What a fiduciary is about to do: for a purpose, with fields, or neither: the consent alone is judged. */
export interface Use {
  purposeId: string | null;
  dataFields: string[] | null;
}

/** A consent as it stands at the moment of the check. */
export interface Standing {
  artifactId: string;
  principalId: string;
  /** Effective: never ACTIVE past `validTill`. */
  status: ArtifactStatus;
  /** Milliseconds since 1970. */
  validTill: number;
  assurance: Assurance;
  grants: readonly Grant[];
  successorId: string | null;
}

export interface Verdict {
  isValid: boolean;
  reason: ValidationReason;
}

/** Whether a use is covered by a consent, and why not: the consent's own state comes first. */
export function judge(standing: Standing | null, use: Use): Verdict {
  const reason = reasonOf(standing, use);
  return { isValid: reason === 'VALID', reason };
}

function reasonOf(standing: Standing | null, use: Use): ValidationReason {
  if (!standing) return 'UNKNOWN';
  if (standing.status !== 'ACTIVE') return standing.status;
  const { purposeId, dataFields } = use;
  const grants = standing.grants.filter(
    (grant) => purposeId === null || grant.purposeId === purposeId,
  );
  if (grants.length === 0) return 'PURPOSE_NOT_GRANTED';
  const covered = (field: string) => grants.some((grant) => grant.dataFields.includes(field));
  return dataFields === null || dataFields.every(covered) ? 'VALID' : 'FIELD_NOT_GRANTED';
}
