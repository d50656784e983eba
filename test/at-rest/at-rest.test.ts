import { Writable } from 'node:stream';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseRecord } from '../../src/erasure/index.ts';
import { seal, Unreadable, unseal } from '../../src/vault/index.ts';
import type { SeededConsent, SeededFiduciary } from '../support/seed.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

/** Stands for a person's data, wherever one can be put. */
const marker = (place: string) => `Planted-${place}-7f3a`;
const planted = /Planted-[a-z]+-7f3a/gi;

const lines: string[] = [];
let world: World;
let bank: SeededFiduciary;
let consent: SeededConsent;

beforeAll(async () => {
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  world = await startWorld({ log: pino({ level: 'trace' }, sink) });
  bank = await world.seed.fiduciary();
  consent = await wholeFlow();
});

afterAll(() => world.stop());

describe('a person’s data', () => {
  it('was planted everywhere, and comes back to those who may see it', async () => {
    const { body } = await world.graphql(
      `query ($id: ID!) {
        consent(id: $id) {
          principal { externalUserId }
          request { metadata }
          history { edges { node { details { reason notes ipAddress userAgent claimedIpAddress claimedUserAgent } } } }
        }
      }`,
      { id: consent.id },
      { token: bank.token },
    );
    const found = new Set(JSON.stringify(body).match(planted));
    for (const place of ['user', 'metadata', 'reason', 'notes', 'agent', 'claimed']) {
      expect(found).toContain(marker(place));
    }
  });

  it('is in no table of the database, as text or as bytes', async () => {
    const tables = await world.owner<{ name: string }[]>`
      select quote_ident(schemaname) || '.' || quote_ident(relname) as name
      from pg_stat_user_tables order by 1`;
    expect(tables.length).toBeGreaterThan(25);
    const secrets = [planted.source.slice(0, 8), '198.51.100.77', 'person-with-a-name@example.com'];
    for (const { name } of tables) {
      const rows = await world.owner.unsafe<{ row: string }[]>(
        `select t::text as row from ${name} t`,
      );
      for (const { row } of rows) {
        for (const secret of secrets) {
          expect(row.toLowerCase(), name).not.toContain(secret.toLowerCase());
          // bytea is printed in hexadecimal.
          expect(row, name).not.toContain(Buffer.from(secret).toString('hex'));
          expect(row, name).not.toContain(Buffer.from(secret).toString('base64').slice(0, 10));
        }
      }
    }
  });

  it('is in no line of the log, at any level', async () => {
    await until(() => lines.length > 20);
    const log = lines.join('');
    expect(log.match(planted)).toBeNull();
    expect(log).not.toContain('198.51.100.77');
    expect(log).not.toContain('person-with-a-name@example.com');
    expect(log).not.toContain(consent.request.noticeToken);
    expect(log).not.toContain(bank.token);
  });
});

describe('ciphertexts', () => {
  it('swapped between two people are an error, never the other’s data', async () => {
    const [one, two] = [await agreed('one'), await agreed('two')];
    const rows = await world.owner`
      select id, external_user_id as sealed from principal
      where id in ${world.owner([one.principalId, two.principalId])}`;
    const sealedOf = (id: string) => rows.find((row) => row.id === id)?.sealed;
    for (const [to, from] of [
      [one, two],
      [two, one],
    ] as const) {
      await world.owner`
        update principal set external_user_id = ${sealedOf(from.principalId)}
        where id = ${to.principalId}`;
    }
    const { body } = await world.graphql(
      `{ consent(id: "${one.id}") { principal { externalUserId } } }`,
      {},
      { token: bank.token },
    );
    expect(JSON.stringify(body)).not.toContain('swapped-');
    expect(body.errors?.[0]?.extensions?.code).toBe('INTERNAL_SERVER_ERROR');
  });

  it('moved to another column of the same person are an error', async () => {
    const { database, vault } = world.platform;
    const key = await database.db.transaction((tx) => vault.createDataKey(tx));
    const sealed = seal(key, 'consent_request.reason:1', 'because');
    expect(unseal(key, 'consent_request.reason:1', sealed).toString()).toBe('because');
    expect(() => unseal(key, 'consent_request.metadata:1', sealed)).toThrow(Unreadable);
  });

  it('of an erased person open no more, though the bytes are still there', async () => {
    const person = await agreed('erased');
    const [kept] = await world.owner`
      select data_key_id, external_user_id from principal where id = ${person.principalId}`;
    await eraseRecord(world.platform, person.principalId);
    const { database, vault } = world.platform;
    await expect(vault.dataKey(database.db, kept?.data_key_id)).rejects.toThrow();
  });
});

describe('the history', () => {
  it('refuses the application’s role to change or remove anything', async () => {
    const { sql } = world.platform.database;
    for (const table of ['history', 'log', 'log_state']) {
      for (const statement of [
        `update ${table} set ${table === 'history' ? 'facts' : 'position'} = null`,
        `delete from ${table}`,
        `truncate ${table}`,
      ]) {
        await expect(sql.unsafe(statement), statement).rejects.toMatchObject({ code: '42501' });
      }
    }
    const partitions = await sql<{ name: string }[]>`
      select inhrelid::regclass::text as name from pg_inherits where inhparent = 'history'::regclass`;
    expect(partitions.length).toBeGreaterThan(1);
    for (const { name } of partitions) {
      await expect(sql.unsafe(`delete from ${name}`), name).rejects.toMatchObject({
        code: '42501',
      });
      await expect(sql.unsafe(`drop table ${name}`), name).rejects.toMatchObject({ code: '42501' });
    }
    await expect(sql.unsafe('set role none; delete from history')).rejects.toThrow();
  });
});

/** Every input that takes a person's data takes some, and every way out is used once. */
async function wholeFlow(): Promise<SeededConsent> {
  const purpose = await bank.purpose();
  const clinic = await world.seed.clinic();
  const doctor = await clinic.doctor();
  const asha = await world.seed.person();
  const person = { ...asha, externalUserId: marker('user') };
  const named = await world.token({ roles: ['principal'], sub: 'person-with-a-name@example.com' });
  await world.graphql('{ me { id records { id } } }', {}, { token: named });
  await doctor.ask(person, marker('practice'));
  const request = await bank.ask(person, [purpose], {
    metadata: { note: marker('metadata'), [marker('key')]: 1 },
    idempotencyKey: marker('idempotency'),
  });
  const given = await decide(person.token, request, true);
  const consentId = given.consent?.id ?? '';
  await world.graphql(
    `{ validateConsent(externalUserId: "${marker('user')}") { reason } }
     `,
    {},
    { token: bank.token, headers: { 'user-agent': marker('agent') } },
  );
  await world.graphql(
    `query ($user: String!) { fiduciary { principalConsents(externalUserId: $user) { totalCount } } }`,
    { user: marker('user') },
    { token: bank.token },
  );
  // What is refused is in no log either.
  await world.graphql(
    'query ($user: Int!) { validateConsent(externalUserId: $user) { reason } }',
    { user: marker('wrong') },
    { token: bank.token },
  );
  await world.graphql(
    'mutation ($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { consent { id } } }',
    { input: { consentId, reason: marker('reason'), notes: marker('notes') } },
    { token: person.token, headers: { 'user-agent': marker('agent') } },
  );
  await world.graphql('{ exportMyConsents }', {}, { token: person.token });
  const again = await bank.ask(person, [await bank.purpose()]);
  await decide(person.token, again, false);
  await until(async () => {
    const [row] = await world.owner`
      select (select count(*) from history) = (select count(*) from log) as all`;
    return row?.all === true;
  });
  return { id: consentId, request, principalId: request.principalId } as SeededConsent;
}

async function decide(
  token: string | undefined,
  request: { id: string; noticeHash: string },
  agree: boolean,
) {
  const input = {
    requestId: request.id,
    noticeHash: request.noticeHash,
    agree,
    ipAddress: '198.51.100.77',
    userAgent: marker('claimed'),
    idempotencyKey: marker(agree ? 'agree' : 'refuse'),
  };
  const { body } = await world.graphql<{ submitConsent: { consent: { id: string } | null } }>(
    `mutation ($input: SubmitConsentInput!) { submitConsent(input: $input) { consent { id } } }`,
    { input },
    { token, headers: { 'user-agent': marker('agent') } },
  );
  if (!body.data) throw new Error(JSON.stringify(body.errors));
  return body.data.submitConsent;
}

async function agreed(name: string): Promise<SeededConsent> {
  const person = { ...(await world.seed.person()), externalUserId: `swapped-${name}` };
  return person.agree(await bank.ask(person, [await bank.purpose()]));
}
