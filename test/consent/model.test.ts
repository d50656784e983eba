import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweepExpired } from '../../src/consent/index.ts';
import { asking } from '../support/answer.ts';
import type { Answer } from '../support/client.ts';
import { graphql } from '../support/generated/index.ts';
import type { SeededFiduciary, SeededPerson, SeededPurpose } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import { Model, type Outcome, type Purpose, type Question } from './model.ts';
import * as operations from './operations.ts';

/**
 * The server against a pure model, under random lives with a clock that moves. The short form runs in
 * the suite; the long one is
 *
 *     MODEL_RUNS=1000 MODEL_COMMANDS=50 npx vitest run test/consent/model.test.ts
 */
const runs = Number(process.env.MODEL_RUNS ?? 40);
const maxCommands = Number(process.env.MODEL_COMMANDS ?? 12);

const setLimits = graphql(`
  mutation ModelLimits($input: SetFiduciaryLimitsInput!) {
    setFiduciaryLimits(input: $input) { fiduciary { id } }
  }
`);

const theirRequests = graphql(`
  query TheirRequests {
    me {
      consentRequests(first: 60) {
        edges { node { id status history(first: 30) { edges { node { ...Told } } } } }
      }
    }
  }
  fragment Told on HistoryEntry { action previousStatus newStatus performedBy { type } }
`);

const theirConsents = graphql(`
  query TheirConsents {
    me {
      consents(first: 60) {
        edges {
          node {
            id status validTill successor { id } predecessor { id } purposes { purposeId }
            history(first: 30) { edges { node { ...Told } } }
          }
        }
      }
    }
  }
`);

let world: World;
let bank: SeededFiduciary;
let must: SeededPurpose;
let may: SeededPurpose;
let operator: string;
const ask = asking(() => world);

/** One person's part of the server: the ids of what the model knows by number. */
interface Real {
  person: SeededPerson;
  requests: { id: string; hash: string; noticeToken: string }[];
  consents: string[];
}

beforeAll(async () => {
  world = await startWorld({ config: { rateLimits: { account: 1_000_000, address: 1_000_000 } } });
  operator = await world.seed.operator();
  bank = await world.seed.fiduciary();
  const input = {
    fiduciaryId: bank.id,
    requestsPerMinute: 1_000_000,
    requestsPerDay: 1_000_000_000,
  };
  await ask.data(setLimits, { input }, operator);
  must = await bank.purpose({ title: 'Must', mandatory: true });
  may = await bank.purpose({ title: 'May' });
});
afterAll(() => world.stop());

const idOf = (purpose: Purpose) => (purpose === 'MUST' ? must.id : may.id);

function outcomeOf({ body }: Answer<unknown>): Outcome {
  const code = body.errors?.[0]?.extensions.code;
  return (code ?? 'DONE') as Outcome;
}

type Command = fc.AsyncCommand<Model, Real>;

/** A command that names a request or a consent takes any that there is. */
function command(
  name: string,
  possible: (model: Model) => boolean,
  run: (model: Model, real: Real) => Promise<void>,
): Command {
  return { check: possible, run, toString: () => name };
}

const anyRequest = (model: Model) => model.requests.length > 0;
const anyConsent = (model: Model) => model.consents.length > 0;
const pick = <Item>(items: Item[], nth: number): [number, Item] => {
  const index = nth % items.length;
  return [index, items[index] as Item];
};

const purposes = fc.constantFrom<Purpose[]>(['MUST'], ['MUST', 'MAY'], ['MAY']);

const initiate = fc
  .record({
    question: fc.constantFrom<Question>('MUST', 'BOTH'),
    openDays: fc.constantFrom(1, 30),
    days: fc.constantFrom(1, 30, 365),
    replaces: fc.option(fc.nat(20), { freq: 3 }),
  })
  .map(({ question, openDays, days, replaces }) =>
    command(
      `initiate ${question} for ${days} days, open ${openDays}, replacing ${replaces}`,
      () => true,
      async (model, real) => {
        const replaced =
          replaces === null || real.consents.length === 0 ? null : pick(real.consents, replaces);
        const input = {
          externalUserId: real.person.externalUserId,
          purposeIds: question === 'BOTH' ? [must.id, may.id] : [must.id],
          durationDays: days,
          expiresInDays: openDays,
          replacesConsentId: replaced?.[1] ?? null,
        };
        const answer = await world.graphql(operations.initiate, { input }, { token: bank.token });
        expect(outcomeOf(answer)).toBe(
          model.initiate(question, openDays, days, replaced?.[0] ?? null),
        );
        const request = answer.body.data?.initiateConsent.request;
        if (!request) return;
        const noticeToken = request.noticeUrl.split('#token=')[1] ?? '';
        real.requests.push({ id: request.id, hash: request.notice.hash, noticeToken });
      },
    ),
  );

const decide = fc
  .record({ nth: fc.nat(20), agree: fc.boolean(), selected: purposes, byLink: fc.boolean() })
  .map(({ nth, agree, selected, byLink }) =>
    command(`decide ${nth}: ${agree} ${selected}`, anyRequest, async (model, real) => {
      const [index, { id, hash, noticeToken }] = pick(real.requests, nth);
      const input = {
        requestId: id,
        agree,
        noticeHash: hash,
        selectedPurposeIds: selected.map(idOf),
        ...(byLink ? { noticeToken } : {}),
      };
      const token = byLink ? undefined : real.person.token;
      const answer = await world.graphql(operations.submit, { input }, { token });
      const by = byLink ? 'NOTICE_LINK' : 'PRINCIPAL';
      expect(outcomeOf(answer)).toBe(model.decide(index, agree, selected, by));
      const consent = answer.body.data?.submitConsent.consent;
      if (consent) real.consents.push(consent.id);
    }),
  );

const cancel = fc.nat(20).map((nth) =>
  command(`cancel ${nth}`, anyRequest, async (model, real) => {
    const [index, { id }] = pick(real.requests, nth);
    const input = { requestId: id };
    const answer = await world.graphql(operations.cancel, { input }, { token: bank.token });
    expect(outcomeOf(answer)).toBe(model.cancel(index));
  }),
);

const change = fc
  .record({
    nth: fc.nat(20),
    action: fc.constantFrom('WITHDRAW', 'PAUSE', 'RESUME', 'INVALIDATE'),
    by: fc.constantFrom('PRINCIPAL', 'FIDUCIARY'),
  })
  .map(({ nth, action, by }) =>
    command(`${action} ${nth} by ${by}`, anyConsent, async (model, real) => {
      const [index, consentId] = pick(real.consents, nth);
      const input = { consentId };
      const theirs = { token: real.person.token };
      const who = { WITHDRAW: by, INVALIDATE: 'OPERATOR', PAUSE: 'PRINCIPAL', RESUME: 'PRINCIPAL' };
      const run = {
        WITHDRAW: () =>
          world.graphql(
            operations.withdraw,
            { input },
            by === 'FIDUCIARY' ? { token: bank.token } : theirs,
          ),
        PAUSE: () => world.graphql(operations.pause, { input }, theirs),
        RESUME: () => world.graphql(operations.resume, { input }, theirs),
        INVALIDATE: () =>
          world.graphql(
            operations.invalidate,
            { input: { ...input, reason: 'By order' } },
            { token: operator },
          ),
      }[action];
      expect(outcomeOf(await run())).toBe(model.change(index, action, who[action]));
    }),
  );

const replace = fc
  .record({
    nth: fc.nat(20),
    action: fc.constantFrom('UPDATE', 'RENEW'),
    selected: fc.option(purposes),
  })
  .map(({ nth, action, selected }) =>
    command(`${action} ${nth} with ${selected}`, anyConsent, async (model, real) => {
      const [index, consentId] = pick(real.consents, nth);
      const { consent } = await ask.data(
        operations.readConsent,
        { id: consentId },
        real.person.token,
      );
      const input = {
        consentId,
        noticeHash: consent.renewalNotice?.hash ?? '',
        selectedPurposeIds: selected?.map(idOf) ?? null,
      };
      const expected = model.replace(index, action, selected);
      const theirs = { token: real.person.token };
      if (action === 'UPDATE') {
        const answer = await world.graphql(operations.update, { input }, theirs);
        expect(outcomeOf(answer)).toBe(expected);
        const next = answer.body.data?.updateConsent.consent.id;
        if (next) real.consents.push(next);
      } else {
        const answer = await world.graphql(operations.renew, { input }, theirs);
        expect(outcomeOf(answer)).toBe(expected);
        const next = answer.body.data?.renewConsent.consent.id;
        if (next) real.consents.push(next);
      }
    }),
  );

const wait = fc
  .oneof(
    fc.constantFrom(1, 60_000, 86_400_000, 30 * 86_400_000),
    fc.constantFrom('just before the next end', 'to the next end'),
  )
  .map((how) =>
    command(
      `wait ${how}`,
      () => true,
      async (model) => {
        const [end] = model.deadlines();
        if (typeof how === 'number') model.now += how;
        else if (end !== undefined) model.now = how === 'to the next end' ? end : end - 1;
        await world.clock.set(new Date(model.now));
      },
    ),
  );

const sweep = fc.constant(
  command(
    'sweep',
    () => true,
    async (model) => {
      await sweepExpired(world.platform);
      model.sweep();
    },
  ),
);

const validate = fc
  .record({ nth: fc.nat(20), purpose: fc.option(fc.constantFrom<Purpose>('MUST', 'MAY')) })
  .map(({ nth, purpose }) =>
    command(`validate ${nth} for ${purpose}`, anyConsent, async (model, real) => {
      const [index, artifactId] = pick(real.consents, nth);
      const purposeId = purpose && idOf(purpose);
      const { externalUserId } = real.person;
      const [byId, byUser] = await Promise.all([
        ask.data(operations.validate, { artifactId, purposeId }, bank.token),
        ask.data(operations.validate, { externalUserId, purposeId }, bank.token),
      ]);
      const reason = model.validate(index, purpose);
      expect(byId.validateConsent).toMatchObject({ reason, isValid: reason === 'VALID' });
      expect(byUser.validateConsent.isValid).toBe(model.covers(purpose));
    }),
  );

/** Everything the person sees is what the model says, and the history tells it. */
async function compare(model: Model, real: Real): Promise<void> {
  const [asked, given] = await Promise.all([
    ask.data(theirRequests, {}, real.person.token),
    ask.data(theirConsents, {}, real.person.token),
  ]);
  const told = (node: {
    action: string;
    previousStatus?: string | null;
    newStatus?: string | null;
    performedBy: { type: string };
  }) =>
    `${node.action} ${node.previousStatus ?? null} ${node.newStatus ?? null} ${node.performedBy.type}`;
  const requests = new Map(asked.me.consentRequests.edges.map(({ node }) => [node.id, node]));
  const consents = new Map(given.me.consents.edges.map(({ node }) => [node.id, node]));
  expect(requests.size - 1).toBe(model.requests.length);
  expect(consents.size).toBe(model.consents.length);
  for (const [index, expected] of model.requests.entries()) {
    const request = requests.get(real.requests[index]?.id ?? '');
    expect(request?.status).toBe(model.requestStatus(expected));
    const own = request?.history.edges.map(({ node }) => told(node)) ?? [];
    expect(own.slice(0, expected.history.length)).toEqual(expected.history);
  }
  for (const [index, expected] of model.consents.entries()) {
    const consent = consents.get(real.consents[index] ?? '');
    expect({
      status: consent?.status,
      validTill: Date.parse(consent?.validTill ?? ''),
      successor: consent?.successor?.id ?? null,
      predecessor: consent?.predecessor?.id ?? null,
      purposes: consent?.purposes.map(({ purposeId }) => purposeId),
      history: consent?.history.edges.map(({ node }) => told(node)),
    }).toEqual({
      status: model.consentStatus(expected),
      validTill: expected.validTill,
      successor: expected.successor === null ? null : real.consents[expected.successor],
      predecessor: expected.predecessor === null ? null : real.consents[expected.predecessor],
      purposes: expected.purposes.map(idOf),
      history: expected.history,
    });
  }
}

const look = fc.constant(command('look', () => true, compare));

test(
  `the model never disagrees with the server (${runs} lives of up to ${maxCommands} commands)`,
  async () => {
    let now = Date.now();
    const lives = fc.commands(
      [initiate, decide, decide, cancel, change, change, replace, wait, sweep, validate, look],
      { maxCommands, size: 'max' },
    );
    await fc.assert(
      fc.asyncProperty(lives, async (commands) => {
        await world.clock.set(new Date(now));
        // Another life may have left something due.
        await sweepExpired(world.platform);
        const person = await world.seed.person();
        await bank.recordOf(person);
        const model = new Model(now);
        const real: Real = { person, requests: [], consents: [] };
        await fc.asyncModelRun(() => ({ model, real }), commands);
        await compare(model, real);
        now = model.now + 1;
      }),
      { numRuns: runs, endOnFailure: true },
    );
  },
  Number.POSITIVE_INFINITY,
);
