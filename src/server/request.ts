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

/** By their length, so that almost no other name is looked at. */
const singular = new Map([
  [4, 'host'],
  [12, 'content-type'],
  [13, 'authorization'],
]);

/**
 * Whether a header comes twice that may come once. Node takes the first and says nothing; a proxy in
 * front may have judged by the last (RFC 9110 §5.3, RFC 9112 §3.2).
 */
export function contradicts({ rawHeaders }: IncomingMessage): boolean {
  let seen = '';
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const given = rawHeaders[at] ?? '';
    const name = singular.get(given.length);
    if (name === undefined || given.toLowerCase() !== name) continue;
    if (seen.includes(name)) return true;
    seen += ` ${name}`;
  }
  return false;
}
