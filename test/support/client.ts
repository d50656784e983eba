import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type ExecutionResult, print } from 'graphql';

/** An operation as text, or typed by the code generator. */
export type Operation<Data, Variables> = string | TypedDocumentNode<Data, Variables>;

export interface Answer<Data> {
  status: number;
  headers: Headers;
  body: ExecutionResult<Data, { code: string; retryable: boolean; [detail: string]: unknown }>;
}

export interface AskOptions {
  /** A bearer token; anonymous without. */
  token?: string | undefined;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Asks over real HTTP, as `application/graphql-response+json`. */
export async function ask<Data, Variables>(
  url: string,
  operation: Operation<Data, Variables>,
  variables: Variables | undefined,
  { token, headers, signal }: AskOptions = {},
): Promise<Answer<Data>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ query: textOf(operation), variables }),
    ...(signal && { signal }),
  });
  const body = (await response.json()) as Answer<Data>['body'];
  return { status: response.status, headers: response.headers, body };
}

export function textOf<Data, Variables>(operation: Operation<Data, Variables>): string {
  return typeof operation === 'string' ? operation : print(operation);
}
