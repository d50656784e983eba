import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { asking } from '../support/answer.ts';
import type { SeededFiduciary, SeededPerson, SeededPurpose } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import {
  invalidate,
  pause,
  readConsent,
  readHistory,
  renew,
  resume,
  update,
  validate,
  withdraw,
} from './operations.ts';

const aDay = 24 * 60 * 60 * 1000;

let world: World;
let bank: SeededFiduciary;
let asha: SeededPerson;
const ask = asking(() => world);

beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
  asha = await world.seed.person();
});
afterAll(() => world.stop());
afterEach(() => world.clock.reset());

/** A consent of Asha's to a new mandatory and, unless left out, a new optional purpose. */
async function given({ optional = true, durationDays = 100 } = {}) {
  const must: SeededPurpose = await bank.purpose({ title: 'Must', mandatory: true });
  const may: SeededPurpose = await bank.purpose({ title: 'May', dataFields: ['email'] });
  const request = await bank.ask(asha, [must, may], { durationDays });
  const selectedPurposeIds = optional ? [must.id, may.id] : [must.id];
  const consent = await asha.agree(request, { selectedPurposeIds });
  return { must, may, ...consent };
}

const read = async (id: string) => (await ask.data(readConsent, { id }, asha.token)).consent;

/** The hash that a renewal has to name. */
async function hashNow(id: string): Promise<string> {
  return (await read(id)).renewalNotice?.hash ?? '';
}

async function actionsOf(id: string): Promise<string[]> {
  const { history } = (await ask.data(readHistory, { id }, asha.token)).consent;
  return history.edges.map(
    ({ node }) =>
      `${node.action} ${node.previousStatus} ${node.newStatus} ${node.performedBy.type}`,
  );
}

describe('withdrawal', () => {
  test.each(['the person', 'the fiduciary on their behalf', 'the bearer of the link'])(
    'by %s is for good, and the history says who it was',
    async (who) => {
      const { id, request } = await given();
      const { noticeToken } = request;
      const byLink = who === 'the bearer of the link';
      const token = { 'the person': asha.token, 'the fiduciary on their behalf': bank.token }[who];
      const input = { consentId: id, reason: 'Enough', ...(byLink ? { noticeToken } : {}) };
      await ask.data(withdraw, { input }, token);
      const performer = byLink ? 'NOTICE_LINK' : who === 'the person' ? 'PRINCIPAL' : 'FIDUCIARY';
      expect(await actionsOf(id)).toEqual([
        'GRANT INITIATED ACTIVE PRINCIPAL',
        `WITHDRAW ACTIVE WITHDRAWN ${performer}`,
      ]);
      for (const again of [
        ask.refusal(withdraw, { input }, token),
        ask.refusal(pause, { input: { consentId: id } }, asha.token),
        ask.refusal(renew, { input: { consentId: id, noticeHash: '-' } }, asha.token),
      ]) {
        expect((await again).code).toBe('CONFLICT');
      }
    },
  );

  test('is not for strangers, other fiduciaries or operators', async () => {
    const { id } = await given();
    const input = { consentId: id };
    const stranger = (await world.seed.person()).token;
    const shop = (await world.seed.fiduciary()).token;
    expect((await ask.refusal(withdraw, { input }, stranger)).code).toBe('NOT_FOUND');
    expect((await ask.refusal(withdraw, { input }, shop)).code).toBe('NOT_FOUND');
    const operator = await world.seed.operator();
    expect((await ask.refusal(withdraw, { input }, operator)).code).toBe('FORBIDDEN');
    expect((await read(id)).status).toBe('ACTIVE');
  });

  test('is too late once the term is over', async () => {
    const { id, validTill } = await given();
    await world.clock.set(new Date(validTill));
    expect((await ask.refusal(withdraw, { input: { consentId: id } }, asha.token)).code).toBe(
      'EXPIRED',
    );
  });
});

describe('a pause', () => {
  test('suspends the consent until it is resumed, and its term runs on', async () => {
    const { id, validTill } = await given();
    const input = { consentId: id };
    const { consent: paused } = (await ask.data(pause, { input }, asha.token)).pauseConsent;
    expect(paused).toEqual({ id, status: 'PAUSED', validTill });
    expect((await ask.refusal(pause, { input }, asha.token)).code).toBe('CONFLICT');
    const { validateConsent } = await ask.data(validate, { artifactId: id }, bank.token);
    expect(validateConsent).toMatchObject({ isValid: false, reason: 'PAUSED' });
    const { consent: resumed } = (await ask.data(resume, { input }, asha.token)).resumeConsent;
    expect(resumed).toEqual({ id, status: 'ACTIVE', validTill });
    expect((await ask.refusal(resume, { input }, asha.token)).code).toBe('CONFLICT');
  });

  test('ends with the term', async () => {
    const { id, validTill } = await given();
    const input = { consentId: id };
    await ask.data(pause, { input }, asha.token);
    await world.clock.set(new Date(validTill));
    expect((await read(id)).status).toBe('EXPIRED');
    expect((await ask.refusal(resume, { input }, asha.token)).code).toBe('EXPIRED');
  });

  test('does not stand in the way of a withdrawal, but of an update and a renewal', async () => {
    const { id } = await given();
    await ask.data(pause, { input: { consentId: id } }, asha.token);
    const input = { consentId: id, noticeHash: await hashNow(id) };
    expect((await ask.refusal(update, { input }, asha.token)).code).toBe('CONFLICT');
    expect((await ask.refusal(renew, { input }, asha.token)).code).toBe('CONFLICT');
    await ask.data(withdraw, { input: { consentId: id } }, asha.token);
    expect(await actionsOf(id)).toContain('WITHDRAW PAUSED WITHDRAWN PRINCIPAL');
  });
});

describe('an update', () => {
  test('seals a new consent with other optional purposes and the same term, linked both ways', async () => {
    const { id, must, may, validTill } = await given({ optional: false });
    const noticeHash = await hashNow(id);
    const input = { consentId: id, noticeHash, selectedPurposeIds: [must.id, may.id] };
    const { consent, superseded } = (await ask.data(update, { input }, asha.token)).updateConsent;
    expect(consent).toMatchObject({
      status: 'ACTIVE',
      validTill,
      noticeHash,
      predecessor: { id, status: 'SUPERSEDED' },
      successor: null,
    });
    expect(consent.purposes.map(({ purposeId }) => purposeId)).toEqual([must.id, may.id]);
    expect(superseded).toMatchObject({
      id,
      status: 'SUPERSEDED',
      successor: { id: consent.id, status: 'ACTIVE' },
    });
    expect(await actionsOf(id)).toEqual([
      'GRANT INITIATED ACTIVE PRINCIPAL',
      'UPDATE ACTIVE SUPERSEDED PRINCIPAL',
    ]);
    expect(await actionsOf(consent.id)).toEqual(['UPDATE null ACTIVE PRINCIPAL']);
  });

  test('cannot leave out what is mandatory or take what was not asked', async () => {
    const { id, may } = await given();
    const noticeHash = await hashNow(id);
    for (const selectedPurposeIds of [[may.id], [(await bank.purpose()).id], []]) {
      const input = { consentId: id, noticeHash, selectedPurposeIds };
      expect((await ask.refusal(update, { input }, asha.token)).code).toBe('BAD_USER_INPUT');
    }
    expect((await read(id)).status).toBe('ACTIVE');
  });

  test('keeps the purposes of the consent unless others are selected', async () => {
    const { id, must } = await given({ optional: false });
    const input = { consentId: id, noticeHash: await hashNow(id) };
    const { consent } = (await ask.data(update, { input }, asha.token)).updateConsent;
    expect(consent.purposes.map(({ purposeId }) => purposeId)).toEqual([must.id]);
  });
});

describe('a renewal', () => {
  test('gives a new term from now on, on the versions in the notice now shown', async () => {
    const { id, must } = await given();
    const version = await must.publish({ title: 'Must, reworded', dataFields: ['name', 'pan'] });
    await world.clock.advance(10 * aDay);
    const input = { consentId: id, noticeHash: await hashNow(id) };
    const { consent } = (await ask.data(renew, { input }, asha.token)).renewConsent;
    expect(Date.parse(consent.validTill) - Date.parse(consent.grantedAt)).toBe(100 * aDay);
    expect(consent.purposes[0]).toMatchObject({
      purposeId: must.id,
      purposeVersionId: version,
      dataFields: ['name', 'pan'],
      version: { number: 2 },
    });
    expect((await read(id)).successor?.id).toBe(consent.id);
  });

  test("may be shorter, and is never longer than the request's", async () => {
    for (const [durationDays, days] of [
      [10, 10],
      [3650, 100],
    ] as const) {
      const { id } = await given();
      const input = { consentId: id, noticeHash: await hashNow(id), durationDays };
      const { consent } = (await ask.data(renew, { input }, asha.token)).renewConsent;
      expect(Date.parse(consent.validTill) - Date.parse(consent.grantedAt)).toBe(days * aDay);
    }
  });

  test('on a notice that is not the present one is a conflict', async () => {
    const { id, must } = await given();
    const before = await hashNow(id);
    await must.publish({ dataFields: ['name', 'pan'] });
    const input = { consentId: id, noticeHash: before };
    expect((await ask.refusal(renew, { input }, asha.token)).code).toBe('CONFLICT');
    expect((await ask.refusal(update, { input }, asha.token)).code).toBe('CONFLICT');
  });

  test('of a consent to some fields asks for no others', async () => {
    const purpose = await bank.purpose({ dataFields: ['name', 'email', 'phone'] });
    const request = await bank.ask(asha, [purpose], { dataFields: ['name', 'email'] });
    const { id } = await asha.agree(request);
    await purpose.publish({ dataFields: ['name', 'phone', 'pan'] });
    expect((await read(id)).renewalNotice?.purposes).toEqual([
      { purposeId: purpose.id, versionNumber: 2, dataFields: ['name'] },
    ]);
  });

  test('is for the person alone', async () => {
    const { id, request } = await given();
    const input = { consentId: id, noticeHash: await hashNow(id) };
    expect((await ask.refusal(renew, { input }, bank.token)).code).toBe('FORBIDDEN');
    const stranger = await world.seed.person();
    expect((await ask.refusal(renew, { input }, stranger.token)).code).toBe('NOT_FOUND');
    expect(request.noticeToken).toMatch(/^ey/);
  });

  test('fifty at once give one new consent', async () => {
    const { id } = await given();
    const input = { consentId: id, noticeHash: await hashNow(id) };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => world.graphql(renew, { input }, asha)),
    );
    const codes = answers.map(({ body }) => body.errors?.[0]?.extensions.code ?? 'success');
    expect(codes.filter((code) => code === 'success')).toHaveLength(1);
    expect(codes.filter((code) => code === 'CONFLICT')).toHaveLength(49);
  });
});

describe('a later version of a purpose', () => {
  test('that widens it calls for a new consent and says how, and validity stays', async () => {
    const { id, must } = await given();
    expect(await read(id)).toMatchObject({ needsReconsent: false, widenings: [] });
    await must.publish({
      dataFields: ['name', 'email', 'phone', 'pan'],
      processingActivities: ['verification', 'kyc', 'scoring'],
      retentionDays: 400,
    });
    expect(await read(id)).toMatchObject({
      status: 'ACTIVE',
      needsReconsent: true,
      widenings: [
        {
          purposeId: must.id,
          agreedVersion: 1,
          latestVersion: 2,
          addedDataFields: ['pan'],
          addedProcessingActivities: ['scoring'],
          addedRetentionDays: 35,
        },
      ],
    });
    const { validateConsent } = await ask.data(validate, { artifactId: id }, bank.token);
    expect(validateConsent.isValid).toBe(true);
  });

  test('that narrows or rewords it calls for nothing', async () => {
    const { id, must } = await given();
    await must.publish({ title: 'Reworded', dataFields: ['name'], retentionDays: 10 });
    expect(await read(id)).toMatchObject({ needsReconsent: false, widenings: [] });
  });
});

describe('an invalidation', () => {
  test.each(['ACTIVE', 'PAUSED'])('ends a consent that is %s, by order', async (status) => {
    const { id } = await given();
    if (status === 'PAUSED') await ask.data(pause, { input: { consentId: id } }, asha.token);
    const input = { consentId: id, reason: 'By order of the Board' };
    const operator = await world.seed.operator();
    await ask.data(invalidate, { input }, operator);
    expect((await actionsOf(id)).at(-1)).toBe(`INVALIDATE ${status} INVALIDATED OPERATOR`);
    expect((await ask.refusal(invalidate, { input }, operator)).code).toBe('CONFLICT');
    const { validateConsent } = await ask.data(validate, { artifactId: id }, bank.token);
    expect(validateConsent).toMatchObject({ isValid: false, reason: 'INVALIDATED' });
  });

  test('needs a reason, and an operator', async () => {
    const { id } = await given();
    const input = { consentId: id, reason: '' };
    const operator = await world.seed.operator();
    expect(await ask.refusal(invalidate, { input }, operator)).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: ['reason'],
    });
    for (const token of [asha.token, bank.token]) {
      const refusal = await ask.refusal(invalidate, { input }, token);
      expect(refusal.code).toBe('FORBIDDEN');
    }
  });
});
