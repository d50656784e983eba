import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { Reader, Tx } from '../database/index.ts';
import { type Refusal, refuse } from '../errors.ts';
import {
  checkEndpoint,
  checkSignature,
  decrypt,
  decryptionKey,
  type Incoming,
  moveParty,
  recipientOf,
  stateOfSigner,
  UnknownSigner,
  unverified,
} from '../message/index.ts';
import { partyTable } from '../message/table.ts';
import type { Platform } from '../platform.ts';

/** The manager of the exchange that this connector has joined. @throws Error before it has */
export async function managerId(reader: Reader): Promise<string> {
  const [manager] = await reader
    .select()
    .from(partyTable)
    .where(eq(partyTable.standing, 'MANAGER'));
  if (!manager) throw new Error('This connector has joined no exchange');
  return manager.id;
}

/**
 * Refuses what only the manager may send, and follows it to another address when it names one.
 *
 * @throws `EXCHANGE_UNKNOWN` for messages of participants; `URL_NOT_ALLOWED`
 */
export async function requireManager(
  { config }: Platform,
  tx: Tx,
  { from, claims }: Incoming<{ manager_endpoint?: string | undefined }>,
): Promise<void> {
  if (from !== (await managerId(tx))) {
    throw refuse('EXCHANGE_UNKNOWN', 'Only the manager of the exchange may send this.');
  }
  const { manager_endpoint: endpoint } = claims;
  if (endpoint === undefined) return;
  checkEndpoint(endpoint, config.privateTargets);
  await moveParty(tx, from, endpoint);
}

/**
 * Opens what the manager signed for our eyes, and somebody else carried.
 *
 * @throws `RECIPIENT_KEY_UNKNOWN`, `MESSAGE_UNDECRYPTABLE`, `KEY_UNKNOWN`, `SIGNATURE_INVALID`,
 * `TYPE_MISMATCH`, `MESSAGE_INVALID`
 */
export async function openFromManager<Claims>(
  { vault }: Platform,
  reader: Reader,
  jwe: string,
  { typ, claims }: { typ: string; claims: z.ZodType<Claims> },
): Promise<Claims> {
  const key = await decryptionKey(reader, vault, recipientOf(jwe));
  if (!key) throw refuse('RECIPIENT_KEY_UNKNOWN', 'What is inside is encrypted to another key.');
  const given = unverified(await decrypt(jwe, key));
  const manager = await managerId(reader);
  const signer = await stateOfSigner(reader, manager, given.kid);
  if (!signer) {
    throw new UnknownSigner(manager, 'KEY_UNKNOWN', 'What is inside is not signed by the manager.');
  }
  await checkSignature(given, signer.signing.key);
  if (given.typ !== typ) throw refuse('TYPE_MISMATCH', `What is inside is no ${typ}.`);
  const parsed = claims.safeParse(given.claims);
  if (!parsed.success) throw refuse('MESSAGE_INVALID', `What is inside is no whole ${typ}.`);
  return parsed.data;
}

export function unknownExchange(): Refusal {
  return refuse('EXCHANGE_UNKNOWN', 'There is no such exchange here.');
}
