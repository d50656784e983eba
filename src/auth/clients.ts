import { and, eq, isNull, sql } from 'drizzle-orm';
import { isUuid, newId, readClock, type Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { append, type Performer } from '../history/index.ts';
import { hashSecret, newSalt, newSecret } from './secret.ts';
import { type clientRoles, clientTable as table } from './table.ts';

export type ClientRole = (typeof clientRoles)[number];

export interface NewClient {
  role: ClientRole;
  /** The fiduciary that the client acts for: with the role `fiduciary`, and only with it. */
  fiduciaryId?: string;
  /** For people to tell their clients apart. */
  name: string;
}

/** What a client signs in with. The secret is shown once: only its hash is kept. */
export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

/** A client, and whose it must be: another's is as unknown as none. */
export interface ClientOf {
  clientId: string;
  /** The caller's own fiduciary; undefined for an operator, who may name any client. */
  fiduciaryId: string | undefined;
}

/** Registers a program that may buy tokens at `/oauth/token`. */
export async function createClient(tx: Tx, client: NewClient): Promise<ClientCredentials> {
  const clientId = newId();
  const clientSecret = newSecret();
  const salt = newSalt();
  await tx.insert(table).values({
    id: clientId,
    role: client.role,
    fiduciaryId: client.fiduciaryId ?? null,
    name: client.name,
    salt,
    secretHash: await hashSecret(clientSecret, salt),
    createdAt: await readClock(tx),
  });
  return { clientId, clientSecret };
}

/**
 * Gives a client a new secret. The one it had stays good for `overlapSeconds`, a day unless said, so
 * that its servers can change over one by one; an older one ends at once.
 *
 * @throws `NOT_FOUND` for an unknown, foreign or revoked client.
 */
export async function rotateClientSecret(
  tx: Tx,
  client: ClientOf,
  overlapSeconds = 24 * 60 * 60,
): Promise<ClientCredentials> {
  const { id, salt, secretHash } = await standingClient(tx, client);
  const clientSecret = newSecret();
  await tx
    .update(table)
    .set({
      secretHash: await hashSecret(clientSecret, salt),
      previousSecretHash: secretHash,
      previousSecretUntil: sql`consent_now() + make_interval(secs => ${overlapSeconds})`,
    })
    .where(eq(table.id, id));
  return { clientId: id, clientSecret };
}

/**
 * Ends a client: its secrets buy nothing more, and tokens it already has are refused from the next
 * request on. Wake the history after the commit, so that open sockets learn of it.
 *
 * @throws `NOT_FOUND` for an unknown, foreign or revoked client.
 */
export async function revokeClient(
  tx: Tx,
  client: ClientOf,
  performedBy: Performer,
): Promise<void> {
  const { id, fiduciaryId } = await standingClient(tx, client);
  const performedAt = await readClock(tx);
  await tx.update(table).set({ revokedAt: performedAt }).where(eq(table.id, id));
  await append(tx, {
    action: 'REVOKE_CLIENT',
    fiduciaryId,
    sequence: 1,
    performedBy,
    performedAt,
    facts: { clientId: id },
  });
}

async function standingClient(tx: Tx, { clientId, fiduciaryId }: ClientOf) {
  if (!isUuid(clientId)) throw notFound();
  const [client] = await tx
    .select()
    .from(table)
    .where(
      and(
        eq(table.id, clientId),
        isNull(table.revokedAt),
        fiduciaryId === undefined ? undefined : eq(table.fiduciaryId, fiduciaryId),
      ),
    )
    .for('update');
  if (!client) throw notFound();
  return client;
}
