import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import proxyAddress, { compile } from '@fastify/proxy-addr';
import type { Config } from '../config.ts';

/** The caller's own `x-request-id` when it is a short plain word, else a fresh id. */
export function correlationIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
}

export function userAgentOf({ headers }: IncomingMessage): string | null {
  return headers['user-agent']?.slice(0, 256) ?? null;
}

/** Where a connection comes from, believing only the proxies that configuration names. */
export function addressReader(
  trustProxy: Config['trustProxy'],
): (request: IncomingMessage) => string {
  const trusted = trustOf(trustProxy);
  return (request) => proxyAddress(request, trusted);
}

/** Whether a hop on the way here is a proxy to believe. */
export function trustOf(
  trustProxy: Config['trustProxy'],
): (address: string, hop: number) => boolean {
  if (typeof trustProxy === 'boolean') return () => trustProxy;
  if (typeof trustProxy === 'number') return (_address, hop) => hop < trustProxy;
  return compile(trustProxy);
}
