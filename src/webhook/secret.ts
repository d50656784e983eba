import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { seal, unseal, type Vault } from '../vault/index.ts';

const prefix = 'whsec_';

/** A new secret as Standard Webhooks writes it: `whsec_` and 32 random bytes in base64. */
export function newSecret(): string {
  return prefix + randomBytes(32).toString('base64');
}

/** A secret of the owner's choice: `whsec_` and 24 to 64 bytes in base64. */
export function secretInput() {
  return z.string().refine((text) => {
    const encoded = text.slice(prefix.length);
    const { length } = Buffer.from(encoded, 'base64');
    const canonical = Buffer.from(encoded, 'base64').toString('base64') === encoded;
    return text.startsWith(prefix) && canonical && length >= 24 && length <= 64;
  }, 'This is whsec_ followed by 24 to 64 bytes in base64.');
}

export function sealSecret(vault: Vault, endpointId: string, secret: string): Buffer {
  return seal(vault.systemKey, placeOf(endpointId), secret);
}

export function openSecret(vault: Vault, endpointId: string, sealed: Buffer): string {
  return unseal(vault.systemKey, placeOf(endpointId), sealed).toString();
}

/** One place for both columns: at a rotation the current secret becomes the previous one as it lies. */
function placeOf(endpointId: string): string {
  return `webhook_endpoint.secret:${endpointId}`;
}
