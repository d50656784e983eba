import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asking } from '../support/answer.ts';
import { graphql } from '../support/generated/index.ts';
import type { SeededDoctor, SeededFiduciary, SeededPerson } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import { linkRecord, pause, readConsent, renew, unlinkRecord } from './operations.ts';

const received = graphql(`
  subscription Received($after: String) {
    consentRequestReceived(after: $after) {
      cursor request { id status reason practitioner { name } fiduciary { name } }
    }
  }
`);

const changed = graphql(`
  subscription Changed($after: String, $requestId: ID, $consentId: ID, $noticeToken: String) {
    consentStatusChanged(
      after: $after, requestId: $requestId, consentId: $consentId, noticeToken: $noticeToken
    ) {
      cursor action previousStatus status at request { id } consent { id status }
    }
  }
`);

const dashboard = graphql(`
  query Dashboard {
    me {
      consentRequests { liveCursor edges { node { id } } }
      consents { liveCursor edges { node { id } } }
    }
  }
`);

let world: World;
let clinic: SeededFiduciary;
let doctor: SeededDoctor;
let asha: SeededPerson;
const ask = asking(() => world);

beforeAll(async () => {
  world = await startWorld();
  clinic = await world.seed.clinic();
  doctor = await clinic.doctor({ name: 'Dr. Meera Iyer' });
  asha = await world.seed.person();
  await clinic.recordOf(asha);
});
afterAll(() => world.stop());

/** The next event, without what differs from run to run. */
async function next(stream: ReturnType<typeof watch>) {
  const { data, errors } = await stream.next();
  expect(errors).toBeUndefined();
  return data?.consentStatusChanged;
}
const watch = (token: string | undefined, variables: object = {}, after?: string) =>
  world.subscribe(changed, variables, { token, after });

/** Waits until all that has happened was delivered, so that a stream begins with what comes next. */
async function settled(): Promise<void> {
  await expect
    .poll(async () => {
      const [row] = await world.owner<{ entries: string }[]>`
        select count(*)::text as entries from history`;
      return String(world.platform.history.delivered) === row?.entries;
    })
    .toBe(true);
}

describe('a request that is made', () => {
  test('reaches the person, the practitioner and the fiduciary as it is made', async () => {
    await settled();
    const tokens = [asha.token, doctor.token, clinic.token];
    const streams = tokens.map((token) => world.subscribe(received, {}, { token }));
    const request = await doctor.ask(asha, 'Review of the heart');
    for (const [index, stream] of streams.entries()) {
      let event = (await stream.next()).data?.consentRequestReceived;
      // The clinic registered her first, which the doctor does not see.
      if (index !== 1) event = (await stream.next()).data?.consentRequestReceived;
      expect(event?.request).toEqual({
        id: request.id,
        status: 'INITIATED',
        reason: 'Review of the heart',
        practitioner: { name: 'Dr. Meera Iyer' },
        fiduciary: { name: 'Lakeside Clinic' },
      });
    }
    await asha.deny(request);
  });

  test('reaches nobody else', async () => {
    const [stranger, colleague] = [await world.seed.person(), await clinic.doctor()];
    const shop = await world.seed.fiduciary();
    await shop.recordOf(stranger);
    await settled();
    const streams = [stranger.token, colleague.token, shop.token].map((token) =>
      world.subscribe(received, {}, { token }),
    );
    await asha.deny(await doctor.ask(asha));
    const theirs = [await shop.ask(stranger, [await shop.purpose()]), await colleague.ask(asha)];
    const [first, second, third] = await Promise.all(streams.map((stream) => stream.next()));
    expect(first?.data?.consentRequestReceived.request.id).toBe(theirs[0]?.id);
    expect(second?.data?.consentRequestReceived.request.id).toBe(theirs[1]?.id);
    expect(third?.data?.consentRequestReceived.request.id).toBe(theirs[0]?.id);
  });
});

describe('a change of status', () => {
  test('reaches all three, from the grant to the end', async () => {
    const request = await doctor.ask(asha);
    await settled();
    const streams = [asha.token, doctor.token, clinic.token].map((token) => watch(token));
    const consent = await asha.agree(request);
    await ask.data(pause, { input: { consentId: consent.id } }, asha.token);
    await asha.withdraw(consent);
    for (const stream of streams) {
      const events = [await next(stream), await next(stream), await next(stream)];
      expect(events.map((e) => [e?.action, e?.previousStatus, e?.status])).toEqual([
        ['GRANT', 'INITIATED', 'ACTIVE'],
        ['PAUSE', 'ACTIVE', 'PAUSED'],
        ['WITHDRAW', 'PAUSED', 'WITHDRAWN'],
      ]);
      for (const event of events) {
        expect(event?.request.id).toBe(request.id);
        expect(event?.consent?.id).toBe(consent.id);
      }
      expect(events[0]?.at).toBe(consent.grantedAt);
    }
  });

  test('that renews a consent comes as the end of one and the beginning of another', async () => {
    const consent = await asha.agree(await doctor.ask(asha));
    const { renewalNotice } = (await ask.data(readConsent, { id: consent.id }, asha.token)).consent;
    await settled();
    const stream = watch(asha.token);
    const input = { consentId: consent.id, noticeHash: renewalNotice?.hash ?? '' };
    const { renewConsent } = await ask.data(renew, { input }, asha.token);
    const events = [await next(stream), await next(stream)];
    expect(events.map((e) => [e?.action, e?.status, e?.consent?.id])).toEqual([
      ['RENEW', 'SUPERSEDED', consent.id],
      ['RENEW', 'ACTIVE', renewConsent.consent.id],
    ]);
  });

  test('can be watched for one request, one consent, or by whoever holds its link', async () => {
    const ravi = world.seed.personWithoutAccount();
    const { token } = await world.seed.person();
    const purpose = await clinic.purpose();
    const [one, other] = [
      await clinic.ask(ravi, [purpose]),
      await clinic.ask(ravi, [await clinic.purpose()]),
    ];
    const streams = [
      watch(clinic.token, { requestId: one.id }),
      watch(token, { requestId: one.id, noticeToken: one.noticeToken }),
      watch(token, { noticeToken: one.noticeToken }),
    ];
    await ravi.deny(other);
    const consent = await ravi.agree(one);
    for (const stream of streams) expect((await next(stream))?.consent?.id).toBe(consent.id);
    await settled();
    const single = watch(clinic.token, { consentId: consent.id });
    await ravi.withdraw(consent);
    expect((await next(single))?.action).toBe('WITHDRAW');
  });

  test("of somebody else's request or consent cannot be watched", async () => {
    const request = await doctor.ask(asha);
    const consent = await asha.agree(request);
    const { token } = await world.seed.person();
    for (const variables of [
      { requestId: request.id },
      { consentId: consent.id },
      { consentId: 'nonsense' },
      { noticeToken: 'nonsense' },
    ]) {
      await expect(watch(token, variables).next()).rejects.toThrow('NOT_FOUND');
    }
    await expect(watch(undefined).next()).rejects.toThrow();
  });
});

describe('going on', () => {
  test('after the cursor of an event gives the rest, with no gap and no repeat', async () => {
    const consent = await asha.agree(await doctor.ask(asha));
    await settled();
    const stream = watch(asha.token, { consentId: consent.id });
    await ask.data(pause, { input: { consentId: consent.id } }, asha.token);
    const paused = await next(stream);
    await stream.stop();
    await asha.withdraw(consent);
    const resumed = watch(asha.token, { consentId: consent.id }, paused?.cursor);
    expect((await next(resumed))?.action).toBe('WITHDRAW');
  });

  test('from the liveCursor of a list misses nothing that came after it', async () => {
    await settled();
    const { me } = await ask.data(dashboard, {}, asha.token);
    const request = await doctor.ask(asha);
    const consent = await asha.agree(request);
    const fromRequests = world.subscribe(
      received,
      {},
      {
        token: asha.token,
        after: me.consentRequests.liveCursor,
      },
    );
    // The clinic's registration comes first.
    await fromRequests.next();
    const event = (await fromRequests.next()).data?.consentRequestReceived;
    expect(event?.request.id).toBe(request.id);
    const fromConsents = watch(asha.token, {}, me.consents.liveCursor);
    let change = await next(fromConsents);
    while (change?.action === 'CANCEL') change = await next(fromConsents);
    expect(change?.consent?.id).toBe(consent.id);
  });

  test.each(['', 'nonsense', '\ud800\0', 'AAAA'])('after %j is refused', async (after) => {
    await expect(watch(asha.token, {}, after).next()).rejects.toThrow(/BAD_USER_INPUT.*after/);
  });
});

describe('a record linked while the stream is open', () => {
  test('joins it, and one unlinked leaves it', async () => {
    const shop = await world.seed.fiduciary();
    const [one, other] = [await shop.purpose(), await shop.purpose()];
    const ravi = world.seed.personWithoutAccount();
    const person = await world.seed.person();
    const { token = '' } = person;
    await shop.recordOf(person);
    await settled();
    const stream = world.subscribe(received, {}, { token });
    // What comes of a record linked before shows that the stream is open.
    const before = await shop.ask(person, [one]);
    expect((await stream.next()).data?.consentRequestReceived.request.id).toBe(before.id);

    const { noticeToken, principalId } = await shop.ask(ravi, [one]);
    await ask.data(linkRecord, { input: { noticeToken } }, token);
    const after = await shop.ask(ravi, [other]);
    expect((await stream.next()).data?.consentRequestReceived.request.id).toBe(after.id);

    await ask.data(unlinkRecord, { input: { principalId } }, token);
    await shop.ask(ravi, [await shop.purpose()]);
    await ask.data(linkRecord, { input: { noticeToken } }, token);
    const last = await shop.ask(ravi, [await shop.purpose()]);
    expect((await stream.next()).data?.consentRequestReceived.request.id).toBe(last.id);
  });
});
