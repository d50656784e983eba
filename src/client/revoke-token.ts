import { z } from 'zod';
import {
  type Authenticator,
  type Caller,
  type Context,
  openAuthenticator,
  revokeToken as revoke,
} from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { notFound } from '../errors.ts';
import { actingPerformer } from '../fiduciary/index.ts';
import type { Performer } from '../history/index.ts';
import { checked, text } from '../input.ts';
import type { Platform } from '../platform.ts';

const tokenInput = z.object({ token: text(8000) });

/**
 * Refuses one access token from the next request on, and ends its open sockets: any for an operator,
 * those of its own clients and practitioners for a data fiduciary, one's own for everybody. Revoking
 * it again changes nothing.
 *
 * @throws `NOT_FOUND`, alike for a token that is no longer valid, was never, or is another's
 */
export async function revokeToken(
  context: Context,
  input: Command['input'] & { token: string },
): Promise<{ expiresAt: Date }> {
  const { token } = checked(tokenInput, input);
  const bearer = await bearerOf(context.platform, token);
  const { caller } = context;
  if (!bearer || !caller || !mayRevoke(caller, bearer)) throw notFound();
  return runCommand(context, { name: 'revokeToken', input }, async (tx) => {
    await revoke(tx, bearer, performerOf(context));
    return { expiresAt: bearer.expiresAt };
  });
}

function mayRevoke(caller: Caller, bearer: Caller): boolean {
  if (caller.roles.has('operator')) return true;
  if (caller.issuer === bearer.issuer && caller.subject === bearer.subject) return true;
  return caller.roles.has('fiduciary') && caller.fiduciaryId === bearer.fiduciaryId;
}

/** Nothing that tells who it is: the entry belongs to no data fiduciary. */
function performerOf(context: Context): Performer {
  const { roles } = context.caller ?? {};
  return roles?.has('principal') ? { type: 'PRINCIPAL', id: null } : actingPerformer(context);
}

async function bearerOf(platform: Platform, token: string): Promise<Caller | null> {
  const known = authenticators.get(platform);
  const authenticator = known ?? openAuthenticator(platform);
  if (!known) authenticators.set(platform, authenticator);
  return authenticator.authenticate(`Bearer ${token}`).catch(() => null);
}

const authenticators = new WeakMap<Platform, Authenticator>();
