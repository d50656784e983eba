import type { DevelopmentClaims } from '../../src/auth/index.ts';
import type { SeededRequest } from '../support/seed.ts';
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

/** One clinic with its doctor, patient, purpose, request, consent, endpoint and client. */
export interface Household {
  ids: Ids;
  request: SeededRequest;
  tokens: Record<'principal' | 'practitioner' | 'fiduciary', string>;
}

export async function makeHousehold(world: World): Promise<Household> {
  const clinic = await world.seed.clinic();
  const [purpose, doctor, patient] = await Promise.all([
    clinic.purpose(),
    clinic.doctor(),
    world.seed.person(),
  ]);
  const given = await doctor.ask(patient, 'Reads the chart');
  const consent = await patient.agree(given);
  const request = await doctor.ask(patient, 'Reads another', { purposeId: purpose.id });
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
  if (!made.body.data) throw new Error(JSON.stringify(made.body.errors));
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
      practitioner: doctor.id,
      principal: consent.principalId,
      purpose: purpose.id,
      request: request.id,
      consent: consent.id,
      client: made.body.data.createClient.client.id,
      endpoint: made.body.data.createWebhookEndpoint.endpoint.id,
      entry: entry?.id ?? '',
      noticeHash: request.noticeHash,
      noticeToken: request.noticeToken,
      token: await sister(world, clinic.token),
    },
  };
}

/** Ids that nothing has. */
export const nobody: Ids = new Proxy({} as Record<string, string>, {
  get: (_target, name) => (name === 'token' ? 'x' : '01890000-0000-7000-8000-000000000000'),
});

/** Each actor with a household of its own, so that what one changes disturbs no other. */
export async function makeActors(world: World): Promise<Actor[]> {
  return Promise.all(
    actorNames.map(async (name): Promise<Actor> => {
      const { ids, tokens } = await makeHousehold(world);
      const token = await tokenOf(world, name, tokens);
      return { name, token, own: { ...ids, token: await sister(world, token ?? ids.token ?? '') } };
    }),
  );
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
