import type { Context } from '../auth/index.ts';

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
