import type { Context } from '../auth/index.ts';
import type { Tx } from '../database/index.ts';
import type { Platform } from '../platform.ts';
import { findPrincipals } from '../principal/index.ts';
import { type DataKey, KeyDestroyed } from '../vault/index.ts';

/**
 * What the connection showed of whoever decided, and apart from it what the client claims: the
 * first is observed, the second is only said.
 */
export function witnessed(
  { connection }: Context,
  claims: { ipAddress?: string | null; userAgent?: string | null } = {},
) {
  return {
    ipAddress: connection.ip,
    userAgent: connection.userAgent ?? undefined,
    claimedIpAddress: claims.ipAddress ?? undefined,
    claimedUserAgent: claims.userAgent ?? undefined,
  };
}

/** The key that a person's disclosures are sealed under. @throws KeyDestroyed after an erasure */
export async function personKey(
  { vault }: Platform,
  tx: Tx,
  principalId: string,
): Promise<DataKey> {
  const [principal] = await findPrincipals(tx, [principalId]);
  if (!principal) throw new KeyDestroyed(principalId);
  return vault.dataKey(tx, principal.dataKeyId);
}
