/** What is asked of every server, and what is right: worked out from a number alone, on all sides. */

/** Fixed ids of what was copied: `kind` tells the tables apart, `i` the rows. */
export function idOf(kind: 'artifact' | 'request' | 'principal', i: number): string {
  const time = (0x0194_0000_0000 + i).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${kinds[kind]}`;
}

const kinds = { artifact: 'a0000000beac', request: 'b0000000beac', principal: 'c0000000beac' };

/** The purpose that the copies were granted, and one of the same fiduciary that they were not. */
export interface Purposes {
  granted: string;
  other: string;
}

/** Of ten copies one is withdrawn, one has expired, and one is asked about another purpose. */
export function reasonOf(i: number): 'VALID' | 'WITHDRAWN' | 'EXPIRED' | 'PURPOSE_NOT_GRANTED' {
  if (i % 10 === 0) return 'WITHDRAWN';
  if (i % 10 === 1) return 'EXPIRED';
  return i % 10 === 2 ? 'PURPOSE_NOT_GRANTED' : 'VALID';
}

export type Dialect = 'graphql' | 'postgraphile' | 'plain';

const fields = '{ isValid reason artifactId status validTill }';
const documents = {
  graphql: `query ($id: ID, $purpose: ID) { validateConsent(artifactId: $id, purposeId: $purpose) ${fields} }`,
  postgraphile: `query ($id: UUID!, $purpose: UUID!) { validateConsent(artifactId: $id, purposeId: $purpose) ${fields} }`,
};

/** The body of the request that asks about the `i`th consent. */
export function askAbout(dialect: Dialect, i: number, purposes: Purposes): string {
  const purpose = reasonOf(i) === 'PURPOSE_NOT_GRANTED' ? purposes.other : purposes.granted;
  const variables = `{"id":"${idOf('artifact', i)}","purpose":"${purpose}"}`;
  if (dialect === 'plain') return variables;
  return `{"query":${JSON.stringify(documents[dialect])},"variables":${variables}}`;
}

/** A piece of text that only the right answer holds. */
export function answerAbout(i: number): string {
  const reason = reasonOf(i);
  return `"isValid":${reason === 'VALID'},"reason":"${reason}","artifactId":"${idOf('artifact', i)}"`;
}

/** One call about many consents, and whether each of its answers is right. */
export function askAboutMany(all: readonly number[], purposes: Purposes): string {
  const validations = all.map((i) => ({
    artifactId: idOf('artifact', i),
    purposeId: reasonOf(i) === 'PURPOSE_NOT_GRANTED' ? purposes.other : purposes.granted,
  }));
  return JSON.stringify({ query: documentOfMany, variables: { validations } });
}

const documentOfMany = `query ($validations: [ValidationInput!]!) {
  validateConsents(validations: $validations) ${fields}
}`;

export function areRight(answer: string, all: readonly number[]): boolean {
  const { data } = JSON.parse(answer) as {
    data?: { validateConsents: { reason: string; artifactId: string }[] };
  };
  return all.every((i, place) => {
    const found = data?.validateConsents[place];
    return found?.reason === reasonOf(i) && found.artifactId === idOf('artifact', i);
  });
}

/** What clients of ours ask for: changes of one consent, or of all. */
export const statusChanges =
  'subscription ($id: ID) { consentStatusChanged(consentId: $id) { cursor action status at } }';
