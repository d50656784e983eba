import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asking } from '../support/answer.ts';
import { graphql } from '../support/generated/index.ts';
import type { SeededFiduciary, SeededPurpose } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import {
  approve,
  cancel,
  deny,
  readConsent,
  readNotice,
  readRequest,
  revokeLink,
  submit,
  validate,
  withdraw,
} from './operations.ts';

const suspend = graphql(`
  mutation Suspend($input: FiduciaryStatusInput!) {
    suspendFiduciary(input: $input) { fiduciary { status } }
  }
`);

const statusChanges = graphql(`
  subscription StatusChanges($after: String) {
    consentStatusChanged(after: $after) { action request { id } }
  }
`);

let world: World;
let bank: SeededFiduciary;
let opening: SeededPurpose;
let offers: SeededPurpose;
const ask = asking(() => world);

beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
  opening = await bank.purpose({ mandatory: true });
  offers = await bank.purpose({ title: 'Offers', dataFields: ['email'] });
});
afterAll(() => world.stop());

async function asked() {
  const asha = await world.seed.person();
  const request = await bank.ask(asha, [opening, offers]);
  const decision = { requestId: request.id, agree: true, noticeHash: request.noticeHash };
  return { asha, request, decision };
}

describe('purpose by purpose', () => {
  test('all that was asked is agreed to unless some are selected', async () => {
    const { asha, decision } = await asked();
    const { consent } = (await ask.data(submit, { input: decision }, asha.token)).submitConsent;
    expect(consent?.purposes.map(({ purposeId }) => purposeId)).toEqual([opening.id, offers.id]);
  });

  test('an optional purpose can be left out', async () => {
    const { asha, decision } = await asked();
    const input = { ...decision, selectedPurposeIds: [opening.id.toUpperCase()] };
    const { consent } = (await ask.data(submit, { input }, asha.token)).submitConsent;
    expect(consent?.purposes.map(({ purposeId }) => purposeId)).toEqual([opening.id]);
  });

  test('a mandatory one cannot, none can be added, and none at all is no agreement', async () => {
    const { asha, request, decision } = await asked();
    const foreign = await bank.purpose();
    for (const [selectedPurposeIds, field] of [
      [[offers.id], 'selectedPurposeIds'],
      [[opening.id, foreign.id], 'selectedPurposeIds.1'],
      [[opening.id, 'nonsense'], 'selectedPurposeIds.1'],
      [[], 'selectedPurposeIds'],
      [[opening.id, opening.id], 'selectedPurposeIds'],
    ] as const) {
      const input = { ...decision, selectedPurposeIds: [...selectedPurposeIds] };
      expect(await ask.refusal(submit, { input }, asha.token)).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: [field],
      });
    }
    const { consentRequest } = await ask.data(readRequest, { id: request.id }, asha.token);
    expect(consentRequest).toMatchObject({ status: 'INITIATED', history: { totalCount: 1 } });
  });

  test('refusing needs no hash, gives no consent and is final', async () => {
    const { asha, request, decision } = await asked();
    const input = { requestId: request.id, agree: false };
    const denied = (await ask.data(submit, { input }, asha.token)).submitConsent;
    expect(denied).toMatchObject({ request: { status: 'DENIED' }, consent: null });
    expect((await ask.refusal(submit, { input: decision }, asha.token)).code).toBe('CONFLICT');
    const which = { input: { requestId: request.id } };
    expect((await ask.refusal(cancel, which, bank.token)).code).toBe('CONFLICT');
  });
});

describe('who decides', () => {
  test('a person who signed in, and the consent says so', async () => {
    const { asha, request } = await asked();
    const { id } = await asha.agree(request);
    const { validateConsent } = await ask.data(validate, { artifactId: id }, bank.token);
    expect(validateConsent).toMatchObject({ isValid: true, assurance: 'SIGNED_IN' });
  });

  test('whoever bears the notice link, and the consent says so', async () => {
    const ravi = world.seed.personWithoutAccount();
    const { id } = await ravi.agree(await bank.ask(ravi, [opening]));
    const { validateConsent } = await ask.data(validate, { artifactId: id }, bank.token);
    expect(validateConsent).toMatchObject({ isValid: true, assurance: 'NOTICE_LINK' });
  });

  test('nobody else: another person, the fiduciary, an operator, a link of another request', async () => {
    const { decision } = await asked();
    const other = await asked();
    const stranger = other.asha.token;
    const noticeToken = other.request.noticeToken;
    const refusals = [
      ask.refusal(submit, { input: decision }, stranger),
      ask.refusal(submit, { input: decision }, bank.token),
      ask.refusal(submit, { input: decision }, await world.seed.operator()),
      ask.refusal(submit, { input: decision }),
      ask.refusal(submit, { input: { ...decision, noticeToken } }),
      ask.refusal(submit, { input: { ...decision, noticeToken: `${noticeToken}x` } }),
      ask.refusal(submit, { input: { ...decision, noticeToken: 'nonsense' } }),
      ask.refusal(submit, { input: { ...decision, noticeToken: '' } }),
    ];
    const codes = (await Promise.all(refusals)).map(({ code }) => code);
    expect(codes).toEqual([
      'NOT_FOUND',
      'FORBIDDEN',
      'FORBIDDEN',
      'UNAUTHENTICATED',
      'NOT_FOUND',
      'NOT_FOUND',
      'NOT_FOUND',
      'BAD_USER_INPUT',
    ]);
  });

  test('a purpose may demand a person who is signed in', async () => {
    const loan = await bank.purpose({ title: 'Loan', requiresSignIn: true });
    const ravi = world.seed.personWithoutAccount();
    const request = await bank.ask(ravi, [opening, loan]);
    await expect(ravi.agree(request)).rejects.toThrow('FORBIDDEN');
    const consent = await ravi.agree(request, { selectedPurposeIds: [opening.id] });
    expect(consent.id).toMatch(/-/);
    const asha = await world.seed.person();
    await asha.agree(await bank.ask(asha, [loan]));
  });
});

describe('the notice link', () => {
  test('after the decision it sees the receipt and the history, and withdraws, but decides no more', async () => {
    const ravi = world.seed.personWithoutAccount();
    const request = await bank.ask(ravi, [opening]);
    const consent = await ravi.agree(request);
    const { noticeToken } = request;
    const receipt = await ask.data(readRequest, { id: request.id, noticeToken });
    expect(receipt.consentRequest).toMatchObject({
      status: 'GRANTED',
      consent: { id: consent.id },
      history: { totalCount: 2 },
    });
    const denial = { requestId: request.id, noticeToken };
    expect((await ask.refusal(deny, { input: denial })).code).toBe('CONFLICT');
    const input = { consentId: consent.id, noticeToken, reason: 'Enough' };
    expect((await ask.data(withdraw, { input })).withdrawConsent.consent.status).toBe('WITHDRAWN');
  });

  test('it replays the same decision under its idempotency key', async () => {
    const ravi = world.seed.personWithoutAccount();
    const { id: requestId, noticeHash, noticeToken } = await bank.ask(ravi, [opening]);
    const input = { requestId, noticeHash, noticeToken, agree: true, idempotencyKey: 'once' };
    const first = await ask.data(submit, { input });
    expect(await ask.data(submit, { input })).toEqual(first);
  });

  test('it reaches its own request and nothing else', async () => {
    const ravi = world.seed.personWithoutAccount();
    const [one, other] = [await bank.ask(ravi, [opening]), await bank.ask(ravi, [offers])];
    const consent = await ravi.agree(other);
    const { noticeToken } = one;
    for (const refused of [
      ask.refusal(readRequest, { id: other.id, noticeToken }),
      ask.refusal(readConsent, { id: consent.id, noticeToken }),
      ask.refusal(withdraw, { input: { consentId: consent.id, noticeToken } }),
    ]) {
      expect((await refused).code).toBe('NOT_FOUND');
    }
  });

  test('once revoked it is worth nothing, and a new one is', async () => {
    const ravi = world.seed.personWithoutAccount();
    const { id, noticeToken, noticeHash } = await bank.ask(ravi, [opening]);
    const revoked = await ask.data(revokeLink, { input: { requestId: id } }, bank.token);
    const input = { requestId: id, noticeHash, noticeToken };
    expect((await ask.refusal(approve, { input })).code).toBe('NOT_FOUND');
    expect((await ask.refusal(readRequest, { id, noticeToken })).code).toBe('NOT_FOUND');
    const fresh = revoked.revokeNoticeLink.request.noticeUrl.split('#token=')[1];
    await ask.data(approve, { input: { ...input, noticeToken: fresh } });
  });

  test('only whoever asked is given its capability', async () => {
    const { asha, request } = await asked();
    const hers = await ask.data(readRequest, { id: request.id }, asha.token);
    expect(hers.consentRequest.noticeUrl).not.toMatch(/#/);
    const operators = await ask.data(readRequest, { id: request.id }, await world.seed.operator());
    expect(operators.consentRequest.noticeUrl).not.toMatch(/#/);
    const banks = await ask.data(readRequest, { id: request.id }, bank.token);
    expect(banks.consentRequest.noticeUrl).toBe(request.noticeUrl);
  });
});

test('a suspended fiduciary is refused and its links decide nothing; people still see and withdraw', async () => {
  const shop = await world.seed.fiduciary();
  const purpose = await shop.purpose();
  const [asha, ravi] = [await world.seed.person(), world.seed.personWithoutAccount()];
  const [hers, his] = [await shop.ask(asha, [purpose]), await shop.ask(ravi, [purpose])];
  const open = await shop.ask(ravi, [await shop.purpose()]);
  const [hersGiven, hisGiven] = [await asha.agree(hers), await ravi.agree(his)];
  await ask.data(suspend, { input: { fiduciaryId: shop.id } }, await world.seed.operator());

  const refused = await ask.refusal(validate, { artifactId: hersGiven.id }, shop.token);
  expect(refused.code).toBe('UNAUTHENTICATED');
  await expect(ravi.agree(open)).rejects.toThrow('NOT_FOUND');
  const seen = await ask.data(readConsent, { id: hersGiven.id }, asha.token);
  expect(seen.consent.status).toBe('ACTIVE');
  await ask.data(readNotice, { requestId: open.id });
  await asha.withdraw(hersGiven);
  await ravi.withdraw(hisGiven);
});

test('a hundred decisions at once: one success, 99 conflicts, one entry, one event on every stream', async () => {
  const { asha, request } = await asked();
  const streams = [asha.token, bank.token].map((token) =>
    world.subscribe(statusChanges, {}, { token }),
  );
  const input = { requestId: request.id, noticeHash: request.noticeHash };
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const { body } = await (index % 2
        ? world.graphql(approve, { input }, asha)
        : world.graphql(deny, { input }, asha));
      return body.errors?.[0]?.extensions.code ?? 'success';
    }),
  );
  expect(Map.groupBy(answers, (code) => code).get('success')).toHaveLength(1);
  expect(Map.groupBy(answers, (code) => code).get('CONFLICT')).toHaveLength(99);
  const { consentRequest } = await ask.data(readRequest, { id: request.id }, asha.token);
  expect(consentRequest.history.totalCount).toBe(2);

  const next = await bank.ask(asha, [opening]);
  await asha.deny(next);
  for (const stream of streams) {
    const first = (await stream.next()).data?.consentStatusChanged;
    const second = (await stream.next()).data?.consentStatusChanged;
    expect([first?.request.id, second?.request.id]).toEqual([request.id, next.id]);
  }
});
