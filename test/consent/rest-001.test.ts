import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, refusalOf } from '../support/answer.ts';
import { graphql } from '../support/generated/index.ts';
import type { SeededDoctor, SeededFiduciary, SeededPerson } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import { approve, askPatient, cancel, deny, withdraw } from './operations.ts';

/** The patients' and doctors' REST API (`/api/consent-requests`), endpoint by endpoint. */

const pendingRequests = graphql(`
  query PendingRequests {
    me {
      consentRequests(filter: { status: [INITIATED] }) {
        edges {
          node { id status createdAt reason practitioner { id name specialization } notice { hash } }
        }
      }
    }
  }
`);

const activeConsents = graphql(`
  query ActiveConsents {
    me {
      consents(filter: { status: [ACTIVE] }) {
        edges { node { id grantedAt validTill practitioner { id name specialization } } }
      }
    }
  }
`);

const thirtyDays = 30 * 24 * 60 * 60 * 1000;

let world: World;
let clinic: SeededFiduciary;
let john: SeededDoctor;
let patient: SeededPerson;

beforeAll(async () => {
  world = await startWorld();
  clinic = await world.seed.clinic();
  john = await clinic.doctor({ name: 'Dr. John Doe', specialization: 'Cardiology' });
});
afterAll(() => world.stop());

async function newPatient() {
  patient = await world.seed.person();
  return patient;
}

async function pending() {
  const answer = await world.graphql(pendingRequests, {}, { token: patient.token });
  return dataOf(answer).me.consentRequests.edges.map(({ node }) => node);
}

async function active() {
  const answer = await world.graphql(activeConsents, {}, { token: patient.token });
  return dataOf(answer).me.consents.edges.map(({ node }) => node);
}

describe('for patients', () => {
  test('GET /api/consent-requests: all pending requests', async () => {
    const request = await john.ask(await newPatient(), 'Review cardiac health records');
    expect(
      (await pending()).map(({ practitioner, ...node }) => ({
        id: node.id,
        doctorId: practitioner?.id,
        doctorName: practitioner?.name,
        specialization: practitioner?.specialization,
        requestDate: node.createdAt,
        purpose: node.reason,
        status: node.status,
      })),
    ).toEqual([
      {
        id: request.id,
        doctorId: john.id,
        doctorName: 'Dr. John Doe',
        specialization: 'Cardiology',
        requestDate: request.createdAt,
        purpose: 'Review cardiac health records',
        status: 'INITIATED',
      },
    ]);
  });

  test('GET /api/active-consents: all active consents, valid for 30 days', async () => {
    const jane = await clinic.doctor({ name: 'Dr. Jane Smith', specialization: 'Neurology' });
    const request = await jane.ask(await newPatient());
    const consent = await patient.agree(request);
    const [only, ...others] = await active();
    expect(others).toEqual([]);
    expect({
      id: only?.id,
      doctorId: only?.practitioner?.id,
      doctorName: only?.practitioner?.name,
      specialization: only?.practitioner?.specialization,
      grantedDate: only?.grantedAt,
      expiryDate: only?.validTill,
    }).toEqual({
      id: consent.id,
      doctorId: jane.id,
      doctorName: 'Dr. Jane Smith',
      specialization: 'Neurology',
      grantedDate: consent.grantedAt,
      expiryDate: new Date(Date.parse(consent.grantedAt) + thirtyDays).toISOString(),
    });
  });

  test('POST /api/consent-requests/:consentId/approve', async () => {
    const request = await john.ask(await newPatient());
    const [shown] = await pending();
    const input = { requestId: request.id, noticeHash: shown?.notice.hash ?? '' };
    const approved = await world.graphql(approve, { input }, { token: patient.token });
    expect(dataOf(approved).approveConsentRequest).toMatchObject({
      request: { id: request.id, status: 'GRANTED' },
      consent: { status: 'ACTIVE' },
    });
    expect(await pending()).toEqual([]);
  });

  test('POST /api/consent-requests/:consentId/deny', async () => {
    const request = await john.ask(await newPatient());
    const input = { requestId: request.id };
    const denied = await world.graphql(deny, { input }, { token: patient.token });
    expect(dataOf(denied).denyConsentRequest).toMatchObject({
      request: { id: request.id, status: 'DENIED' },
      consent: null,
    });
    expect(await pending()).toEqual([]);
    expect(await active()).toEqual([]);
  });

  test('POST /api/consents/:consentId/revoke, for good: a new request is needed', async () => {
    const request = await john.ask(await newPatient());
    const consent = await patient.agree(request);
    const input = { consentId: consent.id };
    const revoked = await world.graphql(withdraw, { input }, { token: patient.token });
    expect(dataOf(revoked).withdrawConsent.consent).toMatchObject({
      id: consent.id,
      status: 'WITHDRAWN',
    });
    expect(await active()).toEqual([]);

    const again = { requestId: request.id, noticeHash: request.noticeHash };
    const reapproved = await world.graphql(approve, { input: again }, { token: patient.token });
    expect(refusalOf(reapproved).code).toBe('CONFLICT');
    await patient.agree(await john.ask(patient));
    expect(await active()).toHaveLength(1);
  });
});

describe('for doctors', () => {
  test('POST /api/consent-requests: asks a patient of the clinic', async () => {
    const patientId = await clinic.recordOf(await newPatient());
    const input = { patientId, purpose: 'Detailed purpose of the access request' };
    const asked = await world.graphql(askPatient, { input }, { token: john.token });
    const { request } = dataOf(asked).requestPatientConsent;
    expect(request).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'INITIATED',
      durationDays: 30,
      reason: 'Detailed purpose of the access request',
      practitioner: { id: john.id },
    });
    expect((await pending()).map(({ id }) => id)).toEqual([request.id]);
  });

  test('a request that nobody acted upon expires after 30 days', async () => {
    const request = await john.ask(await newPatient());
    expect(Date.parse(request.expiresAt) - Date.parse(request.createdAt)).toBe(thirtyDays);
  });

  test('a doctor takes their own request back, and a colleague cannot', async () => {
    const request = await john.ask(await newPatient());
    const input = { requestId: request.id };
    const colleague = await clinic.doctor({ name: 'Dr. Jane Smith' });
    const foreign = await world.graphql(cancel, { input }, { token: colleague.token });
    expect(refusalOf(foreign).code).toBe('NOT_FOUND');
    const own = await world.graphql(cancel, { input }, { token: john.token });
    expect(dataOf(own).cancelConsentRequest.request.status).toBe('CANCELLED');
  });
});

describe('errors', () => {
  test('400: invalid parameters', async () => {
    const patientId = await clinic.recordOf(await newPatient());
    const input = { patientId, purpose: '' };
    const answer = await world.graphql(askPatient, { input }, { token: john.token });
    expect(refusalOf(answer)).toMatchObject({ code: 'BAD_USER_INPUT', fields: ['purpose'] });
  });

  test('401: authentication required', async () => {
    expect(refusalOf(await world.graphql(pendingRequests)).code).toBe('UNAUTHENTICATED');
  });

  test('403: insufficient permissions', async () => {
    const asDoctor = await world.graphql(pendingRequests, {}, { token: john.token });
    expect(refusalOf(asDoctor).code).toBe('FORBIDDEN');
    const input = { patientId: 'x', purpose: 'x' };
    await newPatient();
    const asPatient = await world.graphql(askPatient, { input }, { token: patient.token });
    expect(refusalOf(asPatient).code).toBe('FORBIDDEN');
  });

  test('404: a patient the clinic does not have, and a request of somebody else', async () => {
    const input = { patientId: '01940000-0000-7000-8000-00000000dead', purpose: 'x' };
    const unknown = await world.graphql(askPatient, { input }, { token: john.token });
    expect(refusalOf(unknown).code).toBe('NOT_FOUND');

    const request = await john.ask(await newPatient());
    const stranger = await world.seed.person();
    const theirs = await world.graphql(
      deny,
      { input: { requestId: request.id } },
      { token: stranger.token },
    );
    const nobodys = await world.graphql(
      deny,
      { input: { requestId: '01940000-0000-7000-8000-00000000dead' } },
      { token: stranger.token },
    );
    expect(refusalOf(theirs).code).toBe('NOT_FOUND');
    expect(theirs.body.errors).toEqual(nobodys.body.errors);
  });
});
