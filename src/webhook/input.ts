import { lookup } from 'node:dns/promises';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { badInput } from '../errors.ts';
import { listOf, optional, text, whole } from '../input.ts';
import { isAllowedAddress, targetProblem } from './address.ts';
import { mostInFlight } from './endpoint.ts';
import { webhookEvents } from './event.ts';
import { secretInput } from './secret.ts';

const settings = {
  url: text(2048),
  description: optional(text(500)),
  events: listOf(z.enum(webhookEvents), 0, webhookEvents.length),
  maxInFlight: whole(1, mostInFlight),
};

/** The longest overlap of two secrets, in hours. */
const longestOverlapHours = 168;

export const newEndpoint = z
  .object({ ...settings, secret: secretInput() })
  .partial({ events: true, maxInFlight: true, secret: true, description: true });

export const endpointChange = z.object(settings).partial();

export const rotation = z
  .object({ overlapHours: whole(0, longestOverlapHours), secret: secretInput() })
  .partial();

/** How long a resolver is waited for before an address is accepted; it is checked again at every attempt. */
const lookupMs = 2_000;

/**
 * Makes sure that webhooks may go to an address, as far as can be told now.
 *
 * @throws `BAD_USER_INPUT` naming `url`
 */
export async function requireTarget(
  { webhookLoopback: loopback, environment }: Config,
  url: string,
): Promise<void> {
  const problem = targetProblem(url, { loopback }) ?? (await resolvedProblem(url, loopback));
  if (!problem) return;
  const hint = ' A server started with WEBHOOK_LOOPBACK=true sends to http://localhost, too.';
  throw badInput('url', problem + (environment === 'production' || loopback ? '' : hint));
}

async function resolvedProblem(url: string, loopback: boolean): Promise<string | null> {
  const { hostname } = new URL(url);
  const late = Promise.withResolvers<[]>();
  const timer = setTimeout(() => late.resolve([]), lookupMs);
  // A name that nobody knows yet may be known tomorrow.
  const known = lookup(hostname.replace(/^\[|\]$/g, ''), { all: true }).catch(() => []);
  const found = await Promise.race([known, late.promise]);
  clearTimeout(timer);
  return found.every(({ address }) => isAllowedAddress(address, { loopback }))
    ? null
    : 'This name stands for an address that is not public.';
}
