import { sql } from 'drizzle-orm';
import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { consentNow, isUuid, newId, type Tx } from '../database/index.ts';
import { notFound, refuse } from '../errors.ts';
import { actingFiduciary, actingPerformer, lockFiduciary } from '../fiduciary/index.ts';
import { type NewEntry, readHead } from '../history/index.ts';
import { checked, present } from '../input.ts';
import { mostEndpoints } from './endpoint.ts';
import {
  countEndpoints,
  deleteEndpoint as deleteRow,
  findEndpoint,
  insertEndpoint,
} from './endpoint-store.ts';
import { endpointChange, newEndpoint, requireTarget, rotation } from './input.ts';
import { reconfigure, recordChange } from './record.ts';
import { newSecret, sealSecret } from './secret.ts';
import type { Endpoint } from './table.ts';

export type OfEndpoint = Command['input'] & { endpointId: string };

export interface WithSecret {
  endpoint: Endpoint;
  /** Shown this once. */
  secret: string;
}

/**
 * Makes an endpoint that is told of what happens from now on.
 *
 * @throws `BAD_USER_INPUT`; `CONFLICT` when the fiduciary has too many; `NOT_FOUND`
 */
export async function createEndpoint(
  context: Context,
  input: Command['input'] & { fiduciaryId?: string | null },
): Promise<WithSecret> {
  const { config, vault } = context.platform;
  const fiduciaryId = actingFiduciary(context, input.fiduciaryId);
  const { secret = newSecret(), ...asked } = checked(newEndpoint, present(input));
  await requireTarget(config, asked.url);
  return runCommand(context, { name: 'createWebhookEndpoint', input }, async (tx) => {
    // Locked, so that two who make the last one at once do not both count one too few.
    if (!isUuid(fiduciaryId) || !(await lockFiduciary(tx, fiduciaryId))) throw notFound();
    if ((await countEndpoints(tx, fiduciaryId)) >= mostEndpoints) {
      throw refuse('CONFLICT', `A data fiduciary has at most ${mostEndpoints} webhook endpoints.`);
    }
    const id = newId();
    const endpoint = await insertEndpoint(tx, {
      id,
      fiduciaryId,
      events: [],
      ...asked,
      secret: sealSecret(vault, id, secret),
      cursor: await readHead(tx),
    });
    const { events, maxInFlight, status: newStatus } = endpoint;
    await recordChange(tx, endpoint, by(context, 'CREATE_WEBHOOK', { events, maxInFlight }), {
      newStatus,
    });
    return { endpoint, secret };
  });
}

/** Changes an endpoint; what is left out stays. Another address begins with a closed circuit. */
export async function changeEndpoint(context: Context, input: OfEndpoint): Promise<Endpoint> {
  const { url, ...changes } = checked(endpointChange, present(input));
  if (url !== undefined) await requireTarget(context.platform.config, url);
  return runCommand(context, { name: 'changeWebhookEndpoint', input }, async (tx) => {
    const endpoint = await lockedEndpoint(context, tx, input.endpointId);
    const { description: _text, ...facts } = changes;
    return reconfigure(
      tx,
      endpoint,
      { ...changes, ...(url ? { url, ...atOnce } : {}) },
      by(context, 'CHANGE_WEBHOOK', facts),
    );
  });
}

/** Lets a disabled endpoint be told again: of what it missed, too, unless that is to be skipped. */
export async function enableEndpoint(
  context: Context,
  input: OfEndpoint & { skipMissed?: boolean | null },
): Promise<Endpoint> {
  return runCommand(context, { name: 'enableWebhookEndpoint', input }, async (tx) => {
    const endpoint = await lockedEndpoint(context, tx, input.endpointId);
    if (endpoint.status === 'ENABLED') {
      throw refuse('CONFLICT', 'This webhook endpoint is enabled already.');
    }
    const skipMissed = input.skipMissed === true;
    const enabled = {
      status: 'ENABLED' as const,
      disabledReason: null,
      ...atOnce,
      ...(skipMissed ? { cursor: await readHead(tx) } : {}),
    };
    return reconfigure(tx, endpoint, enabled, by(context, 'ENABLE_WEBHOOK', { skipMissed }));
  });
}

/** Stops an endpoint from being told. What happens meanwhile waits in the log. */
export async function disableEndpoint(context: Context, input: OfEndpoint): Promise<Endpoint> {
  return runCommand(context, { name: 'disableWebhookEndpoint', input }, async (tx) => {
    const endpoint = await lockedEndpoint(context, tx, input.endpointId);
    if (endpoint.status === 'DISABLED') {
      throw refuse('CONFLICT', 'This webhook endpoint is disabled already.');
    }
    const disabledReason = 'BY_HAND' as const;
    const disabled = { status: 'DISABLED' as const, disabledReason, dueAt: null };
    return reconfigure(tx, endpoint, disabled, by(context, 'DISABLE_WEBHOOK', { disabledReason }));
  });
}

/** Deletes an endpoint with the log of what was sent to it. */
export async function deleteEndpoint(context: Context, input: OfEndpoint): Promise<string> {
  return runCommand(context, { name: 'deleteWebhookEndpoint', input }, async (tx) => {
    const endpoint = await lockedEndpoint(context, tx, input.endpointId);
    const { id, version, status: previousStatus } = endpoint;
    await deleteRow(tx, id);
    const deleted = { ...endpoint, version: version + 1 };
    await recordChange(tx, deleted, by(context, 'DELETE_WEBHOOK'), { previousStatus });
    return id;
  });
}

/**
 * Gives an endpoint another secret. Until the overlap is over, messages are signed with both, so that
 * a receiver can change over when it likes. A secret from an earlier rotation is good no longer.
 */
export async function rotateSecret(
  context: Context,
  input: OfEndpoint & { overlapHours?: number | null; secret?: string | null },
): Promise<WithSecret> {
  const { secret = newSecret(), overlapHours = 24 } = checked(rotation, present(input));
  return runCommand(context, { name: 'rotateWebhookSecret', input }, async (tx) => {
    const locked = await lockedEndpoint(context, tx, input.endpointId);
    const rotated = {
      secret: sealSecret(context.platform.vault, locked.id, secret),
      ...(overlapHours > 0
        ? {
            previousSecret: locked.secret,
            previousSecretUntil: sql`${consentNow} + make_interval(hours => ${overlapHours})`,
          }
        : { previousSecret: null, previousSecretUntil: null }),
    };
    const change = by(context, 'ROTATE_WEBHOOK_SECRET', { overlapHours });
    return { endpoint: await reconfigure(tx, locked, rotated, change), secret };
  });
}

function by<Action extends string>(
  context: Context,
  action: Action,
  facts: NewEntry['facts'] = {},
) {
  return { action, performedBy: actingPerformer(context), facts };
}

/** What makes the next attempt come at once: the endpoint rests no longer, and is due. */
export const atOnce = {
  failuresInRow: 0,
  circuitOpenedAt: null,
  restUntil: null,
  dueAt: consentNow,
};

/** An endpoint that the caller may manage, locked. @throws `NOT_FOUND` */
export async function lockedEndpoint(context: Context, tx: Tx, id: string): Promise<Endpoint> {
  const endpoint = isUuid(id)
    ? await findEndpoint(tx, id, ownFiduciary(context), { lock: true })
    : undefined;
  if (!endpoint) throw notFound();
  return endpoint;
}

/** Whose endpoints the caller reaches: their own, or with null everyone's. */
export function ownFiduciary(context: Context): string | null {
  return context.caller?.roles.has('operator') ? null : actingFiduciary(context);
}
