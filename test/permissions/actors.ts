import type { DevelopmentClaims } from '../../src/auth/index.ts';
import { newId } from '../../src/database/index.ts';
import { dataOf } from '../support/answer.ts';
import type { SeededConsent, SeededRequest } from '../support/seed.ts';
import type { World } from '../support/world.ts';

/** The columns of the table: who calls. */
export const actorNames = [
  'anonymous',
  'notice link',
  'principal',
  'practitioner',
  'fiduciary',
  'operator',
  'auditor',
] as const;
export type ActorName = (typeof actorNames)[number];

/** Ids by the names that arguments have. */
export type Ids = Readonly<Record<string, string>>;

export interface Actor {
  name: ActorName;
  token: string | undefined;
  /** What belongs to the actor: an operator's is anybody's. */
  own: Ids;
}

/** One of each thing that somebody owns: a clinic's, its doctor's and its patient's. */
export interface Household {
  ids: Ids;
  request: SeededRequest;
  tokens: Record<'principal' | 'practitioner' | 'fiduciary', string>;
}

export async function makeHousehold(world: World): Promise<Household> {
  const [clinic, partner] = await Promise.all([world.seed.clinic(), world.seed.fiduciary()]);
  const hindi = { language: 'hi' as const, title: 'उपचार', description: 'आपके उपचार के लिए' };
  const [charted, purpose, doctor, patient, newcomer] = await Promise.all([
    clinic.purpose(),
    clinic.purpose({ translations: [hindi] }),
    clinic.doctor(),
    world.seed.person(),
    world.seed.fiduciary(),
  ]);
  await partner.recordOf(patient);
  const participants = await joinBoth(world, clinic.id, partner.id);
  const given = await doctor.ask(patient, 'Reads the chart', { purposeId: charted.id });
  const consent = await patient.agree(await withExchange(world, given, participants));
  await charted.publish({ dataFields: [...charted.dataFields, 'address'] });
  const asked = await doctor.ask(patient, 'Reads another', { purposeId: purpose.id });
  const request = await withExchange(world, asked, participants);
  const exchange = await moveData(world, consent, patient.token);
  const operator = await world.seed.operator();
  const made = await world.graphql<{
    createClient: { client: { id: string } };
    createWebhookEndpoint: { endpoint: { id: string } };
  }>(
    `mutation ($fiduciaryId: ID!) {
      createClient(input: { role: fiduciary, fiduciaryId: $fiduciaryId, name: "backend" }) {
        client { id }
      }
      createWebhookEndpoint(
        input: { fiduciaryId: $fiduciaryId, url: "https://8.8.8.8/hook" }
      ) { endpoint { id } }
    }`,
    { fiduciaryId: clinic.id },
    { token: operator },
  );
  const { createClient, createWebhookEndpoint } = dataOf(made);
  const endpoint = createWebhookEndpoint.endpoint.id;
  // So that there is something to see of who read and who asked.
  await world.graphql(
    `query ($id: ID!) {
      consent(id: $id) { principal { externalUserId } }
      validateConsent(artifactId: $id) { reason }
    }`,
    { id: consent.id },
    { token: clinic.token },
  );
  const [entry] = await world.owner<{ id: string }[]>`
    select id from history where artifact_id = ${consent.id}`;
  return {
    request,
    tokens: {
      principal: patient.token ?? '',
      practitioner: doctor.token,
      fiduciary: clinic.token,
    },
    ids: {
      fiduciary: clinic.id,
      newcomer: newcomer.id,
      practitioner: doctor.id,
      principal: consent.principalId,
      purpose: purpose.id,
      request: request.id,
      consent: consent.id,
      client: createClient.client.id,
      endpoint,
      delivery: await deadLetter(world, endpoint, clinic.token),
      exchange,
      participant: participants.exporter,
      exporter: participants.exporter,
      importer: participants.importer,
      entry: entry?.id ?? '',
      noticeHash: request.noticeHash,
      renewalHash: await renewalHash(world, consent, patient.token),
      consentToken: given.noticeToken,
      noticeToken: request.noticeToken,
      token: await sister(world, clinic.token),
    },
  };
}

interface Participants {
  importer: string;
  exporter: string;
}

/** Where nobody is reached. */
const participantUrl = 'https://participant.invalid/graphql';

/** Two participants that have joined, as far as the manager's own tables show it. */
async function joinBoth(world: World, clinic: string, partner: string): Promise<Participants> {
  const join = async (fiduciaryId: string) => {
    const id = newId();
    await world.owner`
      insert into party (id, standing, endpoint, pinned_at)
      values (${id}, 'PEER', ${participantUrl}, now())`;
    await world.owner`
      insert into participant (id, fiduciary_id, endpoint, status, invited_at, joined_at)
      values (${id}, ${fiduciaryId}, ${participantUrl}, 'ACTIVE', now(), now())`;
    return id;
  };
  return { importer: await join(clinic), exporter: await join(partner) };
}

/** A doctor's request never moves data: this one is given terms, and the notice that tells them. */
async function withExchange(
  world: World,
  request: SeededRequest,
  { exporter, importer }: Participants,
): Promise<SeededRequest> {
  const terms = {
    exporter: { id: exporter, name: 'Trust Bank' },
    importer: { id: importer, name: 'Lakeside Clinic' },
    dataTypes: ['email'],
  };
  await world.owner`
    update consent_request set exchange = ${world.owner.json(terms)} where id = ${request.id}`;
  const { consentNotice } = dataOf(
    await world.graphql<{ consentNotice: { hash: string } }>(
      'query ($id: ID!) { consentNotice(requestId: $id) { hash } }',
      { id: request.id },
    ),
  );
  return { ...request, noticeHash: consentNotice.hash };
}

/** An exchange of theirs that was started, and is over as far as the manager's own tables show it. */
async function moveData(world: World, { id }: SeededConsent, token?: string): Promise<string> {
  const { startExchange } = dataOf(
    await world.graphql<{ startExchange: { exchange: { id: string } } }>(
      'mutation ($id: ID!) { startExchange(input: { consentId: $id }) { exchange { id } } }',
      { id },
      { token },
    ),
  );
  const { exchange } = startExchange;
  await world.owner`
    update exchange set state = 'COMPLETED', finished_at = now() where id = ${exchange.id}`;
  await world.owner`delete from outbox where exchange_id = ${exchange.id}`;
  return exchange.id;
}

/** What must be agreed to so that a consent is renewed. */
async function renewalHash(world: World, { id }: SeededConsent, token?: string): Promise<string> {
  const { consent } = dataOf(
    await world.graphql<{ consent: { renewalNotice: { hash: string } } }>(
      'query ($id: ID!) { consent(id: $id) { renewalNotice { hash } } }',
      { id },
      { token },
    ),
  );
  return consent.renewalNotice.hash;
}

/** A message that was given up after one attempt. */
async function deadLetter(world: World, endpointId: string, token: string): Promise<string> {
  const { pingWebhookEndpoint } = dataOf(
    await world.graphql<{ pingWebhookEndpoint: { delivery: { id: string } } }>(
      'mutation ($id: ID!) { pingWebhookEndpoint(input: { endpointId: $id }) { delivery { id } } }',
      { id: endpointId },
      { token },
    ),
  );
  const { id } = pingWebhookEndpoint.delivery;
  await world.owner`
    update webhook_delivery set status = 'DEAD', next_attempt_at = null, finished_at = now()
    where id = ${id}`;
  await world.owner`
    insert into webhook_attempt (delivery_id, number, outcome, code, duration_ms, started_at)
    values (${id}, 1, 'REFUSED', 500, 1, now()) on conflict do nothing`;
  return id;
}

/** Ids that nothing has. */
export const nobody: Ids = new Proxy({} as Record<string, string>, {
  get: (_target, name) => (name === 'token' ? 'x' : '01890000-0000-7000-8000-000000000000'),
});

/** Each actor with a household of its own, so that what one changes disturbs no other. */
export async function makeActors(world: World): Promise<Actor[]> {
  return Promise.all(actorNames.map((name) => makeActor(world, name)));
}

export async function makeActor(world: World, name: ActorName): Promise<Actor> {
  const { ids, tokens } = await makeHousehold(world);
  const token = await tokenOf(world, name, tokens);
  return { name, token, own: { ...ids, token: await sister(world, token ?? ids.token ?? '') } };
}

async function tokenOf(
  world: World,
  name: ActorName,
  tokens: Household['tokens'],
): Promise<string | undefined> {
  if (name === 'anonymous' || name === 'notice link') return undefined;
  if (name === 'operator' || name === 'auditor') {
    return world.token({ roles: [name], sub: `the ${name}` });
  }
  return tokens[name];
}

/** Another token of the same caller. */
async function sister(world: World, token: string): Promise<string> {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return world.token({
    roles: claims.roles as DevelopmentClaims['roles'],
    sub: claims.sub,
    ...(claims.fiduciary_id && { fiduciaryId: claims.fiduciary_id }),
    ...(claims.practitioner_id && { practitionerId: claims.practitioner_id }),
  });
}
