import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asking } from '../support/answer.ts';
import { graphql } from '../support/generated/index.ts';
import type { SeededFiduciary, SeededPurpose } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import {
  linkRecord,
  readConsent,
  readRequest,
  revokeLink,
  submit,
  unlinkRecord,
} from './operations.ts';

const mine = graphql(`
  query Mine {
    me {
      id
      records { id externalUserId fiduciary { id } consents { totalCount } }
      consents { totalCount edges { node { id fiduciary { id } } } }
      consentRequests { totalCount edges { node { id } } }
    }
  }
`);

let world: World;
let bank: SeededFiduciary;
let purpose: SeededPurpose;
const ask = asking(() => world);

beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
  purpose = await bank.purpose();
});
afterAll(() => world.stop());

/** A request to someone whose record is linked to nobody yet. */
async function unlinked() {
  const person = world.seed.personWithoutAccount();
  const request = await bank.ask(person, [purpose]);
  const { token = '' } = await world.seed.person();
  return { person, request, token, noticeToken: request.noticeToken };
}

describe('linking a record', () => {
  test('takes being signed in, the capability of the link, and saying so', async () => {
    const { request, noticeToken, token } = await unlinked();
    expect((await ask.refusal(readRequest, { id: request.id }, token)).code).toBe('NOT_FOUND');
    const { linkMyRecord } = await ask.data(linkRecord, { input: { noticeToken } }, token);
    expect(linkMyRecord.record).toMatchObject({
      id: request.principalId,
      linkedAt: expect.any(String),
      fiduciary: { id: bank.id },
      externalUserId: expect.stringMatching(/^user_/),
    });
    const { consentRequest } = await ask.data(readRequest, { id: request.id }, token);
    expect(consentRequest.status).toBe('INITIATED');
  });

  test('does not come of deciding by the link while signed in', async () => {
    const { request, noticeToken, token } = await unlinked();
    const { id: requestId, noticeHash } = request;
    const input = { requestId, noticeHash, noticeToken, agree: true };
    const { consent } = (await ask.data(submit, { input }, token)).submitConsent;
    expect(consent?.assurance).toBe('NOTICE_LINK');
    expect((await ask.data(mine, {}, token)).me.records).toEqual([]);
  });

  test('shows what was given before', async () => {
    const { person, request, noticeToken, token } = await unlinked();
    const { id } = await person.agree(request);
    await ask.data(linkRecord, { input: { noticeToken } }, token);
    const { me } = await ask.data(mine, {}, token);
    expect(me.consents.edges).toEqual([{ node: { id, fiduciary: { id: bank.id } } }]);
    expect(me.consentRequests.edges).toEqual([{ node: { id: request.id } }]);
  });

  test('again changes nothing, and for another account is a conflict', async () => {
    const { noticeToken, token } = await unlinked();
    const first = await ask.data(linkRecord, { input: { noticeToken } }, token);
    expect(await ask.data(linkRecord, { input: { noticeToken } }, token)).toEqual(first);
    const other = (await world.seed.person()).token;
    const refusal = await ask.refusal(linkRecord, { input: { noticeToken } }, other);
    expect(refusal.code).toBe('CONFLICT');
  });

  test('by ten accounts at once links one of them', async () => {
    const { noticeToken } = await unlinked();
    const people = await Promise.all(Array.from({ length: 10 }, () => world.seed.person()));
    const answers = await Promise.all(
      people.map((person) => world.graphql(linkRecord, { input: { noticeToken } }, person)),
    );
    const codes = answers.map(({ body }) => body.errors?.[0]?.extensions.code ?? 'linked');
    expect(codes.filter((code) => code === 'linked')).toHaveLength(1);
    expect(codes.filter((code) => code === 'CONFLICT')).toHaveLength(9);
  });

  test('with a revoked, a forged or no link is not found', async () => {
    const { request, noticeToken, token } = await unlinked();
    await ask.data(revokeLink, { input: { requestId: request.id } }, bank.token);
    const [header, payload] = noticeToken.split('.');
    for (const wrong of [noticeToken, `${header}.${payload}.AAAA`, 'nonsense', 'a.b.c']) {
      const refusal = await ask.refusal(linkRecord, { input: { noticeToken: wrong } }, token);
      expect(refusal.code).toBe('NOT_FOUND');
    }
  });

  test('over two fiduciaries shows both to the person, and neither to the other', async () => {
    const asha = await world.seed.person();
    const shop = await world.seed.fiduciary({ name: 'Shop' });
    const here = await asha.agree(await bank.ask(asha, [purpose]));
    const there = await asha.agree(await shop.ask(asha, [await shop.purpose()]));
    const { me } = await ask.data(mine, {}, asha.token);
    expect(me.records.map(({ fiduciary }) => fiduciary.id).sort()).toEqual(
      [bank.id, shop.id].sort(),
    );
    expect(me.records.map(({ consents }) => consents.totalCount)).toEqual([1, 1]);
    expect(me.consents.totalCount).toBe(2);
    expect((await ask.refusal(readConsent, { id: there.id }, bank.token)).code).toBe('NOT_FOUND');
    expect((await ask.refusal(readConsent, { id: here.id }, shop.token)).code).toBe('NOT_FOUND');
  });
});

test('whoever bears a link sees its request, and not the other consents of the record', async () => {
  const { person, request, noticeToken, token } = await unlinked();
  await person.agree(request);
  const theirs = graphql(`
    query RecordConsents($id: ID!, $noticeToken: String) {
      consentRequest(id: $id, noticeToken: $noticeToken) { principal { consents { totalCount } } }
    }
  `);
  const asked = { id: request.id, noticeToken };
  expect((await ask.refusal(theirs, asked)).code).toBe('UNAUTHENTICATED');
  expect((await ask.refusal(theirs, asked, token)).code).toBe('FORBIDDEN');
});

describe('unlinking', () => {
  test('takes the record from sight, and it can be linked anew', async () => {
    const asha = await world.seed.person();
    const request = await bank.ask(asha, [purpose]);
    const consent = await asha.agree(request);
    const input = { principalId: request.principalId };
    const { record } = (await ask.data(unlinkRecord, { input }, asha.token)).unlinkMyRecord;
    expect(record).toEqual({ id: request.principalId, linkedAt: null });
    expect((await ask.refusal(readConsent, { id: consent.id }, asha.token)).code).toBe('NOT_FOUND');
    expect((await ask.data(mine, {}, asha.token)).me.consents.totalCount).toBe(0);
    const other = await world.seed.person();
    await other.link(request);
    expect((await ask.data(mine, {}, other.token)).me.consents.totalCount).toBe(1);
  });

  test("is for one's own records alone", async () => {
    const asha = await world.seed.person();
    const request = await bank.ask(asha, [purpose]);
    const stranger = await world.seed.person();
    for (const principalId of [request.principalId, 'nonsense']) {
      const refusal = await ask.refusal(unlinkRecord, { input: { principalId } }, stranger.token);
      expect(refusal.code).toBe('NOT_FOUND');
    }
  });
});
