import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import type { ErrorCode } from '../../errors.ts';

/** An operation with what it takes and gives, as the code generator types it. */
export type Operation<Data, Variables> = DocumentTypeDecoration<Data, Variables> & {
  toString(): string;
};

/** What went wrong: a code of the API, or `OFFLINE` when there was no answer of the service. */
export type ProblemCode = ErrorCode | 'OFFLINE';

/** A refusal of the API, with what helps a person on. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly retryAfterSeconds: number | undefined;
  /** Under which the service has logged its own fault. */
  readonly correlationId: string | undefined;

  constructor(code: ProblemCode, details: { retryAfterSeconds?: number; correlationId?: string }) {
    super(code);
    this.code = code;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.correlationId = details.correlationId;
  }
}

/**
 * Asks the API over HTTP.
 *
 * @param token a bearer token; anonymous without
 * @throws Problem, and nothing else
 */
export async function ask<Data, Variables>(
  operation: Operation<Data, Variables>,
  variables: Variables,
  token?: string,
): Promise<Data> {
  const answer = await answerOf<Data>({ query: String(operation), variables }, token);
  const error = answer.errors?.[0];
  if (error) throw problemOf(error);
  if (!answer.data) throw new Problem('OFFLINE', {});
  return answer.data;
}

/** What an error of the API says, wherever it came from. */
export function problemOf({ extensions }: { extensions?: Record<string, unknown> }): Problem {
  const { code = 'INTERNAL_SERVER_ERROR', ...details } = extensions ?? {};
  return new Problem(code as ErrorCode, details);
}

/** Anything that was thrown, as a problem. */
export function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem('INTERNAL_SERVER_ERROR', {});
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { extensions?: Record<string, unknown> }[];
}

async function answerOf<Data>(body: object, token: string | undefined): Promise<Answer<Data>> {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(longestWait),
    });
    return await response.json();
  } catch {
    // No network, nobody there, or a proxy's own page instead of an answer.
    throw new Problem('OFFLINE', {});
  }
}

const longestWait = 30_000;
