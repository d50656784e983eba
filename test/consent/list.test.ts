import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { asking } from '../support/answer.ts';
import type { ListedQuery, ListedQueryVariables } from '../support/generated/graphql.ts';
import { graphql } from '../support/generated/index.ts';
import type {
  SeededConsent,
  SeededFiduciary,
  SeededPerson,
  SeededPurpose,
  SeededRequest,
} from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';

const listed = graphql(`
  query Listed(
    $first: Int, $after: String, $page: Int, $limit: Int
    $filter: ConsentFilter, $orderBy: ConsentOrder
  ) {
    fiduciary {
      consents(
        first: $first, after: $after, page: $page, limit: $limit, filter: $filter, orderBy: $orderBy
      ) {
        totalCount
        pagination { total limit currentPage totalPages }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { cursor node { id status grantedAt validTill } }
      }
    }
  }
`);

const listedRequests = graphql(`
  query ListedRequests($filter: ConsentRequestFilter, $orderBy: ConsentRequestOrder, $first: Int) {
    fiduciary {
      consentRequests(filter: $filter, orderBy: $orderBy, first: $first) {
        totalCount edges { node { id status } }
      }
    }
  }
`);

const doctors = graphql(`
  query DoctorsOwn {
    practitioner {
      consents { totalCount edges { node { id } } }
      consentRequests { totalCount edges { node { id } } }
    }
  }
`);

let world: World;
let bank: SeededFiduciary;
let opening: SeededPurpose;
let offers: SeededPurpose;
/** In the order they were given; the terms get shorter. */
const consents: SeededConsent[] = [];
const people: SeededPerson[] = [];
let denied: SeededRequest;
const ask = asking(() => world);

beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
  opening = await bank.purpose();
  offers = await bank.purpose();
  for (let i = 0; i < 9; i += 1) {
    const person = await world.seed.person();
    const request = await bank.ask(person, i % 3 ? [opening] : [opening, offers], {
      durationDays: 100 - i,
    });
    people.push(person);
    consents.push(await person.agree(request));
  }
  const [withdrawn] = consents;
  if (withdrawn) await people[0]?.withdraw(withdrawn);
  denied = await bank.ask(people[1] as SeededPerson, [offers]);
  await people[1]?.deny(denied);
});
afterAll(() => world.stop());
afterEach(() => world.clock.reset());

async function list(asked: ListedQueryVariables) {
  return (await ask.data(listed, asked, bank.token)).fiduciary.consents;
}
type Connection = ListedQuery['fiduciary']['consents'];
const idsOf = ({ edges }: Connection) => edges.map(({ node }) => node.id);
const given = () => consents.map(({ id }) => id);

/** All pages by cursor. */
async function walk(asked: ListedQueryVariables, first: number): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  for (;;) {
    const page: Connection = await list({ ...asked, first, ...(after ? { after } : {}) });
    ids.push(...idsOf(page));
    expect(page.pageInfo.hasPreviousPage).toBe(after !== undefined);
    if (!page.pageInfo.hasNextPage) return ids;
    after = page.pageInfo.endCursor ?? undefined;
  }
}

describe('sorting', () => {
  test.each(['ASC', 'DESC'] as const)(
    'by either time, %s, whatever the page',
    async (direction) => {
      const turned = (ids: string[]) => (direction === 'ASC' ? ids : [...ids].reverse());
      const byGrant = { orderBy: { field: 'GRANTED_AT' as const, direction } };
      const byEnd = { orderBy: { field: 'VALID_TILL' as const, direction } };
      for (const first of [1, 2, 4, 9, 100]) {
        expect(await walk(byGrant, first)).toEqual(turned(given()));
        expect(await walk(byEnd, first)).toEqual(turned([...given()].reverse()));
      }
    },
  );

  test('is by grant and newest first unless said', async () => {
    expect(idsOf(await list({}))).toEqual([...given()].reverse());
  });

  test('is total where times are equal', async () => {
    const shop = await world.seed.fiduciary();
    const purpose = await shop.purpose();
    await world.clock.set(await world.clock.now());
    for (let i = 0; i < 5; i += 1) {
      const person = world.seed.personWithoutAccount();
      await person.agree(await shop.ask(person, [purpose]));
    }
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const asked: ListedQueryVariables = { first: 2, after };
      const page: Connection = (await ask.data(listed, asked, shop.token)).fiduciary.consents;
      seen.push(...idsOf(page));
      after = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
    } while (after);
    expect(new Set(seen).size).toBe(5);
  });
});

describe('filters', () => {
  test('by status, by effective status, by purpose and by time', async () => {
    const filtered = async (filter: ListedQueryVariables['filter']) => {
      const page = await list({ filter, orderBy: { direction: 'ASC' } });
      expect(page.totalCount).toBe(page.edges.length);
      return idsOf(page);
    };
    const all = given();
    expect(await filtered({ status: ['WITHDRAWN'] })).toEqual(all.slice(0, 1));
    expect(await filtered({ status: ['ACTIVE'] })).toEqual(all.slice(1));
    expect(await filtered({ status: ['ACTIVE', 'WITHDRAWN'] })).toEqual(all);
    expect(await filtered({ status: [] })).toEqual([]);
    expect(await filtered({ purposeId: offers.id })).toEqual([all[0], all[3], all[6]]);
    expect(await filtered({ purposeId: 'nonsense' })).toEqual([]);
    expect(await filtered({ from: consents[2]?.grantedAt, to: consents[4]?.grantedAt })).toEqual(
      all.slice(2, 5),
    );
    expect(
      await filtered({ status: ['ACTIVE'], purposeId: offers.id, to: consents[3]?.grantedAt }),
    ).toEqual([all[3]]);
    await world.clock.set(new Date(Date.parse(consents[8]?.validTill ?? '')));
    expect(await filtered({ status: ['EXPIRED'] })).toEqual([all[8]]);
    expect(await filtered({ status: ['ACTIVE'] })).toEqual(all.slice(1, 8));
  });

  test('of requests, by status, purpose and both ends', async () => {
    const filtered = async (asked: object) =>
      (await ask.data(listedRequests, asked, bank.token)).fiduciary.consentRequests;
    const denials = await filtered({ filter: { status: ['DENIED'], purposeId: offers.id } });
    expect(denials.edges.map(({ node }) => node.id)).toEqual([denied.id]);
    expect((await filtered({ filter: { status: ['GRANTED'] } })).totalCount).toBe(9);
    expect((await filtered({ filter: { status: ['INITIATED'] } })).totalCount).toBe(0);
    const oldest = await filtered({ orderBy: { direction: 'ASC' }, first: 1 });
    expect(oldest.edges[0]?.node.id).toBe(consents[0]?.request.id);
  });
});

describe('pages', () => {
  test('by cursor and by number have the same total', async () => {
    const byCursor = await list({ first: 2, filter: { purposeId: opening.id } });
    const byNumber = await list({ page: 2, limit: 4, filter: { purposeId: opening.id } });
    expect(byCursor.totalCount).toBe(9);
    expect(byCursor.pagination).toBeNull();
    expect(byNumber.totalCount).toBe(9);
    expect(byNumber.pagination).toEqual({ total: 9, limit: 4, currentPage: 2, totalPages: 3 });
    expect(idsOf(byNumber)).toEqual([...given()].reverse().slice(4, 8));
    expect(idsOf(await list({ page: 4, limit: 4 }))).toEqual([]);
  });

  test('by cursor stay stable while others write', async () => {
    const shop = await world.seed.fiduciary();
    const purpose = await shop.purpose();
    const give = async () => {
      const person = world.seed.personWithoutAccount();
      return (await person.agree(await shop.ask(person, [purpose]))).id;
    };
    const ids = [await give(), await give(), await give(), await give()].reverse();
    const page = async (asked: ListedQueryVariables) =>
      (await ask.data(listed, asked, shop.token)).fiduciary.consents;
    const first = await page({ first: 2 });
    await Promise.all([give(), give(), give()]);
    const second = await page({ first: 2, after: first.pageInfo.endCursor ?? null });
    expect([...idsOf(first), ...idsOf(second)]).toEqual(ids);
    expect(second.totalCount).toBe(7);
  });

  test.each([
    [{ first: 0 }, 'first'],
    [{ first: -1 }, 'first'],
    [{ first: 101 }, 'first'],
    [{ first: 1_000_000 }, 'first'],
    [{ limit: 0 }, 'limit'],
    [{ limit: 101 }, 'limit'],
    [{ page: 0 }, 'page'],
    [{ page: -1 }, 'page'],
    [{ page: 1_000_001 }, 'page'],
    [{ page: 1, first: 1 }, 'page'],
    [{ limit: 1, after: 'x' }, 'limit'],
    [{ after: '' }, 'after'],
    [{ after: 'nonsense' }, 'after'],
    [{ after: '\ud800\0' }, 'after'],
    [{ after: cursor(['2026-01-01T00:00:00.000Z']) }, 'after'],
    [{ after: cursor(['2026-01-01T00:00:00.000Z', 'nonsense']) }, 'after'],
    [{ after: cursor(['yesterday', '01940000-0000-7000-8000-000000000000']) }, 'after'],
    [{ after: cursor(['1', '01940000-0000-7000-8000-000000000000']) }, 'after'],
    [
      { after: cursor(['0000-01-01T00:00:00.000Z', '01940000-0000-7000-8000-000000000000']) },
      'after',
    ],
    [
      { after: cursor(['-000001-01-01T00:00:00.000Z', '01940000-0000-7000-8000-000000000000']) },
      'after',
    ],
    [{ after: cursor({ key: 1 }) }, 'after'],
    [{ filter: { from: '0000-01-01T00:00:00Z' } }, 'filter.from'],
  ])('%j is refused and names %s', async (asked, field) => {
    const refusal = await ask.refusal(listed, asked as ListedQueryVariables, bank.token);
    expect(['BAD_USER_INPUT', 'QUERY_TOO_COMPLEX']).toContain(refusal.code);
    if (refusal.code === 'BAD_USER_INPUT') expect(refusal.fields).toEqual([field]);
  });
});

test("a practitioner's lists hold what they asked for, and nobody else's", async () => {
  const clinic = await world.seed.clinic();
  const [one, other] = [await clinic.doctor(), await clinic.doctor()];
  const asha = await world.seed.person();
  const request = await one.ask(asha);
  const consent = await asha.agree(request);
  const mine = (await ask.data(doctors, {}, one.token)).practitioner;
  expect(mine.consents.edges).toEqual([{ node: { id: consent.id } }]);
  expect(mine.consentRequests.edges).toEqual([{ node: { id: request.id } }]);
  const theirs = (await ask.data(doctors, {}, other.token)).practitioner;
  expect([theirs.consents.totalCount, theirs.consentRequests.totalCount]).toEqual([0, 0]);
});

function cursor(content: unknown): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}
