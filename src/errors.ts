import { GraphQLError } from 'graphql';

/**
 * Every code a client can meet in `extensions.code`. The value says whether trying the very same
 * call again later can succeed (`extensions.retryable`).
 */
const codes = {
  UNAUTHENTICATED: false,
  FORBIDDEN: false,
  NOT_FOUND: false,
  BAD_USER_INPUT: false,
  CONFLICT: false,
  EXPIRED: false,
  IDEMPOTENCY_KEY_REUSED: false,
  RATE_LIMITED: true,
  QUERY_TOO_COMPLEX: false,
  CURSOR_EXPIRED: false,
  PAYLOAD_TOO_LARGE: false,
  BAD_REQUEST: false,
  METHOD_NOT_ALLOWED: false,
  UNAVAILABLE: true,
  INTERNAL_SERVER_ERROR: true,
  // The exchange of data between participants.
  MESSAGE_INVALID: false,
  MESSAGE_UNDECRYPTABLE: false,
  RECIPIENT_KEY_UNKNOWN: false,
  KEY_UNKNOWN: false,
  ALGORITHM_NOT_ALLOWED: false,
  SIGNATURE_INVALID: false,
  AUDIENCE_MISMATCH: false,
  TYPE_MISMATCH: false,
  MESSAGE_EXPIRED: false,
  REPLAY_CONFLICT: false,
  EXCHANGE_UNKNOWN: false,
  EXCHANGE_STATE: false,
  EXCHANGE_MISMATCH: false,
  PURPOSE_MISMATCH: false,
  PRINCIPAL_NOT_LINKED: false,
  NOT_EXPORTER: false,
  TOKEN_INVALID: false,
  TOKEN_ALREADY_USED: false,
  TOKEN_HOLDER_MISMATCH: false,
  CONSENT_WITHDRAWN: false,
  CONSENT_EXPIRED: false,
  DATA_TYPE_NOT_CONSENTED: false,
  DATA_CONFLICT: false,
  DATA_TOO_LARGE: false,
  DATA_UNAVAILABLE: true,
  URL_NOT_ALLOWED: false,
  REDIRECT_NOT_ALLOWED: false,
  DELIVERY_FAILED: true,
  MANAGER_UNAVAILABLE: true,
  PARTICIPANT_SUSPENDED: false,
  RECEIPT_INVALID: false,
} as const;

export type ErrorCode = keyof typeof codes;

export const errorCodes = Object.keys(codes) as ErrorCode[];

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(codes, text);
}

/** One input field that was refused: its path from the operation's argument, and what to do. */
export interface FieldProblem {
  field: string;
  message: string;
}

export interface RefusalDetails {
  /** The fields at fault, for `BAD_USER_INPUT`. */
  fields?: FieldProblem[];
  /** Whole seconds to wait, for `RATE_LIMITED` and `UNAVAILABLE`; becomes `Retry-After` over HTTP. */
  retryAfterSeconds?: number;
  /** The id of what stands in the way, for `CONFLICT`. */
  conflictsWith?: string;
}

/** An answer to the caller: a stable code, and a message a person can act on. Never an internal fault. */
export class Refusal extends GraphQLError {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, details: RefusalDetails = {}) {
    super(message, { extensions: { code, retryable: codes[code], ...details } });
    this.name = 'Refusal';
    this.code = code;
  }
}

export function refuse(code: ErrorCode, message: string, details?: RefusalDetails): Refusal {
  return new Refusal(code, message, details);
}

/** The refusal for what does not exist and for what belongs to someone else: the same bytes. */
export function notFound(): Refusal {
  return refuse('NOT_FOUND', 'There is nothing with this id that you may see.');
}

/** A single field at fault. */
export function badInput(field: string, message: string): Refusal {
  return refuse('BAD_USER_INPUT', message, { fields: [{ field, message }] });
}
