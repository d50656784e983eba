import type postgres from 'postgres';

/** The same question in one statement, as every hand-written peer puts it. */
export interface Row {
  id: string;
  status: string;
  valid_till: Date;
  grants: { purposeId: string }[];
}

export interface Answer {
  isValid: boolean;
  reason: string;
  artifactId: string | null;
  status: string | null;
  validTill: Date | null;
}

export function findConsent(sql: postgres.Sql, fiduciaryId: string, id: string) {
  return sql<Row[]>`
    select id, valid_till, grants,
      case when status in ('ACTIVE', 'PAUSED') and valid_till <= now()
        then 'EXPIRED' else status::text end as status
    from consent_artifact where id = ${id} and fiduciary_id = ${fiduciaryId}`;
}

export function judge(row: Row | undefined, purposeId: string): Answer {
  if (!row) {
    return { isValid: false, reason: 'UNKNOWN', artifactId: null, status: null, validTill: null };
  }
  const granted = row.grants.some((grant) => grant.purposeId === purposeId);
  const reason = row.status !== 'ACTIVE' ? row.status : granted ? 'VALID' : 'PURPOSE_NOT_GRANTED';
  return {
    isValid: reason === 'VALID',
    reason,
    artifactId: row.id,
    status: row.status,
    validTill: row.valid_till,
  };
}

export const typeDefs = /* GraphQL */ `
  scalar DateTime

  type Validation {
    isValid: Boolean!
    reason: String!
    artifactId: ID
    status: String
    validTill: DateTime
  }

  type Query {
    validateConsent(artifactId: ID, purposeId: ID): Validation!
  }
`;
