import type { GraphQLFormattedError } from 'graphql';
import { Counter } from 'prom-client';
import { type ErrorCode, errorCodes } from '../errors.ts';
import type { Metrics } from '../metrics.ts';

/** Told the code of every error that a client is answered with. */
export type CountError = (code: ErrorCode) => void;

/** One addition an error, by codes of ours alone; an answer without errors pays nothing. */
export function errorCounter(metrics: Metrics | undefined): CountError {
  if (!metrics) return () => {};
  const errors = new Counter({
    name: 'consentgraph_errors_total',
    help: 'Errors that clients were answered with, over HTTP and WebSocket, by code.',
    labelNames: ['code'],
    registers: [metrics.registry],
  });
  // What has not happened yet is shown as 0, so that its first time is a rise.
  for (const code of errorCodes) errors.inc({ code }, 0);
  const counts = new Map(errorCodes.map((code) => [code, errors.labels(code)]));
  return (code) => counts.get(code)?.inc();
}

export function countErrors(
  count: CountError,
  errors: readonly GraphQLFormattedError[] = [],
): void {
  for (const { extensions } of errors) count(extensions?.code as ErrorCode);
}
