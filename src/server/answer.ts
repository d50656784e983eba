import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import postgres from 'postgres';
import { type ErrorCode, Refusal, refuse } from '../errors.ts';

/**
 * An error as clients may see it. Refusals pass; so does what graphql-js and Apollo say of a
 * request they would not run; a database that cannot be reached is `UNAVAILABLE`. Everything else
 * becomes `INTERNAL_SERVER_ERROR` with the correlation id under which it was logged: no message,
 * stack, SQL or path of ours.
 */
export function formatError(error: unknown, correlationId?: string): GraphQLFormattedError {
  const refusal = refusalOf(error);
  const place = error instanceof GraphQLError ? placeOf(error) : {};
  if (refusal) return { message: refusal.message, ...place, extensions: { ...refusal.extensions } };
  const { message, extensions } = refuse('INTERNAL_SERVER_ERROR', 'Something went wrong here.');
  return { message, ...place, extensions: { ...extensions, correlationId } };
}

/** What an error refuses; null for a fault of ours. */
export function refusalOf(error: unknown): Refusal | null {
  const causes = causesOf(error);
  for (const cause of causes) {
    if (cause instanceof Refusal) return cause;
    if (isUnreachable(cause)) {
      return refuse('UNAVAILABLE', 'The database cannot be reached. Try again shortly.', {
        retryAfterSeconds: 1,
      });
    }
    if (isRolledBack(cause)) {
      return refuse('UNAVAILABLE', 'Others were changing the same at once. Try again shortly.', {
        retryAfterSeconds: 1,
      });
    }
  }
  return error instanceof GraphQLError ? requestRefusal(error) : null;
}

/** What is told when the answer would come too late, while what was asked for goes on. */
export function tooLate(): Refusal {
  return refuse(
    'UNAVAILABLE',
    'This takes too long. A mutation may still take effect; sent again with the same idempotencyKey, it does so once.',
    { retryAfterSeconds: 5 },
  );
}

/** The HTTP status of a request that a code refuses as a whole. */
export function statusOf(code: ErrorCode): number {
  return statuses[code] ?? 400;
}

const statuses: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  PAYLOAD_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  UNAVAILABLE: 503,
};

/** What a log may hold of a fault: statements, parameters and values stay out of it. */
export function faultForLog(error: unknown): Record<string, unknown> {
  const causes = causesOf(error);
  const database = causes.find((cause) => cause instanceof postgres.PostgresError);
  const root = causes.at(-1);
  if (!(root instanceof Error)) return { type: typeof root };
  const stack = root.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  if (database) {
    const { code, constraint_name: constraint, table_name: table, severity } = database;
    return { type: 'PostgresError', code, constraint, table, severity, stack };
  }
  // A syntax error quotes what it could not read.
  const message = root instanceof SyntaxError ? undefined : root.message;
  return { type: root.name, message, stack };
}

/** The error, what it wraps, and so on inwards. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  let cause: unknown = error;
  while (cause !== undefined && cause !== null && !causes.includes(cause)) {
    causes.push(cause);
    if (!(cause instanceof Error)) break;
    cause = (cause instanceof GraphQLError ? cause.originalError : undefined) ?? cause.cause;
  }
  return causes;
}

/** An error of graphql-js or Apollo about the request itself: resolvers' errors carry a path. */
function requestRefusal(error: GraphQLError): Refusal | null {
  if (isArgumentRefusal(error)) return refuse('BAD_USER_INPUT', withoutHint(error.message));
  if (error.path) return null;
  if (isVariableRefusal(error)) return variableRefusal(error);
  if (error.originalError) return null;
  const { code, http } = error.extensions as { code?: unknown; http?: { status?: number } };
  if (code === 'INTERNAL_SERVER_ERROR') return null;
  if (http?.status === 405) return refuse('METHOD_NOT_ALLOWED', error.message);
  return refuse('BAD_REQUEST', error.message);
}

/** graphql-js coerces arguments while it runs, when a variable that may be null was. */
function isArgumentRefusal({ message, originalError }: GraphQLError): boolean {
  return originalError instanceof GraphQLError && /^Argument "\w+" (of|has) /.test(message);
}

function isVariableRefusal({ message, nodes }: GraphQLError): boolean {
  return nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION && message.startsWith('Variable "$');
}

/** Names the input field at fault, and leaves out the value, which is the caller's own data. */
function variableRefusal({ message }: GraphQLError): Refusal {
  const parts = /^Variable "\$(\w+)" got invalid value .*?(?: at "([^"]+)")?; (.*)$/s.exec(message);
  if (!parts) return refuse('BAD_USER_INPUT', message);
  const [, variable = '', place, problem = ''] = parts;
  const field = (place ?? variable).replace(/^input\./, '');
  const text = withoutHint(problem);
  return refuse('BAD_USER_INPUT', `${field}: ${text}`, { fields: [{ field, message: text }] });
}

/** Hints name parts of the schema. */
function withoutHint(message: string): string {
  return message.replace(/ Did you mean .*$/s, '');
}

const unreachable = new Set([
  ...['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT'],
]);

/**
 * Connection failures of postgres.js, and SQLSTATE 08, 53 (no resources), 57 (shutting down) and 25P03
 * (this server stood still in a transaction).
 */
function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return false;
  if (error instanceof postgres.PostgresError) return /^(08|53|57|25P03)/.test(error.code);
  return unreachable.has(error.code) && (error.code !== 'ENOENT' || 'address' in error);
}

/**
 * SQLSTATE 40, where PostgreSQL chose this one to end a deadlock, and 55P03, where it waited too long
 * for what others hold. Nothing of it is stored.
 */
function isRolledBack(error: unknown): boolean {
  return error instanceof postgres.PostgresError && /^(40|55P03)/.test(error.code);
}

function placeOf({ locations, path }: GraphQLError) {
  return { ...(locations && { locations }), ...(path && { path }) };
}
