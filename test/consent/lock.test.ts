import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockArtifact } from '../../src/consent/artifact-store.ts';
import type { Actor } from '../../src/consent/reach.ts';
import { lockRequest, lockUndecided } from '../../src/consent/request-store.ts';
import type { Tx } from '../../src/database/index.ts';
import { refusalOf } from '../support/answer.ts';
import type { SeededFiduciary, SeededPurpose } from '../support/seed.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let bank: SeededFiduciary;
let purpose: SeededPurpose;
beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
  purpose = await bank.purpose();
});
afterAll(() => world.stop());

const isWaiting = async () => {
  const [row] = await world.owner`
    select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  return row?.waiting > 0;
};

/** Makes a call that waits for a row, and finishes what it waits for. */
async function behind<Answer>(statement: string, id: string, call: () => Promise<Answer>) {
  let answer: Promise<Answer> | undefined;
  await world.owner.begin(async (tx) => {
    await tx.unsafe(statement, [id]);
    answer = call();
    await until(isWaiting);
  });
  if (!answer) throw new Error('nothing was called');
  return answer;
}

test('a decision that waits while its link is revoked finds nothing to decide', async () => {
  const request = await bank.ask(world.seed.personWithoutAccount(), [purpose]);
  const { id, noticeToken } = request;
  const answer = await behind(
    'update consent_request set link_generation = link_generation + 1 where id = $1',
    id,
    () =>
      world.graphql(
        `mutation ($input: SubmitConsentInput!) {
          submitConsent(input: $input) { request { status } } }`,
        { input: { requestId: id, noticeToken, agree: false } },
      ),
  );
  expect(refusalOf(answer)).toMatchObject({ code: 'NOT_FOUND' });
  const [row] = await world.owner`select status from consent_request where id = ${id}`;
  expect(row?.status).toBe('INITIATED');
});

test('a withdrawal that waits while the record is unlinked finds nothing to withdraw', async () => {
  const asha = await world.seed.person();
  const consent = await asha.agree(await bank.ask(asha, [purpose]));
  let answer: Promise<Awaited<ReturnType<typeof withdraw>>> | undefined;
  const withdraw = () =>
    world.graphql(
      `mutation ($input: WithdrawConsentInput!) {
        withdrawConsent(input: $input) { consent { status } } }`,
      { input: { consentId: consent.id } },
      { token: asha.token },
    );
  await world.owner.begin(async (tx) => {
    await tx`select from consent_artifact where id = ${consent.id} for no key update`;
    await tx`
      update principal set account_id = null, linked_at = null
      where id = (select principal_id from consent_artifact where id = ${consent.id})`;
    answer = withdraw();
    await until(isWaiting);
  });
  if (!answer) throw new Error('nothing was called');
  expect(refusalOf(await answer)).toMatchObject({ code: 'NOT_FOUND' });
});

test('who does not see a request or a consent does not wait for whoever is at it', async () => {
  const [asha, mallory] = [await world.seed.person(), await world.seed.person()];
  const request = await bank.ask(asha, [purpose]);
  const consent = await asha.agree(request);
  const ask = (mutation: string, type: string, input: object) =>
    world.graphql(
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`,
      { input },
      { token: mallory.token },
    );
  await world.owner.begin(async (tx) => {
    await tx`select from consent_request where id = ${request.id} for no key update`;
    await tx`select from consent_artifact where id = ${consent.id} for no key update`;
    // Answered while both are held: a wait would tell that there is such a one.
    const answers = [
      await ask('denyConsentRequest', 'DecideConsentInput', { requestId: request.id }),
      await ask('withdrawConsent', 'WithdrawConsentInput', { consentId: consent.id }),
    ];
    for (const answer of answers) expect(refusalOf(answer)).toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('who comes to reach a row after its lock was asked for has not locked it', async () => {
  const person = world.seed.personWithoutAccount();
  const request = await bank.ask(person, [purpose]);
  const { id } = request;
  const consent = await person.agree(request);
  const link: Actor[] = [
    { type: 'NOTICE_LINK', owner: { linkedRequestId: id, linkGeneration: 2 } },
  ];
  const locks: ((tx: Tx) => Promise<unknown>)[] = [
    (tx) => lockRequest(tx, id, link),
    (tx) => lockUndecided(tx, id, link),
    (tx) => lockArtifact(tx, consent.id, link),
  ];
  for (const lock of locks) {
    const setGeneration = (to: number) =>
      world.owner`update consent_request set link_generation = ${to} where id = ${id}`;
    const lockBehind = (between: () => Promise<unknown>) =>
      world.platform.database.db.transaction((tx) => lock(afterTheFirst(tx, between)));
    await setGeneration(1);
    expect(await lockBehind(() => setGeneration(2))).toBeUndefined();
    // Reached from the beginning it is locked, and found.
    expect(await lockBehind(async () => {})).toBeDefined();
  }
});

test('a deadlock ends the one whom PostgreSQL chooses with nothing stored, and they may try again', async () => {
  const request = await bank.ask(world.seed.personWithoutAccount(), [purpose]);
  await world.owner.unsafe(`
    create function deadlock() returns trigger language plpgsql as
      $$ begin raise exception 'deadlock detected' using errcode = '40P01'; end $$;
    create trigger deadlock before insert on consent_artifact
      for each row execute function deadlock()`);
  const submit = () =>
    world.graphql(
      `mutation ($input: SubmitConsentInput!) {
        submitConsent(input: $input) { request { status } } }`,
      {
        input: {
          requestId: request.id,
          noticeToken: request.noticeToken,
          noticeHash: request.noticeHash,
          agree: true,
        },
      },
    );
  const refused = await submit();
  await world.owner.unsafe('drop trigger deadlock on consent_artifact; drop function deadlock');
  expect(refusalOf(refused)).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  const entries = await world.owner`select action from history where request_id = ${request.id}`;
  expect(entries.map(({ action }) => action)).toEqual(['INITIATE']);
  expect((await submit()).body.data).toMatchObject({
    submitConsent: { request: { status: 'GRANTED' } },
  });
});

test('calls that wait for what somebody holds are given up, and leave their connections to the others', async () => {
  const small = await world.another({ databasePoolSize: 2 });
  const [asha, ravi] = [await world.seed.person(), await world.seed.person()];
  const held = await asha.agree(await bank.ask(asha, [purpose]));
  const free = await ravi.agree(await bank.ask(ravi, [purpose]));
  const withdraw = (consentId: string, token?: string) =>
    small.graphql(
      `mutation ($input: WithdrawConsentInput!) {
        withdrawConsent(input: $input) { consent { status } } }`,
      { input: { consentId } },
      { token },
    );
  await world.owner.begin(async (tx) => {
    await tx`select from consent_artifact where id = ${held.id} for no key update`;
    const [first, second, other] = await Promise.all([
      withdraw(held.id, asha.token),
      withdraw(held.id, asha.token),
      withdraw(free.id, ravi.token),
    ]);
    for (const refused of [first, second]) {
      expect(refusalOf(refused)).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    }
    expect(other.body.data).toEqual({ withdrawConsent: { consent: { status: 'WITHDRAWN' } } });
  });
  expect((await withdraw(held.id, asha.token)).body.data).toEqual({
    withdrawConsent: { consent: { status: 'WITHDRAWN' } },
  });
});

/** The transaction, with something done between its first statement and its second. */
function afterTheFirst(tx: Tx, between: () => Promise<unknown>): Tx {
  const sent: Promise<unknown>[] = [];
  const session = new Proxy(tx._.session, {
    get(target, name) {
      if (name !== 'prepareQuery') return Reflect.get(target, name);
      return (...args: Parameters<typeof target.prepareQuery>) => {
        const query = target.prepareQuery(...args);
        const execute = query.execute.bind(query);
        return Object.assign(query, {
          execute() {
            const answer =
              sent.length === 1 ? sent[0]?.then(between).then(() => execute()) : execute();
            sent.push(Promise.resolve(answer));
            return answer;
          },
        });
      };
    },
  });
  return new Proxy(tx, {
    get: (target, name) => (name === '_' ? { ...target._, session } : Reflect.get(target, name)),
  });
}
