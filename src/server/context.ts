import type { IncomingMessage } from 'node:http';
import type { Authority, Caller, Context } from '../auth/index.ts';
import type { Platform } from '../platform.ts';
import { type Admission, validationCounter } from './admission.ts';
import { userAgentOf } from './request.ts';

/** The context of an operation over HTTP. */
export interface HttpContext extends Context {
  /** How long the request's body was. */
  readonly bodyBytes: number;
  /** Told which root fields an operation has, for the request's line in the log. */
  readonly note: (operation: string) => void;
}

/** A request whose caller is known and may ask. */
export interface Arrived extends Pick<HttpContext, 'correlationId' | 'bodyBytes' | 'note'> {
  caller: Caller | null;
  ip: string;
  raw: IncomingMessage;
}

export interface ContextsOptions {
  platform: Platform;
  authority: Authority;
  limiter?: Admission;
}

/** Makes contexts: the same ones whichever way a request is answered. */
export function httpContexts({ platform, authority, limiter }: ContextsOptions) {
  return ({ caller, ip, raw, correlationId, bodyBytes, note }: Arrived): HttpContext => ({
    platform,
    caller,
    authority,
    connection: { ip, userAgent: userAgentOf(raw), transport: 'http' },
    correlationId,
    loaders: new Map(),
    countValidations: limiter && validationCounter(limiter, caller, ip),
    bodyBytes,
    note,
  });
}
