import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SeededFiduciary, SeededPerson } from '../support/seed.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

const accesses = `query ($of: ID!) {
  consent(id: $of) {
    principal { accesses { edges { node { what times reader { type id } } } pageInfo { hasNextPage } } }
  }
}`;
const validations = `query ($of: ID!) { consent(id: $of) { validations { day asked valid } } }`;
const withData = `query ($of: ID!) {
  consent(id: $of) {
    principal { externalUserId }
    request { metadata }
    history { edges { node { details { ipAddress } } } }
  }
}`;

interface Seen {
  what: string;
  times: number;
  reader: { type: string; id: string };
}

let world: World;
let bank: SeededFiduciary;

beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
});

afterAll(() => world.stop());

describe('the access log', () => {
  it('shows the person and operators who read what of them, and how often', async () => {
    const { person, consent } = await agreed();
    for (let n = 0; n < 3; n += 1) await ask(withData, consent, bank.token);
    await until(async () => (await seenBy(person, consent)).length >= 3);

    const seen = await seenBy(person, consent);
    const reader = { type: 'FIDUCIARY', id: bank.id };
    expect(seen.filter(({ reader: { type } }) => type === 'FIDUCIARY')).toEqual(
      expect.arrayContaining([
        { what: 'EXTERNAL_USER_ID', times: 3, reader },
        { what: 'METADATA', times: 3, reader },
        { what: 'DETAILS', times: 3, reader },
      ]),
    );
    const operator = await world.seed.operator();
    expect((await seenBy({ token: operator }, consent)).length).toBeGreaterThanOrEqual(3);
  });

  it('is not for data fiduciaries, nor for someone else', async () => {
    const { consent } = await agreed();
    const asFiduciary = await ask(accesses, consent, bank.token);
    expect(JSON.stringify(asFiduciary.body)).toContain('FORBIDDEN');
    const mallory = await world.token({ roles: ['principal'], sub: 'mallory' });
    expect(JSON.stringify((await ask(accesses, consent, mallory)).body)).toContain('NOT_FOUND');
  });

  it('shows a reading by the notice link, and the person’s own', async () => {
    const person = world.seed.personWithoutAccount();
    const request = await bank.ask(person, [await bank.purpose()]);
    const consent = await person.agree(request);
    await world.graphql(
      `query ($id: ID!, $link: String) {
        consent(id: $id, noticeToken: $link) { history { edges { node { details { ipAddress } } } } }
      }`,
      { id: consent.id, link: request.noticeToken },
    );
    const operator = { token: await world.seed.operator() };
    await until(async () => (await seenBy(operator, consent)).length > 0);
    expect((await seenBy(operator, consent))[0]?.reader).toEqual({
      type: 'NOTICE_LINK',
      id: consent.principalId,
    });
  });

  it('holds none of the data that was read', async () => {
    const { person, consent } = await agreed();
    await ask(withData, consent, bank.token);
    await until(async () => (await seenBy(person, consent)).length >= 3);
    const rows = await world.owner`select access_log::text as row from access_log`;
    for (const { row } of rows) expect(row).not.toContain(person.externalUserId);
  });
});

describe('validations', () => {
  it('are counted per consent and day, over all servers, for the person to see', async () => {
    const other = await world.another();
    const { person, consent } = await agreed();
    const single = `{ validateConsent(artifactId: "${consent.id}") { reason } }`;
    const bulk = `{ validateConsents(validations: [
      { artifactId: "${consent.id}" }, { artifactId: "${consent.id}", dataFields: ["nothing such"] }
    ]) { reason } }`;
    for (const server of [world, other]) {
      await server.graphql(single, {}, { token: bank.token });
      await server.graphql(bulk, {}, { token: bank.token });
    }
    const today = (await world.clock.now()).toISOString().slice(0, 10);
    const counted = async () =>
      (await ask(validations, consent, person.token)).body.data as unknown as {
        consent: { validations: { day: string; asked: number; valid: number }[] };
      };
    await until(async () => {
      return (await counted()).consent.validations[0]?.asked === 6;
    });
    expect((await counted()).consent.validations).toEqual([{ day: today, asked: 6, valid: 4 }]);
  });

  it('that were counted are written when a server stops', async () => {
    const other = await world.another();
    const { person, consent } = await agreed();
    const single = `{ validateConsent(artifactId: "${consent.id}") { reason } }`;
    await other.graphql(single, {}, { token: bank.token });
    await other.stop();
    const answer = await ask(validations, consent, person.token);
    expect(JSON.stringify(answer.body)).toContain('"asked":1');
  });
});

async function agreed() {
  const person = await world.seed.person();
  const request = await bank.ask(person, [await bank.purpose()], { metadata: { branch: 'Adyar' } });
  return { person, consent: await person.agree(request) };
}

function ask(operation: string, { id }: { id: string }, token: string | undefined) {
  return world.graphql(operation, { of: id }, { token });
}

async function seenBy(
  { token }: Pick<SeededPerson, 'token'>,
  consent: { id: string },
): Promise<Seen[]> {
  const { body } = await world.graphql<{
    consent: { principal: { accesses: { edges: { node: Seen }[] } } };
  }>(accesses, { of: consent.id }, { token });
  if (!body.data) throw new Error(JSON.stringify(body.errors));
  return body.data.consent.principal.accesses.edges.map(({ node }) => node);
}
