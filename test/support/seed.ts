import { dataOf } from './answer.ts';
import type {
  InitiateConsentInput,
  PurposeVersionInput,
  RegisterFiduciaryInput,
  RequestPatientConsentInput,
  SeedRequestPartsFragment,
  SubmitConsentInput,
  WithdrawConsentInput,
} from './generated/graphql.ts';
import * as operations from './seed-operations.ts';
import type { World } from './world.ts';

/**
 * Fills a world through its own API, as a chain that reads like the story of the test:
 *
 *     const bank = await world.seed.fiduciary({ name: 'Trust Bank' });
 *     const kyc = await bank.purpose({ mandatory: true });
 *     const asha = await world.seed.person();
 *     const request = await bank.ask(asha, [kyc]);
 *     const consent = await asha.agree(request);
 */
export interface Seed {
  /** An operator's token. */
  operator(): Promise<string>;
  fiduciary(profile?: Partial<RegisterFiduciaryInput>): Promise<SeededFiduciary>;
  /** A fiduciary with a practice purpose, so that its doctors can ask. */
  clinic(profile?: Partial<RegisterFiduciaryInput>): Promise<SeededFiduciary>;
  /** Someone with an account, to whom every record is linked at the first request. */
  person(): Promise<SeededPerson>;
  /** Someone who has nothing but the notice links they are sent. */
  personWithoutAccount(): SeededPerson;
}

export interface SeededFiduciary {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  purpose(version?: Partial<PurposeVersionInput>): Promise<SeededPurpose>;
  ask(
    person: SeededPerson,
    purposes: SeededPurpose[],
    input?: Partial<InitiateConsentInput>,
  ): Promise<SeededRequest>;
  /** The id of its record of a person, who has been asked something and has linked the record. */
  recordOf(person: SeededPerson): Promise<string>;
  doctor(profile?: { name?: string; specialization?: string }): Promise<SeededDoctor>;
}

export interface SeededPurpose {
  readonly id: string;
  readonly versionId: string;
  readonly dataFields: string[];
  /** Publishes the next version, the same as the first but for `changes`, and gives its id. */
  publish(changes: Partial<PurposeVersionInput>): Promise<string>;
}

export interface SeededDoctor {
  readonly id: string;
  readonly token: string;
  /** Asks a patient of the clinic on its practice purpose. */
  ask(
    person: SeededPerson,
    reason?: string,
    input?: Partial<RequestPatientConsentInput>,
  ): Promise<SeededRequest>;
}

export interface SeededRequest {
  readonly id: string;
  readonly principalId: string;
  readonly noticeUrl: string;
  /** The capability in the fragment of the notice link. */
  readonly noticeToken: string;
  readonly noticeHash: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

export interface SeededConsent {
  readonly id: string;
  readonly request: SeededRequest;
  readonly principalId: string;
  readonly grantedAt: string;
  readonly validTill: string;
  readonly hash: string;
  readonly jws: string;
}

export interface SeededPerson {
  /** What every fiduciary calls them. */
  readonly externalUserId: string;
  /** How they sign in; undefined without an account. */
  readonly token: string | undefined;
  /** Links the record behind a request to the account, unless that was done. */
  link(request: SeededRequest): Promise<void>;
  agree(request: SeededRequest, input?: Partial<SubmitConsentInput>): Promise<SeededConsent>;
  deny(request: SeededRequest): Promise<void>;
  withdraw(consent: SeededConsent, input?: Partial<WithdrawConsentInput>): Promise<void>;
}

export function openSeed(world: Pick<World, 'graphql' | 'token'>): Seed {
  let made = 0;
  const operator = () => world.token({ roles: ['operator'], sub: 'operator' });

  const run: typeof world.graphql = world.graphql;

  async function fiduciary(profile: Partial<RegisterFiduciaryInput> = {}) {
    const input = { ...exampleProfile, ...profile };
    const registered = await run(
      operations.registerFiduciary,
      { input },
      { token: await operator() },
    );
    const { id, name } = dataOf(registered).registerFiduciary.fiduciary;
    const token = await world.token({
      roles: ['fiduciary'],
      sub: `backend-${id}`,
      fiduciaryId: id,
    });
    const seeded: SeededFiduciary = {
      id,
      name,
      token,
      purpose: (version = {}) => purpose(token, version),
      async ask(person, purposes, more = {}) {
        const input = {
          externalUserId: person.externalUserId,
          purposeIds: purposes.map(({ id }) => id),
          ...more,
        };
        const answer = await run(operations.initiate, { input }, { token });
        const request = requestOf(dataOf(answer).initiateConsent.request);
        await person.link(request);
        return request;
      },
      async recordOf(person) {
        const request = await seeded.ask(person, [await seeded.purpose({ title: 'Registration' })]);
        const input = { requestId: request.id };
        dataOf(await run(operations.cancel, { input }, { token }));
        return request.principalId;
      },
      doctor: (profile) => doctor(seeded, profile),
    };
    return seeded;
  }

  async function purpose(
    token: string,
    version: Partial<PurposeVersionInput>,
  ): Promise<SeededPurpose> {
    const first = { ...exampleVersion, ...version };
    const created = await run(operations.createPurpose, { input: { version: first } }, { token });
    const { id, currentVersion } = dataOf(created).createPurpose.purpose;
    return {
      id,
      versionId: currentVersion.id,
      dataFields: currentVersion.dataFields,
      async publish(changes) {
        const input = { purposeId: id, version: { ...first, ...changes } };
        const answer = await run(operations.publishVersion, { input }, { token });
        return dataOf(answer).publishPurposeVersion.version.id;
      },
    };
  }

  async function doctor(
    clinic: SeededFiduciary,
    profile: { name?: string; specialization?: string } = {},
  ): Promise<SeededDoctor> {
    const input = { name: 'Dr. John Doe', specialization: 'Cardiology', ...profile };
    const employed = await run(operations.employ, { input }, { token: clinic.token });
    const { id } = dataOf(employed).employPractitioner.practitioner;
    const token = await world.token({
      roles: ['practitioner'],
      sub: `doctor-${id}`,
      fiduciaryId: clinic.id,
      practitionerId: id,
    });
    return {
      id,
      token,
      async ask(person, reason = 'Review cardiac health records', more = {}) {
        const patientId = await clinic.recordOf(person);
        const input = { patientId, purpose: reason, ...more };
        const asked = await run(operations.askPatient, { input }, { token });
        return requestOf(dataOf(asked).requestPatientConsent.request);
      },
    };
  }

  function person(number: number, token?: string): SeededPerson {
    const linked = new Set<string>();
    const bearing = ({ noticeToken }: SeededRequest) => (token ? {} : { noticeToken });
    const seeded: SeededPerson = {
      externalUserId: `user_${number}`,
      token,
      async link({ noticeToken, principalId }) {
        if (!token || linked.has(principalId)) return;
        dataOf(await run(operations.link, { input: { noticeToken } }, { token }));
        linked.add(principalId);
      },
      async agree(request, more = {}) {
        const input = {
          requestId: request.id,
          agree: true,
          noticeHash: request.noticeHash,
          ...bearing(request),
          ...more,
        };
        const answer = await run(operations.submit, { input }, { token });
        const { consent } = dataOf(answer).submitConsent;
        if (!consent) throw new Error('An agreement gave no consent');
        return { ...consent, request, principalId: consent.principal.id };
      },
      async deny(request) {
        const input = { requestId: request.id, agree: false, ...bearing(request) };
        dataOf(await run(operations.submit, { input }, { token }));
      },
      async withdraw({ id, request }, more = {}) {
        const input = { consentId: id, ...bearing(request), ...more };
        dataOf(await run(operations.withdraw, { input }, { token }));
      },
    };
    return seeded;
  }

  return {
    operator,
    fiduciary,
    async clinic(profile = {}) {
      const clinic = await fiduciary({ name: 'Lakeside Clinic', ...profile });
      const treatment = await clinic.purpose({ title: 'Treatment' });
      const input = { purposeId: treatment.id };
      dataOf(await run(operations.setPracticePurpose, { input }, { token: clinic.token }));
      return clinic;
    },
    async person() {
      const number = ++made;
      return person(number, await world.token({ roles: ['principal'], sub: `person-${number}` }));
    },
    personWithoutAccount: () => person(++made),
  };
}

function requestOf(request: SeedRequestPartsFragment): SeededRequest {
  const { id, noticeUrl, createdAt, expiresAt, principal, notice } = request;
  const noticeToken = new URL(noticeUrl).hash.replace('#token=', '');
  return {
    id,
    noticeUrl,
    noticeToken,
    noticeHash: notice.hash,
    createdAt,
    expiresAt,
    principalId: principal.id,
  };
}

const exampleProfile: RegisterFiduciaryInput = {
  name: 'Trust Bank',
  legalName: 'Trust Bank Ltd.',
  contactEmail: 'privacy@trustbank.example',
  websiteUrl: 'https://trustbank.example',
  privacyPolicyUrl: 'https://trustbank.example/privacy',
  grievanceContact: 'grievance@trustbank.example, then the Data Protection Board of India',
  withdrawalPolicy: 'You can withdraw your consent at any time, here or at any branch.',
};

const exampleVersion: PurposeVersionInput = {
  title: 'Account Opening',
  description: 'To process your account opening request',
  dataFields: ['name', 'email', 'phone'],
  processingActivities: ['verification', 'kyc'],
  retentionDays: 365,
};
