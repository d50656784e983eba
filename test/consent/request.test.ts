import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { asking } from '../support/answer.ts';
import { graphql } from '../support/generated/index.ts';
import type { SeededFiduciary, SeededPurpose } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import {
  approve,
  cancel,
  deny,
  initiate,
  invalidate,
  readConsent,
  readRequest,
  submit,
} from './operations.ts';

const setLimits = graphql(`
  mutation SetLimits($input: SetFiduciaryLimitsInput!) {
    setFiduciaryLimits(input: $input) { fiduciary { id denialWaitDays } }
  }
`);

const retire = graphql(`
  mutation Retire($input: PurposeInput!) {
    retirePurpose(input: $input) { purpose { id } }
  }
`);

const aDay = 24 * 60 * 60 * 1000;

let world: World;
let bank: SeededFiduciary;
let opening: SeededPurpose;
let offers: SeededPurpose;
const ask = asking(() => world);

beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
  opening = await bank.purpose({ dataFields: ['name', 'email', 'phone'], mandatory: true });
  offers = await bank.purpose({ title: 'Offers', dataFields: ['email', 'address'] });
});
afterAll(() => world.stop());
afterEach(() => world.clock.reset());

let users = 0;
const someone = () => {
  users += 1;
  return `somebody_${users}`;
};

function asked(more: object = {}) {
  const input = { externalUserId: someone(), purposeIds: [opening.id, offers.id], ...more };
  return ask.data(initiate, { input }, bank.token).then((data) => data.initiateConsent.request);
}

function refused(more: object) {
  const input = { externalUserId: someone(), purposeIds: [opening.id, offers.id], ...more };
  return ask.refusal(initiate, { input }, bank.token);
}

describe('what is asked for', () => {
  test('all fields of each purpose, unless some are named', async () => {
    const whole = await asked();
    expect(whole.purposes.map(({ dataFields }) => dataFields)).toEqual([
      ['name', 'email', 'phone'],
      ['email', 'address'],
    ]);
    const some = await asked({ dataFields: ['address', 'name'] });
    expect(some.purposes.map(({ dataFields }) => dataFields)).toEqual([['name'], ['address']]);
    expect(some.notice.dataFields).toEqual(['name', 'address']);
  });

  test('the purposes in the order asked, pinned to the versions of that moment', async () => {
    const own = await bank.purpose();
    const second = await own.publish({ title: 'The second' });
    const request = await asked({ purposeIds: [offers.id, own.id] });
    expect(request.purposes.map(({ version }) => version)).toEqual([
      { id: offers.versionId, number: 1 },
      { id: second, number: 2 },
    ]);
  });

  test.each([
    [{ dataFields: ['shoe size'] }, 'dataFields.0'],
    [{ dataFields: ['name', 'shoe size'] }, 'dataFields.1'],
    [{ dataFields: ['name'] }, 'dataFields'],
    [{ dataFields: [] }, 'dataFields'],
    [{ dataFields: ['name', 'name'] }, 'dataFields'],
    [{ purposeIds: [] }, 'purposeIds'],
    [{ purposeIds: ['not a purpose'] }, 'purposeIds.0'],
    [{ purposeIds: ['01940000-0000-7000-8000-00000000dead'] }, 'purposeIds.0'],
    [{ durationDays: 0 }, 'durationDays'],
    [{ durationDays: -1 }, 'durationDays'],
    [{ durationDays: 3651 }, 'durationDays'],
    [{ expiresInDays: 0 }, 'expiresInDays'],
    [{ expiresInDays: 366 }, 'expiresInDays'],
    [{ language: 'xx' }, 'language'],
    [{ externalUserId: '' }, 'externalUserId'],
    [{ externalUserId: 'x'.repeat(256) }, 'externalUserId'],
    [{ externalUserId: null }, 'externalUserId'],
    [{ principalId: '01940000-0000-7000-8000-00000000dead' }, 'externalUserId'],
    [{ metadata: { long: 'x'.repeat(8192) } }, 'metadata'],
    [{ idempotencyKey: '' }, 'idempotencyKey'],
    [{ idempotencyKey: 'x'.repeat(256) }, 'idempotencyKey'],
  ])('%j is refused and names %s', async (more, field) => {
    expect(await refused(more)).toMatchObject({ code: 'BAD_USER_INPUT', fields: [field] });
  });

  test("another fiduciary's purpose, a retired one, and one named twice", async () => {
    const shop = await world.seed.fiduciary();
    const foreign = await shop.purpose();
    const retired = await bank.purpose();
    await ask.data(retire, { input: { purposeId: retired.id } }, bank.token);
    for (const { id } of [foreign, retired]) {
      expect(await refused({ purposeIds: [opening.id, id] })).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: ['purposeIds.1'],
      });
    }
    for (const same of [opening.id, opening.id.toUpperCase()]) {
      expect(await refused({ purposeIds: [opening.id, same] })).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: ['purposeIds'],
      });
    }
  });

  test('metadata comes back to the fiduciary, and to nobody else', async () => {
    const asha = await world.seed.person();
    const metadata = { branch: 'Pune', nested: { list: [1, 'two', null] } };
    const request = await bank.ask(asha, [opening], { metadata });
    const own = await ask.data(readRequest, { id: request.id }, bank.token);
    expect(own.consentRequest.metadata).toEqual(metadata);
    const hers = await ask.data(readRequest, { id: request.id }, asha.token);
    expect(hers.consentRequest.metadata).toBeNull();
    const operator = await ask.data(readRequest, { id: request.id }, await world.seed.operator());
    expect(operator.consentRequest.metadata).toBeNull();
  });

  test('metadata that nests too deeply is refused', async () => {
    let metadata: object = {};
    for (let depth = 0; depth < 3000; depth += 1) metadata = { a: metadata };
    expect((await refused({ metadata })).code).toBe('BAD_USER_INPUT');
  });
});

describe('whom it is for', () => {
  test('the first use of a user id makes the record, and the second finds it', async () => {
    const externalUserId = someone();
    const first = await asked({ externalUserId, purposeIds: [opening.id] });
    const second = await asked({ externalUserId, purposeIds: [offers.id] });
    expect(first.principal.externalUserId).toBe(externalUserId);
    expect(second.principal.id).toBe(first.principal.id);
    const third = await asked({ externalUserId: null, principalId: first.principal.id });
    expect(third.principal.id).toBe(first.principal.id);
  });

  test('one record comes of many first uses at once', async () => {
    const externalUserId = someone();
    const purposes = await Promise.all(Array.from({ length: 8 }, () => bank.purpose()));
    const requests = await Promise.all(
      purposes.map(({ id }) => asked({ externalUserId, purposeIds: [id] })),
    );
    expect(new Set(requests.map(({ principal }) => principal.id)).size).toBe(1);
  });

  test('the same user id at another fiduciary is somebody else', async () => {
    const externalUserId = someone();
    const shop = await world.seed.fiduciary();
    const here = await asked({ externalUserId });
    const input = { externalUserId, purposeIds: [(await shop.purpose()).id] };
    const there = await ask.data(initiate, { input }, shop.token);
    expect(there.initiateConsent.request.principal.id).not.toBe(here.principal.id);
    const foreign = { principalId: here.principal.id, purposeIds: input.purposeIds };
    expect((await ask.refusal(initiate, { input: foreign }, shop.token)).code).toBe('NOT_FOUND');
  });

  test('an operator asks in the name of a fiduciary, however they spell its id', async () => {
    const token = await world.seed.operator();
    const externalUserId = someone();
    const mine = await asked({ externalUserId, purposeIds: [opening.id] });
    const input = { fiduciaryId: bank.id.toUpperCase(), externalUserId, purposeIds: [offers.id] };
    const { request } = (await ask.data(initiate, { input }, token)).initiateConsent;
    expect(request.principal.id).toBe(mine.principal.id);
    const nobody = { ...input, fiduciaryId: '01940000-0000-7000-8000-00000000dead' };
    expect((await ask.refusal(initiate, { input: nobody }, token)).code).toBe('NOT_FOUND');
    const { fiduciaryId: _, ...unnamed } = input;
    expect(await ask.refusal(initiate, { input: unnamed }, token)).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: ['fiduciaryId'],
    });
  });
});

describe('how long', () => {
  test('a consent lasts as many days as asked, 365 unless said', async () => {
    for (const [more, days] of [
      [{}, 365],
      [{ durationDays: 1 }, 1],
      [{ durationDays: 3650 }, 3650],
    ] as const) {
      const asha = await world.seed.person();
      const consent = await asha.agree(await bank.ask(asha, [opening], more));
      expect(Date.parse(consent.validTill) - Date.parse(consent.grantedAt)).toBe(days * aDay);
    }
  });

  test('a request stays open for the days asked, 30 unless said', async () => {
    const open = async (more: object) => {
      const { createdAt, expiresAt } = await asked(more);
      return (Date.parse(expiresAt) - Date.parse(createdAt)) / aDay;
    };
    expect(await open({})).toBe(30);
    expect(await open({ expiresInDays: 1 })).toBe(1);
    expect(await open({ expiresInDays: 365 })).toBe(365);
  });

  test('it can be approved to the last millisecond of 30 days, and not at the one after', async () => {
    const [asha, ravi] = [await world.seed.person(), await world.seed.person()];
    const [hers, his] = [await bank.ask(asha, [opening]), await bank.ask(ravi, [opening])];
    await world.clock.set(new Date(Date.parse(hers.expiresAt) - 1));
    const input = { requestId: hers.id, noticeHash: hers.noticeHash };
    await ask.data(approve, { input }, asha.token);

    await world.clock.set(new Date(Date.parse(his.expiresAt) + 1));
    const late = { requestId: his.id, noticeHash: his.noticeHash };
    expect((await ask.refusal(approve, { input: late }, ravi.token)).code).toBe('EXPIRED');
    const { status, decidedAt } = (await ask.data(readRequest, { id: his.id }, ravi.token))
      .consentRequest;
    expect({ status, decidedAt }).toEqual({ status: 'EXPIRED', decidedAt: his.expiresAt });
    const which = { input: { requestId: his.id } };
    expect((await ask.refusal(deny, which, ravi.token)).code).toBe('EXPIRED');
    expect((await ask.refusal(cancel, which, bank.token)).code).toBe('EXPIRED');
  });

  test('it is lapsed at the very millisecond it ends', async () => {
    const asha = await world.seed.person();
    const request = await bank.ask(asha, [opening]);
    await world.clock.set(new Date(request.expiresAt));
    const input = { requestId: request.id, noticeHash: request.noticeHash };
    expect((await ask.refusal(approve, { input }, asha.token)).code).toBe('EXPIRED');
  });
});

describe('the same question again', () => {
  test('while it is open, it is refused and the open one is named', async () => {
    const asha = await world.seed.person();
    const request = await bank.ask(asha, [opening, offers]);
    const again = {
      externalUserId: asha.externalUserId,
      // The order of the purposes makes no other question, and neither do the fields.
      purposeIds: [offers.id, opening.id],
      dataFields: ['name', 'email'],
    };
    expect(await ask.refusal(initiate, { input: again }, bank.token)).toMatchObject({
      code: 'CONFLICT',
      conflictsWith: request.id,
    });
    await bank.ask(asha, [opening]);
  });

  test.each(['agreed to', 'denied', 'cancelled', 'lapsed'])(
    'once it was %s, it may be put again',
    async (end) => {
      const asha = await world.seed.person();
      const request = await bank.ask(asha, [opening]);
      if (end === 'agreed to') await asha.agree(request);
      if (end === 'denied') await asha.deny(request);
      if (end === 'cancelled') {
        await ask.data(cancel, { input: { requestId: request.id } }, bank.token);
      }
      if (end === 'lapsed') await world.clock.advance(30 * aDay);
      const again = await bank.ask(asha, [opening]);
      expect(again.id).not.toBe(request.id);
      await asha.agree(again);
    },
  );

  test('fifty at once make one request', async () => {
    const input = { externalUserId: someone(), purposeIds: [opening.id] };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => world.graphql(initiate, { input }, { token: bank.token })),
    );
    const made = answers.flatMap(({ body }) => body.data?.initiateConsent.request.id ?? []);
    const codes = answers.flatMap(({ body }) => body.errors?.[0]?.extensions.code ?? []);
    expect(made).toHaveLength(1);
    expect(codes).toEqual(Array.from({ length: 49 }, () => 'CONFLICT'));
  });

  test('it waits after a denial as long as the operator has set', async () => {
    const shop = await world.seed.fiduciary();
    const purpose = await shop.purpose();
    const operator = await world.seed.operator();
    await ask.data(setLimits, { input: { fiduciaryId: shop.id, denialWaitDays: 90 } }, operator);
    const asha = await world.seed.person();
    await asha.deny(await shop.ask(asha, [purpose]));
    await expect(shop.ask(asha, [purpose])).rejects.toThrow('CONFLICT');
    await shop.ask(asha, [purpose, await shop.purpose()]);
    await world.clock.advance(90 * aDay - 60_000);
    await expect(shop.ask(asha, [purpose])).rejects.toThrow('CONFLICT');
    await world.clock.advance(60_000);
    await shop.ask(asha, [purpose]);
  });
});

describe('a request that replaces a consent', () => {
  test('supersedes it when it is granted, and the two are linked both ways', async () => {
    const asha = await world.seed.person();
    const old = await asha.agree(await bank.ask(asha, [opening]));
    const request = await bank.ask(asha, [opening, offers], { replacesConsentId: old.id });
    expect((await ask.data(readConsent, { id: old.id }, asha.token)).consent.status).toBe('ACTIVE');
    const renewed = await asha.agree(request);
    const before = (await ask.data(readConsent, { id: old.id }, asha.token)).consent;
    const after = (await ask.data(readConsent, { id: renewed.id }, asha.token)).consent;
    expect(before).toMatchObject({
      status: 'SUPERSEDED',
      successor: { id: renewed.id },
      statusChangedAt: renewed.grantedAt,
    });
    expect(after).toMatchObject({ status: 'ACTIVE', predecessor: { id: old.id } });
  });

  test('leaves it alone when it is denied', async () => {
    const asha = await world.seed.person();
    const old = await asha.agree(await bank.ask(asha, [opening]));
    await asha.deny(await bank.ask(asha, [opening], { replacesConsentId: old.id }));
    expect((await ask.data(readConsent, { id: old.id }, asha.token)).consent.status).toBe('ACTIVE');
  });

  test('cannot be granted once that one has ended otherwise, and then nothing is given', async () => {
    const asha = await world.seed.person();
    const old = await asha.agree(await bank.ask(asha, [opening]));
    const request = await bank.ask(asha, [opening], { replacesConsentId: old.id });
    const input = { consentId: old.id, reason: 'By order' };
    await ask.data(invalidate, { input }, await world.seed.operator());
    const decision = { requestId: request.id, agree: true, noticeHash: request.noticeHash };
    expect((await ask.refusal(submit, { input: decision }, asha.token)).code).toBe('CONFLICT');
    const still = (await ask.data(readRequest, { id: request.id }, asha.token)).consentRequest;
    expect(still).toMatchObject({ status: 'INITIATED', consent: null });
  });

  test("is not made for somebody else's consent, or an unknown one", async () => {
    const [asha, ravi] = [await world.seed.person(), await world.seed.person()];
    const hers = await asha.agree(await bank.ask(asha, [opening]));
    for (const replacesConsentId of [hers.id, 'nonsense', '01940000-0000-7000-8000-00000000dead']) {
      await expect(bank.ask(ravi, [opening], { replacesConsentId })).rejects.toThrow('NOT_FOUND');
    }
  });
});

test('asking, deciding and linking at once do not wait for each other for ever', async () => {
  for (let round = 0; round < 10; round += 1) {
    const asha = await world.seed.person();
    const request = await bank.ask(asha, [opening]);
    const input = { externalUserId: asha.externalUserId, purposeIds: [opening.id] };
    const decision = { requestId: request.id, agree: true, noticeHash: request.noticeHash };
    const answers = await Promise.all([
      ...Array.from({ length: 3 }, () => world.graphql(initiate, { input }, { token: bank.token })),
      world.graphql(submit, { input: decision }, { token: asha.token }),
      ...Array.from({ length: 3 }, () => world.graphql(initiate, { input }, { token: bank.token })),
    ]);
    const codes = answers.flatMap(({ body }) => body.errors?.[0]?.extensions.code ?? []);
    expect(
      codes.every((code) => code === 'CONFLICT'),
      codes.join(),
    ).toBe(true);
  }
});
