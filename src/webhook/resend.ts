import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { isUuid, newId, readClock, type Tx } from '../database/index.ts';
import { notFound, refuse } from '../errors.ts';
import { pingBody } from './body.ts';
import { findDelivery, insertDeliveries, revive, reviveAll } from './delivery-store.ts';
import { updateEndpoint } from './endpoint-store.ts';
import { ping } from './event.ts';
import { atOnce, lockedEndpoint, type OfEndpoint, ownFiduciary } from './manage.ts';
import { sealBody } from './render.ts';
import type { Delivery, Endpoint } from './table.ts';

/**
 * Sends a test message to an endpoint, whatever events it asked for. An endpoint that rests is tried
 * at once.
 *
 * @throws `NOT_FOUND`; `CONFLICT` when it is disabled
 */
export async function pingEndpoint(context: Context, input: OfEndpoint): Promise<Delivery> {
  const { vault } = context.platform;
  return runCommand(context, { name: 'pingWebhookEndpoint', input }, async (tx) => {
    const endpoint = await lockedEnabled(context, tx, input.endpointId);
    const [id, eventId, at] = [newId(), newId(), await readClock(tx)];
    const body = pingBody({ eventId, fiduciaryId: endpoint.fiduciaryId, at });
    const [delivery] = await insertDeliveries(tx, [
      {
        id,
        endpointId: endpoint.id,
        eventId,
        event: ping,
        body: sealBody(vault, null, id, body),
        occurredAt: at,
      },
    ]);
    if (!delivery) throw new Error('A new event was delivered already');
    await updateEndpoint(tx, endpoint.id, atOnce);
    return delivery;
  });
}

/**
 * Sends a dead letter on its way again, with the same `webhook-id` and all its attempts.
 *
 * @throws `NOT_FOUND`; `CONFLICT` when it is no dead letter, or its endpoint is disabled
 */
export async function retryDelivery(
  context: Context,
  input: Command['input'] & { deliveryId: string },
): Promise<Delivery> {
  return runCommand(context, { name: 'retryWebhookDelivery', input }, async (tx) => {
    const { deliveryId } = input;
    const found = isUuid(deliveryId)
      ? await findDelivery(tx, deliveryId, ownFiduciary(context))
      : undefined;
    if (!found) throw notFound();
    const { id } = await lockedEnabled(context, tx, found.endpointId);
    const revived = await revive(tx, id, deliveryId);
    if (!revived) {
      throw refuse('CONFLICT', `Only dead letters are sent again; this one is ${found.status}.`);
    }
    await updateEndpoint(tx, id, atOnce);
    return revived;
  });
}

/**
 * Sends all dead letters of an endpoint on their way again.
 *
 * @returns how many there were
 * @throws as {@link pingEndpoint}
 */
export async function retryDeadLetters(context: Context, input: OfEndpoint): Promise<number> {
  return runCommand(context, { name: 'retryDeadLetters', input }, async (tx) => {
    const { id } = await lockedEnabled(context, tx, input.endpointId);
    const retried = await reviveAll(tx, id);
    if (retried > 0) await updateEndpoint(tx, id, atOnce);
    return retried;
  });
}

async function lockedEnabled(context: Context, tx: Tx, id: string): Promise<Endpoint> {
  const endpoint = await lockedEndpoint(context, tx, id);
  if (endpoint.status === 'DISABLED') {
    throw refuse('CONFLICT', 'This webhook endpoint is disabled. Enable it first.');
  }
  return endpoint;
}
