import { type DocumentNode, print } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { asking } from '../support/answer.ts';
import { graphql } from '../support/generated/index.ts';
import type { SeededFiduciary, SeededPerson, SeededPurpose } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import * as operations from './operations.ts';

const registration = graphql(`
  mutation OnceRegister($input: RegisterFiduciaryInput!) {
    registerFiduciary(input: $input) { fiduciary { id } }
  }
`);
const profile = graphql(`
  mutation OnceChange($input: ChangeFiduciaryInput!) {
    changeFiduciary(input: $input) { fiduciary { id name } }
  }
`);
const limits = graphql(`
  mutation OnceLimits($input: SetFiduciaryLimitsInput!) {
    setFiduciaryLimits(input: $input) { fiduciary { id requestsPerMinute } }
  }
`);
const suspension = graphql(`
  mutation OnceSuspend($input: FiduciaryStatusInput!) {
    suspendFiduciary(input: $input) { fiduciary { id status } }
  }
`);
const reinstatement = graphql(`
  mutation OnceReinstate($input: FiduciaryStatusInput!) {
    reinstateFiduciary(input: $input) { fiduciary { id status } }
  }
`);
const employment = graphql(`
  mutation OnceEmploy($input: EmployPractitionerInput!) {
    employPractitioner(input: $input) { practitioner { id } }
  }
`);
const practitioner = graphql(`
  mutation OnceChangePractitioner($input: ChangePractitionerInput!) {
    changePractitioner(input: $input) { practitioner { id name } }
  }
`);
const dismissal = graphql(`
  mutation OnceDismiss($input: DismissPractitionerInput!) {
    dismissPractitioner(input: $input) { practitioner { id status } }
  }
`);
const creation = graphql(`
  mutation OnceCreatePurpose($input: CreatePurposeInput!) {
    createPurpose(input: $input) { purpose { id } }
  }
`);
const publication = graphql(`
  mutation OncePublish($input: PublishPurposeVersionInput!) {
    publishPurposeVersion(input: $input) { version { id number } }
  }
`);
const retirement = graphql(`
  mutation OnceRetire($input: PurposeInput!) {
    retirePurpose(input: $input) { purpose { id retiredAt } }
  }
`);
const practice = graphql(`
  mutation OncePractice($input: PurposeInput!) {
    setPracticePurpose(input: $input) { purpose { id } }
  }
`);

let world: World;
let bank: SeededFiduciary;
let purpose: SeededPurpose;
let asha: SeededPerson;
let operator: string;
const ask = asking(() => world);

beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
  purpose = await bank.purpose();
  asha = await world.seed.person();
  operator = await world.seed.operator();
});
afterAll(() => world.stop());
afterEach(() => world.clock.reset());

const asked = async () => bank.ask(asha, [await bank.purpose()]);
const given = async () => asha.agree(await asked());
const terms = {
  title: 'Once',
  description: 'Only once',
  dataFields: ['name'],
  processingActivities: ['reading'],
  retentionDays: 1,
  translations: [{ language: 'hi', title: 'एक बार', description: 'केवल एक बार' }],
};
const employed = async () => {
  const input = { name: 'Dr. Once', specialization: 'Repetition' };
  return (await ask.data(employment, { input }, bank.token)).employPractitioner.practitioner.id;
};
const renewalHash = async (id: string) =>
  (await ask.data(operations.readConsent, { id }, asha.token)).consent.renewalNotice?.hash ?? '';

interface Call {
  operation: DocumentNode;
  input: object;
  /** Another input that would be valid too. */
  other: object;
  token: string | undefined;
}

const nobody = '01940000-0000-7000-8000-00000000dead';

/** A call of each mutation, on something new. */
const calls: Record<string, () => Promise<Call>> = {
  registerFiduciary: async () => {
    const input = {
      name: 'Once',
      legalName: 'Once Ltd.',
      contactEmail: 'once@once.example',
      privacyPolicyUrl: 'https://once.example',
      grievanceContact: 'Once',
      withdrawalPolicy: 'Once',
    };
    return { operation: registration, input, other: { ...input, name: 'Twice' }, token: operator };
  },
  changeFiduciary: async () => ({
    operation: profile,
    input: { name: 'Once' },
    other: { name: 'Twice' },
    token: (await world.seed.fiduciary()).token,
  }),
  setFiduciaryLimits: async () => {
    const { id: fiduciaryId } = await world.seed.fiduciary();
    const input = { fiduciaryId, requestsPerMinute: 5 };
    return { operation: limits, input, other: { ...input, requestsPerMinute: 6 }, token: operator };
  },
  suspendFiduciary: async () => ({
    operation: suspension,
    input: { fiduciaryId: (await world.seed.fiduciary()).id },
    other: { fiduciaryId: bank.id },
    token: operator,
  }),
  reinstateFiduciary: async () => {
    const input = { fiduciaryId: (await world.seed.fiduciary()).id };
    await ask.data(suspension, { input }, operator);
    return { operation: reinstatement, input, other: { fiduciaryId: bank.id }, token: operator };
  },
  employPractitioner: async () => {
    const input = { name: 'Dr. Once', specialization: 'Repetition' };
    return {
      operation: employment,
      input,
      other: { ...input, name: 'Dr. Twice' },
      token: bank.token,
    };
  },
  changePractitioner: async () => {
    const input = { practitionerId: await employed(), name: 'Dr. Onceagain' };
    return { operation: practitioner, input, other: { ...input, name: 'Else' }, token: bank.token };
  },
  dismissPractitioner: async () => ({
    operation: dismissal,
    input: { practitionerId: await employed() },
    other: { practitionerId: nobody },
    token: bank.token,
  }),
  createPurpose: async () => ({
    operation: creation,
    input: { version: terms },
    other: { version: { ...terms, title: 'Twice' } },
    token: bank.token,
  }),
  publishPurposeVersion: async () => {
    const input = { purposeId: (await bank.purpose()).id, version: terms };
    const other = { ...input, version: { ...terms, retentionDays: 2 } };
    return { operation: publication, input, other, token: bank.token };
  },
  retirePurpose: async () => ({
    operation: retirement,
    input: { purposeId: (await bank.purpose()).id },
    other: { purposeId: purpose.id },
    token: bank.token,
  }),
  setPracticePurpose: async () => ({
    operation: practice,
    input: { purposeId: (await bank.purpose()).id },
    other: { purposeId: purpose.id },
    token: bank.token,
  }),
  initiateConsent: async () => {
    const input = {
      externalUserId: 'once',
      purposeIds: [purpose.id],
      metadata: { b: 1, a: { d: [1], c: null } },
    };
    const other = { ...input, durationDays: 7 };
    return { operation: operations.initiate, input, other, token: bank.token };
  },
  requestPatientConsent: async () => {
    const clinic = await world.seed.clinic();
    const { token } = await clinic.doctor();
    const input = { patientId: await clinic.recordOf(asha), purpose: 'Once' };
    return { operation: operations.askPatient, input, other: { ...input, purpose: 'No' }, token };
  },
  submitConsent: async () => {
    const { id: requestId, noticeHash } = await asked();
    const input = { requestId, noticeHash, agree: true };
    return {
      operation: operations.submit,
      input,
      other: { ...input, agree: false },
      token: asha.token,
    };
  },
  approveConsentRequest: async () => {
    const { id: requestId, noticeHash, noticeToken } = await asked();
    const input = { requestId, noticeHash, noticeToken };
    const other = { ...input, userAgent: 'else' };
    return { operation: operations.approve, input, other, token: undefined };
  },
  denyConsentRequest: async () => {
    const { id: requestId } = await asked();
    const other = { requestId, userAgent: 'else' };
    return { operation: operations.deny, input: { requestId }, other, token: asha.token };
  },
  cancelConsentRequest: async () => ({
    operation: operations.cancel,
    input: { requestId: (await asked()).id },
    other: { requestId: nobody },
    token: bank.token,
  }),
  revokeNoticeLink: async () => ({
    operation: operations.revokeLink,
    input: { requestId: (await asked()).id },
    other: { requestId: nobody },
    token: bank.token,
  }),
  withdrawConsent: async () => {
    const input = { consentId: (await given()).id, reason: 'Once' };
    const other = { ...input, reason: 'Else' };
    return { operation: operations.withdraw, input, other, token: asha.token };
  },
  pauseConsent: async () => ({
    operation: operations.pause,
    input: { consentId: (await given()).id },
    other: { consentId: nobody },
    token: asha.token,
  }),
  resumeConsent: async () => {
    const input = { consentId: (await given()).id };
    await ask.data(operations.pause, { input }, asha.token);
    return { operation: operations.resume, input, other: { consentId: nobody }, token: asha.token };
  },
  updateConsent: async () => {
    const { id: consentId } = await given();
    const input = { consentId, noticeHash: await renewalHash(consentId) };
    const other = { ...input, language: 'hi' };
    return { operation: operations.update, input, other, token: asha.token };
  },
  renewConsent: async () => {
    const { id: consentId } = await given();
    const input = { consentId, noticeHash: await renewalHash(consentId) };
    const other = { ...input, durationDays: 3 };
    return { operation: operations.renew, input, other, token: asha.token };
  },
  invalidateConsent: async () => {
    const input = { consentId: (await given()).id, reason: 'Once' };
    const other = { ...input, reason: 'Else' };
    return { operation: operations.invalidate, input, other, token: operator };
  },
  linkMyRecord: async () => {
    const request = await bank.ask(world.seed.personWithoutAccount(), [purpose]);
    return {
      operation: operations.linkRecord,
      input: { noticeToken: request.noticeToken },
      other: { noticeToken: (await asked()).noticeToken },
      token: asha.token,
    };
  },
  unlinkMyRecord: async () => {
    const person = await world.seed.person();
    const { principalId } = await bank.ask(person, [purpose]);
    return {
      operation: operations.unlinkRecord,
      input: { principalId },
      other: { principalId: nobody },
      token: person.token,
    };
  },
};

/** How many entries the history has, and how many rows the tables that commands write. */
async function rows(): Promise<Record<string, string>> {
  const names = ['history', 'consent_request', 'consent_artifact', 'fiduciary', 'practitioner'];
  const counted = [...names, 'purpose', 'purpose_version', 'principal', 'account'].map(
    async (name) => {
      const [row] = await world.owner<{ rows: string }[]>`
        select count(*)::text as rows from ${world.owner(name)}`;
      return [name, row?.rows ?? ''];
    },
  );
  return Object.fromEntries(await Promise.all(counted));
}

describe('a key', () => {
  test.each(Object.keys(calls))(
    'makes %s happen once, gives every repeat the first answer, and is not good for another input',
    async (name) => {
      const call = await calls[name]?.();
      if (!call) throw new Error(`There is no call ${name}`);
      const { input, other, token } = call;
      const operation = print(call.operation);
      const idempotencyKey = `once-${name}`;
      const first = await world.graphql(
        operation,
        { input: { ...input, idempotencyKey } },
        { token },
      );
      expect(first.body.errors).toBeUndefined();
      const before = await rows();
      const again = await world.graphql(
        operation,
        { input: { ...input, idempotencyKey } },
        { token },
      );
      expect(again.body).toEqual(first.body);
      const else_ = { input: { ...other, idempotencyKey } };
      expect((await ask.refusal(operation, else_, token)).code).toBe('IDEMPOTENCY_KEY_REUSED');
      expect(await rows()).toEqual(before);
    },
  );

  test('covers every mutation there is', async () => {
    const { body } = await world.graphql<{ __type: { fields: IntrospectedMutation[] } }>(
      '{ __type(name: "Mutation") { fields { name args { type { inputFields { name } ofType { inputFields { name } } } } } } }',
    );
    for (const { name, args } of body.data?.__type.fields ?? []) {
      if (signedMessages.has(name)) continue;
      const type = args[0]?.type;
      const fields = (type?.inputFields ?? type?.ofType?.inputFields ?? []).map((f) => f.name);
      expect(fields, name).toContain('idempotencyKey');
    }
  });

  test('used fifty times in parallel has one effect and one answer', async () => {
    const { id: requestId, noticeHash } = await asked();
    const input = { requestId, noticeHash, agree: true, idempotencyKey: 'fifty' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => world.graphql(operations.submit, { input }, asha)),
    );
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers[0]?.body.errors).toBeUndefined();
    const { consentRequest } = await ask.data(
      operations.readRequest,
      { id: requestId },
      asha.token,
    );
    expect(consentRequest.history.totalCount).toBe(2);
  });

  test("is its caller's own, and each operation's", async () => {
    const { id: consentId } = await given();
    const ravi = await world.seed.person();
    const his = await ravi.agree(await bank.ask(ravi, [purpose]));
    const idempotencyKey = 'shared';
    const mine = { input: { consentId, idempotencyKey } };
    await ask.data(operations.pause, mine, asha.token);
    await ask.data(operations.pause, { input: { consentId: his.id, idempotencyKey } }, ravi.token);
    const reused = await ask.refusal(operations.resume, mine, asha.token);
    expect(reused.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  test('of a refused call can be used again', async () => {
    const { id: consentId } = await given();
    const input = { consentId, idempotencyKey: 'retry' };
    expect((await ask.refusal(operations.resume, { input }, asha.token)).code).toBe('CONFLICT');
    await ask.data(operations.pause, { input: { consentId } }, asha.token);
    await ask.data(operations.resume, { input }, asha.token);
  });

  test('is remembered for 24 hours', async () => {
    const { id: consentId } = await given();
    const input = { consentId, idempotencyKey: 'a day' };
    await ask.data(operations.pause, { input }, asha.token);
    await world.clock.advance(24 * 60 * 60 * 1000 - 60_000);
    await ask.data(operations.pause, { input }, asha.token);
    await world.clock.advance(2 * 60_000);
    expect((await ask.refusal(operations.pause, { input }, asha.token)).code).toBe('CONFLICT');
  });

  test.each(['', 'x'.repeat(256), 'a\0b', '\ud800'])('%j is refused', async (idempotencyKey) => {
    const input = { consentId: nobody, idempotencyKey };
    expect(await ask.refusal(operations.pause, { input }, asha.token)).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: ['idempotencyKey'],
    });
  });

  test('does not tell two orders of the same JSON apart', async () => {
    const input = { externalUserId: 'ordered', purposeIds: [purpose.id], idempotencyKey: 'order' };
    const first = { input: { ...input, metadata: { a: 1, b: { c: 2, d: 3 } } } };
    const second = { input: { ...input, metadata: { b: { d: 3, c: 2 }, a: 1 } } };
    const answer = await ask.data(operations.initiate, first, bank.token);
    expect(await ask.data(operations.initiate, second, bank.token)).toEqual(answer);
  });
});

/** Messages between participants: each names itself by its signed `jti`, and is taken once by that. */
const signedMessages = new Set([
  'registerParticipant',
  'attachAccessToken',
  'verifyConsent',
  'reportTransfer',
]);

interface IntrospectedMutation {
  name: string;
  args: {
    type: {
      inputFields: { name: string }[] | null;
      ofType: { inputFields: { name: string }[] } | null;
    };
  }[];
}
