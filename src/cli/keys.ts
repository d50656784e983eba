import type { JWK } from 'jose';
import { z } from 'zod';
import { readPlace } from './place.ts';

const jwkSet = z.object({
  keys: z.array(z.object({ kty: z.string(), kid: z.string() }).catchall(z.unknown())),
});

/**
 * Public keys as `/.well-known/jwks.json` publishes them, from a file or from that address.
 *
 * @throws Error when there is no JWK Set.
 */
export async function readKeys(place: string): Promise<JWK[]> {
  const parsed = jwkSet.safeParse(parsedOr(await readPlace(place)));
  if (!parsed.success) throw new Error(`${place} is no JWK Set (RFC 7517)`);
  return parsed.data.keys as JWK[];
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
