import { lt, sql } from 'drizzle-orm';
import { readClock, type Tx } from '../database/index.ts';
import { append, type Performer } from '../history/index.ts';
import { tokenDigest } from './standing.ts';
import { revokedTokenTable } from './table.ts';

/** A token as its issuer names it. */
export interface TokenName {
  issuer: string;
  /** `jti`, or the digest that stands in for it in {@link Caller.tokenId}. */
  tokenId: string;
  expiresAt: Date;
}

/**
 * Refuses one token from the next request on. Revoking it again changes nothing. Wake the history
 * after the commit, so that open sockets learn of it.
 */
export async function revokeToken(tx: Tx, token: TokenName, performedBy: Performer): Promise<void> {
  const digest = tokenDigest(token.issuer, token.tokenId);
  const revokedAt = await readClock(tx);
  // Each revocation takes the rows away whose tokens have expired. Tokens live by the real time.
  await tx
    .delete(revokedTokenTable)
    .where(lt(revokedTokenTable.expiresAt, sql`clock_timestamp() - interval '1 hour'`));
  const [row] = await tx
    .insert(revokedTokenTable)
    .values({ digest: Buffer.from(digest, 'hex'), expiresAt: token.expiresAt, revokedAt })
    .onConflictDoNothing()
    .returning({ digest: revokedTokenTable.digest });
  if (!row) return;
  await append(tx, {
    action: 'REVOKE_TOKEN',
    sequence: 1,
    performedBy,
    performedAt: revokedAt,
    facts: { tokenDigest: digest, expiresAt: token.expiresAt.toISOString() },
  });
}
