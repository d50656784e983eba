import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, refusalOf } from '../support/answer.ts';
import { graphql } from '../support/generated/index.ts';
import type { SeededConsent, SeededFiduciary, SeededPurpose } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import * as operations from './operations.ts';

/** The consent collection REST API (`/api/v1/consents`), endpoint by endpoint. */

const listConsents = graphql(`
  query ListConsents(
    $status: [ConsentStatus!], $purposeId: ID, $from: DateTime, $to: DateTime
    $page: Int, $limit: Int
  ) {
    fiduciary {
      id
      consents(
        filter: { status: $status, purposeId: $purposeId, from: $from, to: $to }
        page: $page, limit: $limit, orderBy: { field: GRANTED_AT, direction: DESC }
      ) {
        pagination { total limit currentPage totalPages }
        edges {
          node {
            id status grantedAt validTill hash
            fiduciary { id } principal { id externalUserId }
            purposes { purposeId purposeVersionId version { title } }
          }
        }
      }
    }
  }
`);

const userConsents = graphql(`
  query UserConsents($externalUserId: String!, $status: [ConsentStatus!]) {
    fiduciary {
      principalConsents(externalUserId: $externalUserId, filter: { status: $status }) {
        totalCount edges { node { id status principal { externalUserId } } }
      }
    }
  }
`);

const aDay = 24 * 60 * 60 * 1000;
const uuid = expect.stringMatching(
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/,
);
const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);

let world: World;
let bank: SeededFiduciary;
let opening: SeededPurpose;
let offers: SeededPurpose;

beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary({
    name: 'Trust Bank',
    legalName: 'Trust Bank Ltd.',
    logoUrl: 'https://trustbank.example/logo.svg',
    contactEmail: 'privacy@trustbank.example',
    websiteUrl: 'https://trustbank.example',
    privacyPolicyUrl: 'https://trustbank.example/privacy',
    withdrawalPolicy: 'You can withdraw your consent at any time...',
  });
  opening = await bank.purpose({
    title: 'Account Opening',
    description: 'To process your account opening request',
    dataFields: ['name', 'email', 'phone', 'address'],
    processingActivities: ['verification', 'kyc'],
    retentionDays: 365,
    mandatory: true,
  });
  offers = await bank.purpose({ title: 'Offers', dataFields: ['email'], retentionDays: 30 });
});
afterAll(() => world.stop());

/** A consent to both purposes, of someone new. */
async function given(): Promise<SeededConsent & { externalUserId: string; token: string }> {
  const person = await world.seed.person();
  const consent = await person.agree(await bank.ask(person, [opening, offers]));
  return { ...consent, externalUserId: person.externalUserId, token: person.token ?? '' };
}

const asBank = () => ({ token: bank.token });

test('1. POST /consents/initiate', async () => {
  const input = {
    fiduciaryId: bank.id,
    externalUserId: 'external_user_id',
    purposeIds: [opening.id, offers.id],
    dataFields: ['name', 'email', 'phone'],
    durationDays: 365,
    language: 'en',
    metadata: {},
  };
  const answer = await world.graphql(operations.initiate, { input }, asBank());
  const { request } = dataOf(answer).initiateConsent;
  expect({
    cms_request_id: request.id,
    notice_url: request.noticeUrl.replace(/#token=.+$/, ''),
    status: request.status,
    expires_at: request.expiresAt,
  }).toEqual({
    cms_request_id: uuid,
    notice_url: `http://consent.example/consents/${request.id}`,
    status: 'INITIATED',
    expires_at: new Date(Date.parse(request.createdAt) + 30 * aDay).toISOString(),
  });
  expect(request).toMatchObject({ language: 'en', durationDays: 365, metadata: {} });
  expect(request.purposes.map(({ dataFields }) => dataFields)).toEqual([
    ['name', 'email', 'phone'],
    ['email'],
  ]);
});

test('2. GET /consents/:cms_request_id?language=en, as JSON for anybody', async () => {
  const ravi = world.seed.personWithoutAccount();
  const request = await bank.ask(ravi, [opening]);
  const { pathname } = new URL(request.noticeUrl);
  const response = await fetch(new URL(`${pathname}?language=en`, world.url));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const documented = {
    success: true,
    message: 'Consent notice retrieved successfully',
    data: {
      cms_request_id: request.id,
      data_fiduciary: {
        data_fiduciary_id: bank.id,
        name: 'Trust Bank',
        legal_name: 'Trust Bank Ltd.',
        logo_url: 'https://trustbank.example/logo.svg',
        contact_email: 'privacy@trustbank.example',
        website_url: 'https://trustbank.example',
        privacy_policy_url: 'https://trustbank.example/privacy',
      },
      purposes: [
        {
          purpose_id: opening.id,
          purpose_version_id: opening.versionId,
          version_number: 1,
          title: 'Account Opening',
          description: 'To process your account opening request',
          legal_basis: 'Section 6(1) read with section 4(1)(a), DPDP Act 2023',
          data_fields: ['name', 'email', 'phone', 'address'],
          processing_activities: ['verification', 'kyc'],
          retention_period_days: 365,
          is_mandatory: true,
        },
      ],
      data_fields: ['name', 'email', 'phone', 'address'],
      retention_policy: {
        retention_period_days: 365,
        withdrawal_policy: 'You can withdraw your consent at any time...',
      },
      language_config: { language_code: 'en', translations: {} },
      valid_until: request.expiresAt,
      mandatory_purposes: [opening.id],
    },
  };
  expect(await response.json()).toMatchObject(documented);

  const asked = { requestId: request.id, language: 'en' };
  const { consentNotice } = dataOf(await world.graphql(operations.readNotice, asked));
  expect(consentNotice).toMatchObject({
    requestId: request.id,
    fiduciary: { id: bank.id, name: 'Trust Bank', legalName: 'Trust Bank Ltd.' },
    purposes: [{ purposeId: opening.id, title: 'Account Opening', mandatory: true }],
    mandatoryPurposeIds: [opening.id],
    validUntil: request.expiresAt,
    isTranslated: true,
  });
});

test('3. POST /consents/submit', async () => {
  const person = await world.seed.person();
  const request = await bank.ask(person, [opening, offers]);
  const input = {
    requestId: request.id,
    selectedPurposeIds: [opening.id, offers.id],
    agree: true,
    language: 'en',
    ipAddress: '192.168.1.1',
    userAgent: 'Mozilla/5.0...',
    noticeHash: request.noticeHash,
  };
  const answer = await world.graphql(operations.submit, { input }, { token: person.token });
  const { consent } = dataOf(answer).submitConsent;
  const granted = consent?.grantedAt ?? '';
  expect({
    artifact_id: consent?.id,
    status: consent?.status,
    valid_till: consent?.validTill,
    purposes: consent?.purposes.map(({ dataFields: _, version, ...purpose }) => ({
      ...purpose,
      title: version.title,
    })),
    hash: consent?.hash,
  }).toEqual({
    artifact_id: uuid,
    status: 'ACTIVE',
    valid_till: new Date(Date.parse(granted) + 365 * aDay).toISOString(),
    purposes: [
      {
        purposeId: opening.id,
        purposeVersionId: opening.versionId,
        title: 'Account Opening',
        grantedAt: granted,
      },
      {
        purposeId: offers.id,
        purposeVersionId: offers.versionId,
        title: 'Offers',
        grantedAt: granted,
      },
    ],
    hash: sha256,
  });
});

test('4. GET /consents/validate', async () => {
  const consent = await given();
  const asked = { artifactId: consent.id, fiduciaryId: bank.id, purposeId: opening.id };
  const answer = await world.graphql(operations.validate, asked, asBank());
  expect(dataOf(answer).validateConsent).toEqual({
    isValid: true,
    reason: 'VALID',
    status: 'ACTIVE',
    artifactId: consent.id,
    principalId: consent.principalId,
    purposes: [
      {
        purposeId: opening.id,
        purposeVersionId: opening.versionId,
        dataFields: ['name', 'email', 'phone', 'address'],
        title: 'Account Opening',
        isValid: true,
      },
      {
        purposeId: offers.id,
        purposeVersionId: offers.versionId,
        dataFields: ['email'],
        title: 'Offers',
        isValid: true,
      },
    ],
    validTill: consent.validTill,
    assurance: 'SIGNED_IN',
    successorId: null,
    message: 'Consent is active and valid.',
    checkedAt: expect.any(String),
  });
  expect(answer.headers.get('cache-control')).toMatch(/no-store/);
});

test('5. GET /data-fiduciaries/:id/consents, filtered, sorted and counted in pages', async () => {
  const bank = await world.seed.fiduciary();
  const purpose = await bank.purpose();
  const other = await bank.purpose();
  const consents: SeededConsent[] = [];
  for (let i = 0; i < 3; i += 1) {
    const person = await world.seed.person();
    consents.unshift(await person.agree(await bank.ask(person, [purpose])));
    await person.agree(await bank.ask(person, [other]));
  }
  const [newest, , oldest] = consents;
  const asked = {
    status: ['ACTIVE' as const],
    purposeId: purpose.id,
    from: oldest?.grantedAt,
    to: newest?.grantedAt,
    page: 1,
    limit: 2,
  };
  const answer = await world.graphql(listConsents, asked, { token: bank.token });
  const { fiduciary } = dataOf(answer);
  expect(fiduciary.consents.pagination).toEqual({
    total: 3,
    limit: 2,
    currentPage: 1,
    totalPages: 2,
  });
  expect(fiduciary.consents.edges.map(({ node }) => node.id)).toEqual(
    consents.slice(0, 2).map(({ id }) => id),
  );
  expect(fiduciary.consents.edges[0]?.node).toEqual({
    id: newest?.id,
    fiduciary: { id: bank.id },
    principal: { id: newest?.principalId, externalUserId: expect.stringMatching(/^user_/) },
    status: 'ACTIVE',
    purposes: [
      {
        purposeId: purpose.id,
        purposeVersionId: purpose.versionId,
        version: { title: 'Account Opening' },
      },
    ],
    grantedAt: newest?.grantedAt,
    validTill: newest?.validTill,
    hash: sha256,
  });
});

test('6. GET /data-fiduciaries/:id/consents/:artifact_id', async () => {
  const consent = await given();
  const answer = await world.graphql(operations.readConsent, { id: consent.id }, asBank());
  expect(dataOf(answer).consent).toMatchObject({
    id: consent.id,
    status: 'ACTIVE',
    fiduciary: { id: bank.id },
    principal: { id: consent.principalId, externalUserId: consent.externalUserId },
    hash: consent.hash,
  });
});

test('7. POST …/withdraw', async () => {
  const { id, token } = await given();
  const input = { consentId: id, reason: 'No longer using the service', notes: 'Optional notes' };
  const answer = await world.graphql(operations.withdraw, { input }, { token });
  const { consent } = dataOf(answer).withdrawConsent;
  expect(consent).toEqual({
    id,
    status: 'WITHDRAWN',
    withdrawnAt: expect.any(String),
    statusChangedAt: consent.withdrawnAt,
  });
});

test('8. GET …/history: the complete audit trail', async () => {
  const { id, principalId, request } = await given();
  const asked = { id, page: 1, limit: 20 };
  const answer = await world.graphql(operations.readHistory, asked, asBank());
  const { history } = dataOf(answer).consent;
  expect(history.totalCount).toBe(1);
  const [entry] = history.edges.map(({ node }) => node);
  expect({
    consent_history_id: entry?.id,
    action: entry?.action,
    previous_status: entry?.previousStatus,
    new_status: entry?.newStatus,
    performed_by: entry?.performedBy.id,
    performed_by_type: entry?.performedBy.type,
    performed_at: entry?.performedAt,
  }).toEqual({
    consent_history_id: uuid,
    action: 'GRANT',
    previous_status: 'INITIATED',
    new_status: 'ACTIVE',
    performed_by: principalId,
    performed_by_type: 'PRINCIPAL',
    performed_at: expect.any(String),
  });
  expect(Date.parse(entry?.performedAt ?? '')).toBeGreaterThan(Date.parse(request.createdAt));
});

test("9. GET …/users/:external_user_id/consents: one user's, by status", async () => {
  const { id, externalUserId } = await given();
  const active = { externalUserId, status: ['ACTIVE' as const] };
  const answer = await world.graphql(userConsents, active, asBank());
  expect(dataOf(answer).fiduciary.principalConsents).toEqual({
    totalCount: 1,
    edges: [{ node: { id, status: 'ACTIVE', principal: { externalUserId } } }],
  });
  const withdrawn = { externalUserId, status: ['WITHDRAWN' as const] };
  const none = await world.graphql(userConsents, withdrawn, asBank());
  expect(dataOf(none).fiduciary.principalConsents.totalCount).toBe(0);
});

test('10. POST /consents/validate-bulk', async () => {
  const first = await given();
  const person = await world.seed.person();
  const second = await person.agree(await bank.ask(person, [opening], { durationDays: 1 }));
  await world.clock.advance(aDay);
  try {
    const validations = [
      { artifactId: first.id, purposeId: opening.id },
      { artifactId: second.id },
    ];
    const answer = await world.graphql(operations.validateMany, { validations }, asBank());
    expect(dataOf(answer).validateConsents).toEqual([
      { artifactId: first.id, isValid: true, status: 'ACTIVE', reason: 'VALID' },
      { artifactId: second.id, isValid: false, status: 'EXPIRED', reason: 'EXPIRED' },
    ]);
  } finally {
    await world.clock.reset();
  }
});

describe('the data_fiduciary_id of its paths', () => {
  test("another than the token's is not found", async () => {
    const shop = await world.seed.fiduciary({ name: 'Shop' });
    const asked = { artifactId: (await given()).id, fiduciaryId: shop.id };
    const answer = await world.graphql(operations.validate, asked, asBank());
    expect(refusalOf(answer).code).toBe('NOT_FOUND');
  });

  test('an operator has to give it', async () => {
    const token = await world.seed.operator();
    const { id } = await given();
    const without = await world.graphql(operations.validate, { artifactId: id }, { token });
    expect(refusalOf(without)).toMatchObject({ code: 'BAD_USER_INPUT', fields: ['fiduciaryId'] });
    const asked = { artifactId: id, fiduciaryId: bank.id };
    const named = await world.graphql(operations.validate, asked, { token });
    expect(dataOf(named).validateConsent.isValid).toBe(true);
  });
});

describe('the notice as JSON', () => {
  const notice = (path: string) => fetch(new URL(path, world.url));

  test('an unknown request is 404 and an unlisted language 400, as JSON with a code', async () => {
    const unknown = await notice('/consents/01940000-0000-7000-8000-00000000dead');
    expect(unknown.status).toBe(404);
    expect((await notice('/consents/nonsense')).status).toBe(404);
    const request = await bank.ask(world.seed.personWithoutAccount(), [opening]);
    const unlisted = await notice(`/consents/${request.id}?language=xx`);
    expect(unlisted.status).toBe(400);
    expect(await unlisted.text()).toMatch(/BAD_USER_INPUT/);
    const twice = await notice(`/consents/${request.id}?language=en&language=ta`);
    expect(twice.status).toBe(400);
    expect(await twice.text()).toMatch(/BAD_USER_INPUT.*"field":"language"/);
  });
});
