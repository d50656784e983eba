import { afterAll, beforeAll, expect, test } from 'vitest';
import { asking } from '../support/answer.ts';
import { graphql } from '../support/generated/index.ts';
import type { SeededFiduciary } from '../support/seed.ts';
import { type Counted, countStatements } from '../support/statements.ts';
import { startWorld, type World } from '../support/world.ts';

const deepPage = graphql(`
  query DeepPage($first: Int!) {
    fiduciary {
      consents(first: $first) {
        totalCount
        edges {
          node {
            id status needsReconsent
            fiduciary { name }
            principal { id externalUserId }
            purposes { purposeId version { title number purpose { id } } }
            request { id status purposes { purposeId version { number } } notice { hash } }
            predecessor { id }
            history(first: 5, newestFirst: true) {
              totalCount edges { node { action details { reason ipAddress } } }
            }
          }
        }
      }
    }
  }
`);

const deepAccount = graphql(`
  query DeepAccount {
    me {
      records { externalUserId fiduciary { name } consents(first: 5) { totalCount edges { node { id } } } }
      consentRequests(first: 20) {
        edges { node { id consent { id } fiduciary { name } practitioner { name } notice { hash } } }
      }
    }
  }
`);

const asked = graphql(`
  mutation Asked($input: InitiateConsentInput!) {
    initiateConsent(input: $input) {
      request {
        id noticeUrl
        fiduciary { name }
        purposes { dataFields version { title number } }
        notice { hash purposes { title } }
      }
    }
  }
`);

const shownOf = graphql(`
  query ShownOf($id: ID!) {
    consentRequest(id: $id) {
      id noticeUrl
      fiduciary { name }
      purposes { dataFields version { title number } }
      notice { hash purposes { title } }
    }
  }
`);

let world: World;
let bank: SeededFiduciary;
let counted: Counted;
const ask = asking(() => world);

beforeAll(async () => {
  world = await startWorld();
  counted = countStatements(world.platform);
  bank = await world.seed.fiduciary();
  const purposes = [await bank.purpose(), await bank.purpose(), await bank.purpose()];
  const people = Array.from({ length: 100 }, () => world.seed.personWithoutAccount());
  for (let at = 0; at < people.length; at += 10) {
    await Promise.all(
      people.slice(at, at + 10).map(async (person, index) => {
        const consent = await person.agree(await bank.ask(person, purposes.slice(index % 3)));
        if (index % 4 === 0) await person.withdraw(consent, { reason: 'Enough' });
      }),
    );
  }
});
afterAll(() => world.stop());

test('a page of 100 consents with all that hangs on them takes as many statements as a page of one', async () => {
  const page = (first: number) => counted(() => ask.data(deepPage, { first }, bank.token));
  await page(1);
  const [, one] = await page(1);
  const [data, hundred] = await page(100);
  expect(data.fiduciary.consents.edges).toHaveLength(100);
  expect(data.fiduciary.consents.edges[0]?.node.history.edges.length).toBeGreaterThan(0);
  expect(one.length).toBeGreaterThan(5);
  expect(hundred.length, hundred.join('\n')).toBeLessThanOrEqual(one.length + 1);
  expect(hundred.length, hundred.join('\n')).toBeLessThan(25);
});

test("a person's fiduciaries, requests and consents take as many statements for many as for one", async () => {
  const statementsFor = async (fiduciaries: number) => {
    const person = await world.seed.person();
    for (let i = 0; i < fiduciaries; i += 1) {
      const shop = await world.seed.fiduciary();
      await person.agree(await shop.ask(person, [await shop.purpose()]));
    }
    const [data, statements] = await counted(() => ask.data(deepAccount, {}, person.token));
    expect(data.me.records).toHaveLength(fiduciaries);
    return statements;
  };
  await statementsFor(1);
  const one = await statementsFor(1);
  const six = await statementsFor(6);
  expect(six.length, six.join('\n')).toBeLessThanOrEqual(one.length);
});

const isOfRequest = (text: string) => /from "(fiduciary|consent_request|purpose)/.test(text);

test('what was just asked, and the notice of it, is shown without being read back', async () => {
  const [purpose, other] = [await bank.purpose(), await bank.purpose()];
  const input = { externalUserId: 'asked', purposeIds: [purpose.id, other.id] };
  const [data, statements] = await counted(() => ask.data(asked, { input }, bank.token));
  const readBack = statements.slice(statements.indexOf('commit')).filter(isOfRequest);
  expect(readBack).toEqual([]);
  const { request } = data.initiateConsent;
  const shown = await ask.data(shownOf, { id: request.id }, bank.token);
  expect(request).toEqual(shown.consentRequest);
});
