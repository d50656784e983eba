import { createHmac, timingSafeEqual } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import type { HistoryEntry } from '../../src/history/index.ts';
import { bodyOf, type Told } from '../../src/webhook/body.ts';
import { newSecret, secretInput } from '../../src/webhook/secret.ts';
import { signatureHeaders } from '../../src/webhook/sign.ts';
import { verifyWebhook } from './document-verifier.ts';

const entry: HistoryEntry = {
  id: '01a1fb00-0000-7000-8000-000000000001',
  action: 'GRANT',
  fiduciaryId: '01a1fb00-0000-7000-8000-000000000002',
  principalId: '01a1fb00-0000-7000-8000-000000000003',
  practitionerId: null,
  requestId: '01a1fb00-0000-7000-8000-000000000004',
  artifactId: '01a1fb00-0000-7000-8000-000000000005',
  sequence: 1,
  previousStatus: 'INITIATED',
  newStatus: 'ACTIVE',
  performedBy: { type: 'PRINCIPAL', id: null },
  performedAt: new Date('2024-01-01T00:00:00Z'),
  recordedAt: new Date('2024-01-01T00:00:00Z'),
  facts: {},
  commitments: {},
  hash: '',
};

const told = (metadata: object, userId: string | null = 'user_1'): Told => ({
  userId,
  purposes: [{ purposeId: 'p', purposeVersionId: 'v', title: 'Account Opening' }],
  consent: {
    grantedAt: entry.performedAt,
    validTill: new Date('2025-12-31T23:59:59Z'),
    predecessorId: null,
    successorId: null,
  },
  metadata,
});

const sent = (body: string, secrets: [string, ...string[]] = [newSecret()]) => ({
  body,
  secrets,
  headers: signatureHeaders({ id: entry.id, body, secrets, at: new Date() }),
});

/** Metadata as it comes out of the database: whatever JSON a fiduciary gave. */
const anyMetadata = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())
  .map((value): object => JSON.parse(JSON.stringify(value)));

describe('a signed body', () => {
  test('verifies with the public library of Standard Webhooks', () => {
    fc.assert(
      fc.property(anyMetadata, (metadata) => {
        const { body, secrets, headers } = sent(bodyOf(entry, told(metadata)));
        expect(new Webhook(secrets[0]).verify(body, headers)).toEqual(JSON.parse(body));
      }),
    );
  });

  test('verifies as the REST API shows it: parsed, written again, and compared', () => {
    fc.assert(
      fc.property(anyMetadata, fc.string({ unit: 'grapheme' }), (metadata, userId) => {
        const { body, secrets, headers } = sent(bodyOf(entry, told(metadata, userId)));
        const signature = headers['x-webhook-signature'] ?? '';
        expect(verifyWebhook(JSON.parse(body), signature, secrets[0])).toBe(true);
      }),
    );
  });

  test('has no key of its own that looks like a number', () => {
    const keys = Object.keys(JSON.parse(bodyOf(entry, told({}))));
    expect(keys.filter((key) => /^\d+$/.test(key))).toEqual([]);
  });

  test('does not verify once a byte was changed, or under another secret', () => {
    const { body, secrets, headers } = sent(bodyOf(entry, told({})));
    const changed = body.replace('ACTIVE', 'PAUSED');
    expect(() => new Webhook(secrets[0]).verify(changed, headers)).toThrow();
    expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow();
    const signature = headers['x-webhook-signature'] ?? '';
    expect(verifyWebhook(JSON.parse(changed), signature, secrets[0])).toBe(false);
  });

  test('carries both signatures while a rotation lasts', () => {
    const [current, previous] = [newSecret(), newSecret()];
    const { body, headers } = sent(bodyOf(entry, told({})), [current, previous]);
    for (const secret of [current, previous]) {
      expect(new Webhook(secret).verify(body, headers)).toBeTruthy();
    }
    const parsed = JSON.parse(body);
    const { 'x-webhook-signature': now = '', 'x-webhook-signature-previous': before = '' } =
      headers;
    expect(verifyWebhook(parsed, now, current)).toBe(true);
    expect(verifyWebhook(parsed, before, previous)).toBe(true);
  });

  test('says what the REST API says of a grant, and which event it is', () => {
    expect(JSON.parse(bodyOf(entry, told({ branch: 'Pune' })))).toEqual({
      event_type: 'consent.granted',
      event_id: entry.id,
      artifact_id: entry.artifactId,
      request_id: entry.requestId,
      data_fiduciary_id: entry.fiduciaryId,
      user_id: 'user_1',
      sequence: 1,
      purposes: [{ purpose_id: 'p', purpose_version_id: 'v', title: 'Account Opening' }],
      status: 'ACTIVE',
      valid_till: '2025-12-31T23:59:59.000Z',
      granted_at: '2024-01-01T00:00:00.000Z',
      occurred_at: '2024-01-01T00:00:00.000Z',
      metadata: { branch: 'Pune' },
    });
  });
});

describe('a secret', () => {
  test('is made of 32 random bytes', () => {
    expect(Buffer.from(newSecret().slice('whsec_'.length), 'base64')).toHaveLength(32);
    expect(newSecret()).not.toBe(newSecret());
  });

  const ofLength = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

  test.each([24, 32, 64])('of %i bytes is taken', (bytes) => {
    expect(secretInput().safeParse(ofLength(bytes)).success).toBe(true);
  });

  test.each([
    ofLength(0),
    ofLength(5),
    ofLength(23),
    ofLength(65),
    ofLength(32).slice('whsec_'.length),
    `${ofLength(32)}!`,
    'whsec_hunter2hunter2hunter2hunter2hunter2',
    '',
  ])('written %s is refused', (secret) => {
    expect(secretInput().safeParse(secret).success).toBe(false);
  });
});

test('the signature of the REST API is the HMAC of exactly the bytes, under the secret as text', () => {
  const secret = newSecret();
  const body = '{ "spaced":  true }';
  const headers = signatureHeaders({ id: 'x', body, secrets: [secret], at: new Date() });
  const expected = createHmac('sha256', secret).update(body).digest();
  const signature = Buffer.from(headers['x-webhook-signature'] ?? '', 'hex');
  expect(timingSafeEqual(signature, expected)).toBe(true);
});
