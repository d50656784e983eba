import { readFile } from 'node:fs/promises';
import type { Purposes } from './question.ts';

/** What everything else starts from: one consent, asked for and given through the API. */
export interface Base {
  /** The server's own configuration: its secrets, and the name it issues tokens under. */
  keys: string;
  client: { id: string; secret: string };
  fiduciaryId: string;
  purposes: Purposes;
  consentId: string;
}

export async function readBase(file: string): Promise<Base> {
  return JSON.parse(await readFile(file, 'utf8')) as Base;
}

/** The capability stands behind the `#`, or as a parameter there. */
export function tokenOfNotice(noticeUrl: string): string {
  return new URL(noticeUrl).hash.slice(1).replace(/^\w+=/, '');
}

/** Asks our server, which must have no objection. */
export async function graphql<Data>(
  url: string,
  query: string,
  variables: object,
  token?: string,
): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}
