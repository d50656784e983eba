import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findStandings, type Question } from '../../src/consent/validate-store.ts';
import { asking } from '../support/answer.ts';
import type { ValidateQueryVariables, ValidationInput } from '../support/generated/graphql.ts';
import type { SeededFiduciary, SeededPerson, SeededPurpose } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import {
  invalidate,
  pause,
  readConsent,
  renew,
  validate,
  validateMany,
  withdraw,
} from './operations.ts';

const unknown = '01940000-0000-7000-8000-00000000dead';

let world: World;
let bank: SeededFiduciary;
let opening: SeededPurpose;
let offers: SeededPurpose;
const ask = asking(() => world);

beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
  opening = await bank.purpose({ dataFields: ['name', 'email', 'phone'] });
  offers = await bank.purpose({ dataFields: ['email', 'address'] });
});
afterAll(() => world.stop());
afterEach(() => world.clock.reset());

async function given(purposes = [opening, offers]) {
  const person: SeededPerson = await world.seed.person();
  const consent = await person.agree(await bank.ask(person, purposes));
  return { person, consent };
}

const check = async (asked: ValidateQueryVariables) =>
  (await ask.data(validate, asked, bank.token)).validateConsent;

/** What each ending makes of a consent. */
const endings = {
  WITHDRAWN: async (person: SeededPerson, consentId: string) => {
    await ask.data(withdraw, { input: { consentId } }, person.token);
  },
  PAUSED: async (person: SeededPerson, consentId: string) => {
    await ask.data(pause, { input: { consentId } }, person.token);
  },
  INVALIDATED: async (_person: SeededPerson, consentId: string) => {
    const input = { consentId, reason: 'By order' };
    await ask.data(invalidate, { input }, await world.seed.operator());
  },
  EXPIRED: async (person: SeededPerson, id: string) => {
    const { consent } = await ask.data(readConsent, { id }, person.token);
    await world.clock.set(new Date(consent.validTill));
  },
};

describe.each(['artifact', 'external user id'])('by %s', (by) => {
  const named = (person: SeededPerson, artifactId: string) =>
    by === 'artifact' ? { artifactId } : { externalUserId: person.externalUserId };

  test.each(Object.keys(endings) as (keyof typeof endings)[])('%s is a reason', async (reason) => {
    const { person, consent } = await given();
    await endings[reason](person, consent.id);
    expect(await check({ ...named(person, consent.id), purposeId: opening.id })).toMatchObject({
      isValid: false,
      reason,
      status: reason,
      artifactId: consent.id,
      purposes: [{ isValid: false }, { isValid: false }],
    });
  });

  test('a purpose and a field that were not granted are reasons', async () => {
    const { person, consent } = await given([opening]);
    const who = named(person, consent.id);
    const verdict = async (use: object) => (await check({ ...who, ...use })).reason;
    expect(await verdict({})).toBe('VALID');
    expect(await verdict({ purposeId: opening.id })).toBe('VALID');
    expect(await verdict({ purposeId: opening.id.toUpperCase() })).toBe('VALID');
    expect(await verdict({ purposeId: opening.id, dataFields: ['name', 'phone'] })).toBe('VALID');
    expect(await verdict({ purposeId: offers.id })).toBe('PURPOSE_NOT_GRANTED');
    expect(await verdict({ purposeId: 'nonsense' })).toBe('PURPOSE_NOT_GRANTED');
    expect(await verdict({ purposeId: opening.id, dataFields: ['name', 'pan'] })).toBe(
      'FIELD_NOT_GRANTED',
    );
    expect(await verdict({ dataFields: ['pan'] })).toBe('FIELD_NOT_GRANTED');
  });

  test('fields count for the purpose they were granted for', async () => {
    const { person, consent } = await given();
    const who = named(person, consent.id);
    const fields = { dataFields: ['name', 'address'] };
    expect((await check({ ...who, ...fields })).reason).toBe('VALID');
    expect((await check({ ...who, ...fields, purposeId: offers.id })).reason).toBe(
      'FIELD_NOT_GRANTED',
    );
  });

  test('unknown, malformed and foreign are alike: UNKNOWN, and nothing else is said', async () => {
    const shop = await world.seed.fiduciary();
    const person = await world.seed.person();
    const foreign = await person.agree(await shop.ask(person, [await shop.purpose()]));
    const names = by === 'artifact' ? [unknown, 'ART_5001', '\u{1F600}'] : ['nobody', "' or 1=1"];
    const theirs = by === 'artifact' ? foreign.id : person.externalUserId;
    const answers = await Promise.all(
      [...names, theirs].map((name) =>
        check(by === 'artifact' ? { artifactId: name } : { externalUserId: name }),
      ),
    );
    for (const answer of answers) {
      expect(answer).toEqual({
        isValid: false,
        reason: 'UNKNOWN',
        message: 'There is no such consent.',
        status: null,
        artifactId: null,
        principalId: null,
        validTill: null,
        assurance: null,
        successorId: null,
        purposes: [],
        checkedAt: expect.any(String),
      });
    }
  });
});

test('SUPERSEDED is a reason, and the successor is named', async () => {
  const { person, consent } = await given();
  const { renewalNotice } = (await ask.data(readConsent, { id: consent.id }, person.token)).consent;
  const input = { consentId: consent.id, noticeHash: renewalNotice?.hash ?? '' };
  const { renewConsent } = await ask.data(renew, { input }, person.token);
  expect(await check({ artifactId: consent.id })).toMatchObject({
    isValid: false,
    reason: 'SUPERSEDED',
    successorId: renewConsent.consent.id,
  });
  expect(await check({ externalUserId: person.externalUserId })).toMatchObject({
    isValid: true,
    artifactId: renewConsent.consent.id,
  });
});

test("of a person's consents the one that covers the use and is in force is judged", async () => {
  const { person, consent } = await given([opening]);
  const second = await person.agree(await bank.ask(person, [offers]));
  const use = (purposeId: string) => ({ externalUserId: person.externalUserId, purposeId });
  expect(await check(use(opening.id))).toMatchObject({ isValid: true, artifactId: consent.id });
  expect(await check(use(offers.id))).toMatchObject({ isValid: true, artifactId: second.id });
  await person.withdraw(second);
  expect(await check(use(offers.id))).toMatchObject({
    reason: 'WITHDRAWN',
    artifactId: second.id,
  });
  const third = await person.agree(await bank.ask(person, [offers]));
  expect(await check(use(offers.id))).toMatchObject({ isValid: true, artifactId: third.id });
});

test('a consent is valid to the last millisecond of its term, and not at its end', async () => {
  const { person, consent } = await given();
  const end = Date.parse(consent.validTill);
  for (const who of [{ artifactId: consent.id }, { externalUserId: person.externalUserId }]) {
    await world.clock.set(new Date(end - 1));
    expect(await check(who)).toMatchObject({
      isValid: true,
      validTill: consent.validTill,
      checkedAt: new Date(end - 1).toISOString(),
    });
    await world.clock.set(new Date(end));
    expect(await check(who)).toMatchObject({ isValid: false, reason: 'EXPIRED' });
  }
});

describe('many at once', () => {
  test('people who agreed to the same are answered each for themselves', async () => {
    const [one, other, fewer] = [await given(), await given(), await given([offers])];
    await other.person.withdraw(other.consent);
    const allowed = async ({ consent }: typeof one) =>
      (await check({ artifactId: consent.id })).purposes.map((p) => [p.purposeId, p.isValid]);
    for (let time = 0; time < 2; time++) {
      expect(await allowed(one)).toEqual([
        [opening.id, true],
        [offers.id, true],
      ]);
      expect(await allowed(other)).toEqual([
        [opening.id, false],
        [offers.id, false],
      ]);
      expect(await allowed(fewer)).toEqual([[offers.id, true]]);
    }
  });

  test('are answered in the order asked, each on its own, as of one moment', async () => {
    const [one, other] = [await given(), await given([opening])];
    await other.person.withdraw(other.consent);
    const validations: ValidationInput[] = [
      { artifactId: other.consent.id },
      { artifactId: 'nonsense' },
      { externalUserId: one.person.externalUserId, purposeId: offers.id },
      { artifactId: one.consent.id, dataFields: ['pan'] },
      { artifactId: one.consent.id },
      { artifactId: one.consent.id },
    ];
    const { validateConsents } = await ask.data(validateMany, { validations }, bank.token);
    expect(validateConsents.map(({ reason }) => reason)).toEqual([
      'WITHDRAWN',
      'UNKNOWN',
      'VALID',
      'FIELD_NOT_GRANTED',
      'VALID',
      'VALID',
    ]);
  });

  test('a thousand are one statement, and one more is too many', async () => {
    const { consent } = await given();
    const validations = Array.from({ length: 1000 }, (_, index) => ({
      artifactId: index % 2 ? consent.id : unknown,
    }));
    const { validateConsents } = await ask.data(validateMany, { validations }, bank.token);
    expect(validateConsents.map(({ isValid }) => isValid)).toEqual(
      validations.map((_, index) => index % 2 === 1),
    );
    for (const wrong of [[], [...validations, { artifactId: consent.id }]]) {
      expect(await ask.refusal(validateMany, { validations: wrong }, bank.token)).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: ['validations'],
      });
    }
  });

  test('the item at fault is named', async () => {
    const validations = [{ artifactId: unknown }, { artifactId: unknown, externalUserId: 'x' }, {}];
    expect(await ask.refusal(validateMany, { validations }, bank.token)).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: ['validations.1.artifactId'],
    });
  });
});

test('each statement answers alike, whoever else asks in it', async () => {
  const shop = await world.seed.fiduciary();
  const [one, other, foreign] = [await given(), await given([opening]), await world.seed.person()];
  const { id: foreignId } = await foreign.agree(await shop.ask(foreign, [await shop.purpose()]));
  await other.person.withdraw(other.consent);
  const { sql } = world.platform.database;
  const questionOf = (fiduciaryId: string, client: string | null, asked: object): Question => ({
    caller: { token: '', client, fiduciary: fiduciaryId, practitioner: null },
    fiduciaryId,
    artifactId: null,
    externalUserIndex: null,
    use: { purposeId: null, dataFields: null },
    ...asked,
  });
  const { id } = one.consent;
  const ids = [id, unknown, id.toUpperCase(), foreignId, other.consent.id, id];
  for (const client of [null, unknown]) {
    const questions = ids.map((artifactId) => questionOf(bank.id, client, { artifactId }));
    const byAnother = questionOf(shop.id, null, { artifactId: id });
    const aboutNobody = questionOf(bank.id, client, { externalUserIndex: Buffer.alloc(32) });
    const [alone, withAnother, withAny] = await Promise.all(
      [questions, [...questions, byAnother], [...questions, aboutNobody]].map(async (asked) =>
        (await findStandings(sql, asked)).map(({ checkedAt: _, ...found }) => found),
      ),
    );
    expect(alone?.map(({ standing }) => standing?.artifactId)).toEqual([
      id,
      undefined,
      id,
      undefined,
      other.consent.id,
      id,
    ]);
    expect(alone?.map(({ callerStands }) => callerStands)).toEqual(ids.map(() => client === null));
    expect(withAnother).toEqual([...(alone ?? []), { callerStands: true, standing: null }]);
    expect(withAny).toEqual([...(alone ?? []), { callerStands: client === null, standing: null }]);
  }
});

test.each([
  [{}, 'artifactId'],
  [{ artifactId: unknown, externalUserId: 'x' }, 'artifactId'],
  [{ artifactId: '' }, 'artifactId'],
  [{ externalUserId: 'a\0b' }, 'externalUserId'],
  [{ externalUserId: 'x'.repeat(256) }, 'externalUserId'],
  [{ artifactId: unknown, dataFields: [] }, 'dataFields'],
  [{ artifactId: unknown, dataFields: ['a', 'a'] }, 'dataFields'],
  [{ artifactId: unknown, purposeId: '\ud800' }, 'purposeId'],
])('%j is refused and names %s', async (asked, field) => {
  expect(await ask.refusal(validate, asked, bank.token)).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [field],
  });
});

test('no check that began after an acknowledged withdrawal says valid', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { person, consent } = await given([opening]);
    let withdrawn = false;
    const done = person.withdraw(consent).then(() => {
      withdrawn = true;
    });
    const wrong: unknown[] = [];
    const checker = async (asked: ValidateQueryVariables) => {
      for (let after = 0; after < 3; ) {
        const beganAfter = withdrawn;
        const answer = await check(asked);
        if (beganAfter) after += 1;
        if (beganAfter && answer.isValid) wrong.push(answer);
      }
    };
    await Promise.all([
      done,
      ...Array.from({ length: 2 }, () => checker({ artifactId: consent.id })),
      ...Array.from({ length: 2 }, () => checker({ externalUserId: person.externalUserId })),
    ]);
    expect(wrong).toEqual([]);
  }
});

describe('when the database is in trouble', () => {
  test('questions whose session is ended are asked again on another', async () => {
    const { consent } = await given();
    const [session] = await world.platform.database.line.sql`select pg_backend_pid() as pid`;
    const asking = Array.from({ length: 60 }, () => check({ artifactId: consent.id }));
    await world.owner`select pg_terminate_backend(${session?.pid})`;
    asking.push(...Array.from({ length: 60 }, () => check({ artifactId: consent.id })));
    for (const { isValid } of await Promise.all(asking)) expect(isValid).toBe(true);
  });

  test('one that is not answered in time is refused, and those after it are not', async () => {
    const { consent } = await given();
    await world.owner.begin(async (tx) => {
      await tx`lock table consent_artifact in access exclusive mode`;
      const refusal = await ask.refusal(validate, { artifactId: consent.id }, bank.token);
      expect(refusal).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    });
    expect((await check({ artifactId: consent.id })).isValid).toBe(true);
    // Before the minute after which any request is refused.
  }, 50_000);
});
