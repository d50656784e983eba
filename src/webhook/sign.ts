import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

export interface Signed {
  /** Stays the same over retries. */
  id: string;
  body: string;
  /** The current secret first, then the one before it while it is still good. */
  secrets: readonly [string, ...string[]];
  at: Date;
}

/**
 * The headers by which a receiver knows that a body is ours and whole. Standard Webhooks: `webhook-id`,
 * `webhook-timestamp` (seconds), `webhook-signature` with one signature a secret. And the REST API's
 * `X-Webhook-Signature`, the hexadecimal HMAC-SHA-256 of exactly these bytes under the current secret
 * as text; while a rotation lasts, `X-Webhook-Signature-Previous` is the same under the one before.
 */
export function signatureHeaders({ id, body, secrets, at }: Signed): Record<string, string> {
  const [current, previous] = secrets;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
    'x-webhook-signature': hexHmac(current, body),
    ...(previous ? { 'x-webhook-signature-previous': hexHmac(previous, body) } : {}),
  };
}

function hexHmac(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}
