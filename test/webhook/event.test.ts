import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweepExpired } from '../../src/consent/index.ts';
import { dataOf } from '../support/answer.ts';
import type { SeededFiduciary, SeededPerson, SeededPurpose } from '../support/seed.ts';
import type { World } from '../support/world.ts';
import { verifyWebhook } from './document-verifier.ts';
import { bodies, type SeededEndpoint, seedEndpoint, startTrialWorld } from './house.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let world: World;
let bank: SeededFiduciary;
let purpose: SeededPurpose;
let offers: SeededPurpose;
let receiver: Receiver;
let endpoint: SeededEndpoint;
let asha: SeededPerson;
beforeAll(async () => {
  world = await startTrialWorld();
  bank = await world.seed.fiduciary();
  purpose = await bank.purpose({ mandatory: true });
  offers = await bank.purpose({ title: 'Offers' });
  receiver = await startReceiver();
  endpoint = await seedEndpoint(world, bank, receiver.url);
});
afterAll(async () => {
  await world.stop();
  await receiver.close();
});

const day = 24 * 60 * 60 * 1000;

async function asPerson(mutation: string, type: string, input: object): Promise<void> {
  dataOf(
    await world.graphql(
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`,
      { input },
      { token: asha.token },
    ),
  );
}

/** The bodies of what came since, once so many did. */
async function next(count: number): Promise<Record<string, unknown>[]> {
  const from = seen;
  seen += count;
  return bodies((await receiver.has(seen)).slice(from, seen));
}
let seen = 0;

async function agreed(metadata?: Record<string, unknown>, purposes = [purpose]) {
  asha = await world.seed.person();
  const request = await bank.ask(asha, purposes, metadata ? { metadata } : {});
  const consent = await asha.agree(request);
  return { request, consent };
}

describe('a receiver is told', () => {
  test('of a grant, with a body that both verifiers accept', async () => {
    const { request, consent } = await agreed({ branch: 'Pune', 10: 'ten', 9: ['nine'] });
    const [body] = await next(1);
    expect(body).toEqual({
      event_type: 'consent.granted',
      event_id: expect.any(String),
      artifact_id: consent.id,
      request_id: request.id,
      data_fiduciary_id: bank.id,
      user_id: asha.externalUserId,
      sequence: 1,
      purposes: [
        { purpose_id: purpose.id, purpose_version_id: purpose.versionId, title: 'Account Opening' },
      ],
      status: 'ACTIVE',
      valid_till: consent.validTill,
      granted_at: consent.grantedAt,
      occurred_at: consent.grantedAt,
      metadata: { branch: 'Pune', 10: 'ten', 9: ['nine'] },
    });
    const message = receiver.received[0];
    expect(message?.headers['webhook-id']).toBe(body?.event_id);
    const headers = message?.headers as Record<string, string>;
    expect(new Webhook(endpoint.secret).verify(message?.body ?? '', headers)).toEqual(body);
    expect(verifyWebhook(body, headers['x-webhook-signature'] ?? '', endpoint.secret)).toBe(true);
  });

  test('of a pause, its end and a withdrawal, in the consent’s own order', async () => {
    const { consent } = await agreed();
    await asPerson('pauseConsent', 'ConsentInput', { consentId: consent.id });
    await asPerson('resumeConsent', 'ConsentInput', { consentId: consent.id });
    await asha.withdraw(consent, { reason: 'no longer a customer' });
    const told = await next(4);
    expect(
      told
        .toSorted((a, b) => Number(a.sequence) - Number(b.sequence))
        .map(({ event_type, status, sequence }) => [event_type, status, sequence]),
    ).toEqual([
      ['consent.granted', 'ACTIVE', 1],
      ['consent.paused', 'PAUSED', 2],
      ['consent.resumed', 'ACTIVE', 3],
      ['consent.withdrawn', 'WITHDRAWN', 4],
    ]);
    const withdrawn = told.find(({ status }) => status === 'WITHDRAWN');
    expect(withdrawn).toMatchObject({
      artifact_id: consent.id,
      user_id: asha.externalUserId,
      withdrawn_at: withdrawn?.occurred_at,
    });
    expect(JSON.stringify(told)).not.toContain('no longer a customer');
  });

  test('of an update: of the consent that ends, and of the one that begins', async () => {
    const { consent } = await agreed(undefined, [purpose, offers]);
    const read = await world.graphql<{ consent: { renewalNotice: { hash: string } } }>(
      'query ($id: ID!) { consent(id: $id) { renewalNotice { hash } } }',
      { id: consent.id },
      { token: asha.token },
    );
    const noticeHash = dataOf(read).consent.renewalNotice.hash;
    await asPerson('updateConsent', 'UpdateConsentInput', {
      consentId: consent.id,
      noticeHash,
      selectedPurposeIds: [purpose.id],
    });
    const [, ...updates] = await next(3);
    const ended = updates.find(({ status }) => status === 'SUPERSEDED');
    const begun = updates.find(({ status }) => status === 'ACTIVE');
    expect(updates.map(({ event_type }) => event_type)).toEqual([
      'consent.updated',
      'consent.updated',
    ]);
    expect(ended).toMatchObject({ artifact_id: consent.id, successor_id: begun?.artifact_id });
    expect(begun).toMatchObject({
      predecessor_id: consent.id,
      sequence: 1,
      purposes: [{ purpose_id: purpose.id }],
    });
  });

  test('of a request that was denied, and of one that was taken back', async () => {
    asha = await world.seed.person();
    const denied = await bank.ask(asha, [purpose]);
    await asha.deny(denied);
    const cancelled = await bank.ask(asha, [purpose]);
    dataOf(
      await world.graphql(
        'mutation ($input: CancelConsentRequestInput!) { cancelConsentRequest(input: $input) { __typename } }',
        { input: { requestId: cancelled.id } },
        { token: bank.token },
      ),
    );
    const told = await next(2);
    expect(told).toContainEqual(
      expect.objectContaining({
        event_type: 'consent.denied',
        request_id: denied.id,
        artifact_id: null,
        status: 'DENIED',
        valid_till: null,
        granted_at: null,
        denied_at: expect.any(String),
        purposes: [expect.objectContaining({ purpose_id: purpose.id })],
      }),
    );
    expect(told).toContainEqual(
      expect.objectContaining({
        event_type: 'consent.cancelled',
        request_id: cancelled.id,
        artifact_id: null,
        status: 'CANCELLED',
      }),
    );
  });

  test('of an order of the authority', async () => {
    const { consent } = await agreed();
    dataOf(
      await world.graphql(
        'mutation ($input: InvalidateConsentInput!) { invalidateConsent(input: $input) { __typename } }',
        { input: { consentId: consent.id, reason: 'order 7 of 2026' } },
        { token: await world.seed.operator() },
      ),
    );
    const [, invalidated] = await next(2);
    expect(invalidated).toMatchObject({
      event_type: 'consent.invalidated',
      status: 'INVALIDATED',
      sequence: 2,
    });
  });

  test('of what expired, as of the moment it was due', async () => {
    asha = await world.seed.person();
    const consent = await asha.agree(await bank.ask(asha, [purpose], { durationDays: 20 }));
    const open = await bank.ask(asha, [offers]);
    await next(1);
    await world.clock.advance(40 * day);
    await sweepExpired(world.platform);
    const told = await next(2);
    await world.clock.reset();
    expect(told).toContainEqual(
      expect.objectContaining({
        event_type: 'consent.expired',
        artifact_id: consent.id,
        status: 'EXPIRED',
        expired_at: consent.validTill,
      }),
    );
    expect(told).toContainEqual(
      expect.objectContaining({
        event_type: 'consent.expired',
        artifact_id: null,
        request_id: open.id,
        expired_at: open.expiresAt,
      }),
    );
  });
});

test('an endpoint is told only of what it asked for, and never of another fiduciary’s consents', async () => {
  const choosy = await startReceiver();
  const foreign = await startReceiver();
  await seedEndpoint(world, bank, choosy.url, { events: ['CONSENT_WITHDRAWN'] });
  await seedEndpoint(world, await world.seed.fiduciary({ name: 'Other' }), foreign.url);
  const { consent } = await agreed();
  await asha.withdraw(consent);
  await next(2);
  expect(bodies(await choosy.has(1))).toMatchObject([
    { event_type: 'consent.withdrawn', artifact_id: consent.id },
  ]);
  expect(choosy.received).toHaveLength(1);
  expect(foreign.received).toEqual([]);
  await Promise.all([choosy.close(), foreign.close()]);
});

test('a ping shows that a receiver works', async () => {
  await endpoint.run('pingWebhookEndpoint');
  const [body] = await next(1);
  expect(body).toEqual({
    event_type: 'webhook.ping',
    event_id: expect.any(String),
    data_fiduciary_id: bank.id,
    occurred_at: expect.any(String),
  });
  const message = receiver.received.at(-1);
  const headers = message?.headers as Record<string, string>;
  expect(new Webhook(endpoint.secret).verify(message?.body ?? '', headers)).toEqual(body);
});
