import { asc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import {
  type Context,
  createClient as create,
  revokeClient as revoke,
  rotateClientSecret as rotate,
} from '../auth/index.ts';
import { clientTable as clients } from '../auth/table.ts';
import { type Command, runCommand } from '../command/index.ts';
import { isUuid, type Reader } from '../database/index.ts';
import { badInput, notFound } from '../errors.ts';
import { actingFiduciary, actingPerformer, findFiduciary } from '../fiduciary/index.ts';
import { checked, optional, present, text, whole } from '../input.ts';
import type { Client } from './type.ts';

const newClient = z.object({
  role: z.enum(['fiduciary', 'operator', 'auditor']),
  fiduciaryId: optional(text(36)),
  name: text(200),
});

const longestOverlap = 30 * 24 * 60 * 60;
const rotation = z.object({ overlapSeconds: optional(whole(0, longestOverlap)) });

/**
 * Registers a client. With an idempotency key the secret, too, is remembered for its 24 hours,
 * sealed, so that a repeat is answered with it.
 *
 * @throws `BAD_USER_INPUT`; `NOT_FOUND` for an unknown data fiduciary
 */
export function createClient(context: Context, input: Command['input']) {
  const { role, fiduciaryId, name } = checked(newClient, present(input));
  if ((role === 'fiduciary') !== (fiduciaryId !== null)) {
    throw badInput('fiduciaryId', 'A client with the role fiduciary acts for one, and no other.');
  }
  return runCommand(context, { name: 'createClient', input }, async (tx) => {
    if (fiduciaryId !== null) {
      const known = isUuid(fiduciaryId) ? await findFiduciary(tx, fiduciaryId) : undefined;
      if (!known) throw notFound();
    }
    const made = await create(tx, { role, name, ...(fiduciaryId && { fiduciaryId }) });
    return { client: await findClient(tx, made.clientId), clientSecret: made.clientSecret };
  });
}

/** Gives a client a new secret. @throws `NOT_FOUND` for an unknown, foreign or revoked client */
export function rotateClientSecret(
  context: Context,
  input: Command['input'] & { clientId: string },
) {
  const { overlapSeconds } = checked(rotation, present(input));
  const client = { clientId: input.clientId, fiduciaryId: ownFiduciary(context) };
  return runCommand(context, { name: 'rotateClientSecret', input }, async (tx) => {
    const { clientId, clientSecret } = await rotate(tx, client, overlapSeconds ?? undefined);
    return { client: await findClient(tx, clientId), clientSecret };
  });
}

/**
 * Ends a client: its tokens are refused from the next request on, on every server, and its open
 * sockets are closed.
 *
 * @throws `NOT_FOUND` for an unknown, foreign or revoked client
 */
export function revokeClient(context: Context, input: Command['input'] & { clientId: string }) {
  const { clientId } = input;
  const client = { clientId, fiduciaryId: ownFiduciary(context) };
  return runCommand(context, { name: 'revokeClient', input }, async (tx) => {
    await revoke(tx, client, actingPerformer(context));
    return { client: await findClient(tx, clientId) };
  });
}

/** The clients of a data fiduciary; for an operator who names none, those that act for no one. */
export async function listClients(context: Context, named?: string | null): Promise<Client[]> {
  const own = context.caller?.roles.has('operator') ? named : actingFiduciary(context, named);
  if (own != null && !isUuid(own)) return [];
  return context.platform.database.db
    .select(shown)
    .from(clients)
    .where(own == null ? isNull(clients.fiduciaryId) : eq(clients.fiduciaryId, own))
    .orderBy(asc(clients.id));
}

/** Whose clients the caller may change: undefined for an operator, who may change all. */
function ownFiduciary(context: Context): string | undefined {
  return context.caller?.roles.has('operator') ? undefined : actingFiduciary(context);
}

async function findClient(reader: Reader, id: string): Promise<Client> {
  const [client] = await reader.select(shown).from(clients).where(eq(clients.id, id));
  if (!client) throw new Error('The client that was just changed is gone');
  return client;
}

const shown = {
  id: clients.id,
  fiduciaryId: clients.fiduciaryId,
  role: clients.role,
  name: clients.name,
  createdAt: clients.createdAt,
  previousSecretUntil: clients.previousSecretUntil,
  revokedAt: clients.revokedAt,
};
