import { afterAll, beforeAll, expect, test } from 'vitest';
import { asking } from '../support/answer.ts';
import { graphql } from '../support/generated/index.ts';
import type { SeededFiduciary, SeededPurpose } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import { readConsent, readNotice, submit } from './operations.ts';

const changeFiduciary = graphql(`
  mutation ChangeFiduciary($input: ChangeFiduciaryInput!) {
    changeFiduciary(input: $input) { fiduciary { id name } }
  }
`);

/** The 22 languages of the Eighth Schedule to the Constitution of India. */
const scheduled = 'as bn brx doi gu hi kn kok ks mai ml mni mr ne or pa sa sat sd ta te ur'.split(
  ' ',
);

let world: World;
let bank: SeededFiduciary;
let purpose: SeededPurpose;
const ask = asking(() => world);

beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
  purpose = await bank.purpose({
    translations: [{ language: 'hi', title: 'खाता खोलना', description: 'आपका खाता खोलने के लिए' }],
  });
});
afterAll(() => world.stop());

async function noticeOf(requestId: string, language?: string) {
  const asked = { requestId, ...(language ? { language } : {}) };
  return (await ask.data(readNotice, asked)).consentNotice;
}

test('a notice is there in each of the 22 languages and English; what is not translated is in English and says so', async () => {
  const request = await bank.ask(world.seed.personWithoutAccount(), [purpose]);
  expect(scheduled).toHaveLength(22);
  for (const language of [...scheduled, 'en']) {
    const notice = await noticeOf(request.id, language);
    const translated = language === 'hi' || language === 'en';
    expect(notice).toMatchObject({
      language,
      isTranslated: translated,
      purposes: [
        {
          language: translated ? language : 'en',
          title: language === 'hi' ? 'खाता खोलना' : 'Account Opening',
        },
      ],
    });
  }
});

test.each(['xx', 'EN', 'en-GB', '', 'constructor', '__proto__', 'hi\0', '\ud800'])(
  'the language %j is not offered',
  async (language) => {
    const request = await bank.ask(world.seed.personWithoutAccount(), [purpose]);
    expect(await ask.refusal(readNotice, { requestId: request.id, language })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: ['language'],
    });
  },
);

test('it is shown in the language of the request unless another is asked for', async () => {
  const request = await bank.ask(world.seed.personWithoutAccount(), [purpose], { language: 'hi' });
  expect(await noticeOf(request.id)).toMatchObject({ language: 'hi', hash: request.noticeHash });
  expect((await noticeOf(request.id, 'en')).hash).not.toBe(request.noticeHash);
});

test('a decision names the notice that was read, in the language it was read in', async () => {
  const asha = await world.seed.person();
  const request = await bank.ask(asha, [purpose]);
  const { hash } = await noticeOf(request.id, 'hi');
  const input = { requestId: request.id, agree: true, noticeHash: hash };
  const inEnglish = await ask.refusal(submit, { input }, asha.token);
  expect(inEnglish.code).toBe('CONFLICT');

  const inHindi = { input: { ...input, language: 'hi' } };
  const { consent } = (await ask.data(submit, inHindi, asha.token)).submitConsent;
  expect(consent).toMatchObject({ language: 'hi', noticeHash: hash });
});

test('agreeing without the hash, or with that of another notice, changes nothing', async () => {
  const asha = await world.seed.person();
  const request = await bank.ask(asha, [purpose]);
  const input = { requestId: request.id, agree: true };
  expect(await ask.refusal(submit, { input }, asha.token)).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: ['noticeHash'],
  });
  const other = { input: { ...input, noticeHash: 'f'.repeat(64) } };
  expect((await ask.refusal(submit, other, asha.token)).code).toBe('CONFLICT');
  await asha.agree(request);
});

test('a changed profile changes the hash, and what was read before is not agreed to', async () => {
  const shop = await world.seed.fiduciary({ name: 'Shop' });
  const asha = await world.seed.person();
  const request = await shop.ask(asha, [await shop.purpose()]);
  await ask.data(changeFiduciary, { input: { grievanceContact: 'Somebody else' } }, shop.token);

  const input = { requestId: request.id, agree: true, noticeHash: request.noticeHash };
  expect(await ask.refusal(submit, { input }, asha.token)).toMatchObject({
    code: 'CONFLICT',
    retryable: false,
  });
  const { hash, fiduciary } = await noticeOf(request.id);
  expect(fiduciary.grievanceContact).toBe('Somebody else');
  expect(hash).not.toBe(request.noticeHash);
  await asha.agree(request, { noticeHash: hash });
});

test('a consent keeps the notice that was read, whatever changes later', async () => {
  const shop = await world.seed.fiduciary({ name: 'Shop' });
  const asha = await world.seed.person();
  const consent = await asha.agree(await shop.ask(asha, [await shop.purpose()]));
  await ask.data(changeFiduciary, { input: { name: 'Renamed' } }, shop.token);
  const read = (await ask.data(readConsent, { id: consent.id }, asha.token)).consent;
  expect(read.notice.hash).toBe(read.noticeHash);
  expect(read.notice.fiduciary.name).toBe('Shop');
});

test('a later version of a purpose changes nothing for a request that is open', async () => {
  const asha = await world.seed.person();
  const own = await bank.purpose();
  const request = await bank.ask(asha, [own]);
  await own.publish({ title: 'Something else', dataFields: ['everything'] });
  expect(await noticeOf(request.id)).toMatchObject({
    hash: request.noticeHash,
    purposes: [{ versionNumber: 1, title: 'Account Opening' }],
  });
  await asha.agree(request);
});

test('equal questions to different people have the same notice: it says nothing about them', async () => {
  const [one, other] = [world.seed.personWithoutAccount(), world.seed.personWithoutAccount()];
  const first = await bank.ask(one, [purpose]);
  const second = await bank.ask(other, [purpose]);
  expect(second.noticeHash).toBe(first.noticeHash);
});

test("a practitioner's reason is not in the public notice, but their name and specialization are", async () => {
  const clinic = await world.seed.clinic();
  const doctor = await clinic.doctor({ name: 'Dr. Meera Iyer', specialization: 'Cardiology' });
  const request = await doctor.ask(await world.seed.person(), 'A very private reason');
  const notice = await noticeOf(request.id);
  expect(notice.practitioner).toEqual({ name: 'Dr. Meera Iyer', specialization: 'Cardiology' });
  expect(JSON.stringify(notice)).not.toMatch(/private reason/);
  const json = await fetch(new URL(`/consents/${request.id}`, world.url));
  expect(await json.text()).not.toMatch(/private reason/);
});

test('a profile that no notice could be made of is not registered', async () => {
  const complete = { name: 'Shop', legalName: 'Shop Ltd.' };
  for (const missing of [
    { grievanceContact: '' },
    { withdrawalPolicy: '' },
    { contactEmail: 'nobody' },
    { privacyPolicyUrl: 'javascript:alert(1)' },
  ]) {
    await expect(world.seed.fiduciary({ ...complete, ...missing })).rejects.toThrow(
      `"field":"${Object.keys(missing)[0]}"`,
    );
  }
});
