import crypto from 'node:crypto';

/** The example that the REST API gives its users, as it stands there. */
export function verifyWebhook(payload: unknown, signature: string, secret: string): boolean {
  const expectedSignature = crypto
    .createHmac('sha256', secret)
    .update(JSON.stringify(payload))
    .digest('hex');

  return signature === expectedSignature;
}
