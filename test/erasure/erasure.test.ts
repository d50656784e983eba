import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eraseBeside } from '../../src/cli/erase.ts';
import { rotate } from '../../src/cli/rotate.ts';
import type { Config } from '../../src/config.ts';
import { leafHash, readEntries } from '../../src/history/index.ts';
import type { SeededFiduciary, SeededPerson, SeededPurpose } from '../support/seed.ts';
import { until } from '../support/until.ts';
import { startWorld, type TestServer, type World } from '../support/world.ts';

const erase = `mutation ($input: ErasureInput!) {
  erasePrincipal(input: $input) {
    withdrawn cancelled principal { id externalUserId linkedAt erasedAt }
  }
}`;
const requestErasure = `mutation ($input: ErasureInput!) {
  requestErasure(input: $input) { record { id erasureRequestedAt } }
}`;
const read = `query ($consent: ID!) {
  consent(id: $consent) {
    status
    hash
    jws
    principal { id externalUserId erasedAt }
    request { metadata }
    history { edges { node { action hash performedBy { type } details { reason notes ipAddress } } } }
  }
}`;
const record = `query ($consent: ID!) { consent(id: $consent) { principal { externalUserId } } }`;
const validate = `query ($user: String!) { validateConsent(externalUserId: $user) { reason } }`;
const changed = `subscription ($after: String) {
  consentStatusChanged(after: $after) { action status consent { id } }
}`;

let world: World;
let other: TestServer;
let bank: SeededFiduciary;
let kyc: SeededPurpose;
let list: string;

beforeAll(async () => {
  list = join(await mkdtemp(join(tmpdir(), 'consentgraph-erasures-')), 'erasures.jsonl');
  world = await startWorld({ config: { erasureList: list } });
  other = await world.another();
  bank = await world.seed.fiduciary();
  kyc = await bank.purpose();
});

afterAll(async () => {
  await world.stop();
  await rm(join(list, '..'), { recursive: true });
});

describe('an erasure', () => {
  it('withdraws, cancels, and leaves nothing that tells who it was, on every server', async () => {
    const { person, consent, open } = await someone();
    const before = await consentOf(other, consent.id);
    expect(before.principal.externalUserId).toBe(person.externalUserId);
    expect(before.request.metadata).toEqual({ branch: 'Mylapore' });
    const stream = other.subscribe(changed, {}, { token: bank.token });

    const answer = await world.graphql<{ erasePrincipal: object }>(
      erase,
      { input: { principalId: consent.principalId } },
      { token: bank.token },
    );
    expect(answer.body.errors).toBeUndefined();
    expect(answer.body.data?.erasePrincipal).toMatchObject({
      withdrawn: 1,
      cancelled: 1,
      principal: { externalUserId: null, linkedAt: null },
    });

    for (const server of [world, other]) {
      await until(async () => {
        return (await consentOf(server, consent.id)).principal.externalUserId === null;
      });
      const after = await consentOf(server, consent.id);
      expect(after.status).toBe('WITHDRAWN');
      expect(after.principal.erasedAt).not.toBeNull();
      expect(after.request.metadata).toBeNull();
      for (const { node } of after.history.edges) expect(node.details).toBeNull();
      expect(await reasonFor(server, person.externalUserId)).toBe('UNKNOWN');
    }
    const event = await stream.next();
    expect(JSON.stringify(event)).toMatch(/CANCEL|WITHDRAW/);
    expect(JSON.stringify((await requestOf(open.id)).body)).toContain('CANCELLED');
    const mine = await world.graphql('{ me { records { id } } }', {}, { token: person.token });
    expect(mine.body.data).toEqual({ me: { records: [] } });

    const [key] = await world.owner`
      select k.wrapped, k.destroyed_at, p.external_user_id, p.external_user_index, p.account_id
      from principal p join data_key k on k.id = p.data_key_id where p.id = ${consent.principalId}`;
    expect(key).toMatchObject({
      wrapped: null,
      external_user_id: null,
      external_user_index: null,
      account_id: null,
    });
    const salts = await world.owner`
      select from entry_disclosure where principal_id = ${consent.principalId}`;
    expect(salts).toHaveLength(0);
  });

  it('breaks no proof: hashes, leaves and signatures of before still hold', async () => {
    const { consent } = await someone();
    const before = await consentOf(world, consent.id);
    await eraseAs(bank.token, consent.principalId);
    const after = await consentOf(world, consent.id);

    expect([after.hash, after.jws]).toEqual([before.hash, before.jws]);
    const hashes = before.history.edges.map(({ node }) => node.hash);
    expect(after.history.edges.map(({ node }) => node.hash).slice(0, hashes.length)).toEqual(
      hashes,
    );
    const jwks = await (await fetch(new URL('/.well-known/jwks.json', world.url))).json();
    await compactVerify(after.jws, createLocalJWKSet(jwks as JSONWebKeySet));

    const [entries = []] = await readEntries(world.platform.database.db, 'principal', [
      { subjectId: consent.principalId, limit: 100 },
    ]);
    expect(entries.map(({ action }) => action)).toContain('ERASE');
    for (const { hash, ...entry } of entries) expect(leafHash(entry).toString('hex')).toBe(hash);
  });

  it('lets the same user id begin anew, with a record that knows nothing of the old one', async () => {
    const { person, consent } = await someone();
    await eraseAs(bank.token, consent.principalId);
    const again = await bank.ask(person, [kyc]);
    expect(again.principalId).not.toBe(consent.principalId);
  });

  it('is done once: a second time changes nothing, and others cannot do it', async () => {
    const { consent } = await someone();
    const shop = await world.seed.fiduciary();
    const [foreign, random] = [
      await eraseAs(shop.token, consent.principalId),
      await eraseAs(shop.token, '01890000-0000-7000-8000-000000000000'),
    ];
    expect(JSON.stringify(foreign)).toBe(JSON.stringify(random));
    expect(JSON.stringify(foreign)).toContain('NOT_FOUND');

    await eraseAs(await world.seed.operator(), consent.principalId);
    const second = await eraseAs(bank.token, consent.principalId);
    expect(second.data).toMatchObject({ erasePrincipal: { withdrawn: 0, cancelled: 0 } });
    const [row] = await world.owner`
      select count(*)::int as times from history
      where principal_id = ${consent.principalId} and action = 'ERASE'`;
    expect(row?.times).toBe(1);
  });

  it('while the person is asked and decides leaves nothing open, whoever comes first', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { person, consent, open } = await someone();
      const more = await bank.purpose();
      const [erased] = await Promise.all([
        eraseAs(bank.token, consent.principalId),
        person.agree(open).catch(() => {}),
        bank.ask(person, [more]).catch(() => {}),
      ]);
      expect(erased.errors).toBeUndefined();
      const left = await world.owner`
        select id from consent_artifact
          where principal_id = ${consent.principalId} and status in ('ACTIVE', 'PAUSED')
        union all select id from consent_request
          where principal_id = ${consent.principalId} and status = 'INITIATED'`;
      expect(left).toHaveLength(0);
    }
  });

  it('can be asked for by the person alone, and the data fiduciary finds it', async () => {
    const { person, consent } = await someone();
    const input = { principalId: consent.principalId };
    const mallory = await world.token({ roles: ['principal'], sub: 'mallory' });
    const refused = await world.graphql(requestErasure, { input }, { token: mallory });
    expect(JSON.stringify(refused.body)).toContain('NOT_FOUND');
    const asked = await world.graphql(requestErasure, { input }, { token: person.token });
    expect(asked.body.errors).toBeUndefined();

    const waiting = '{ fiduciary { erasureRequests { id } } }';
    const answer = await other.graphql(waiting, {}, { token: bank.token });
    expect(JSON.stringify(answer.body)).toContain(consent.principalId);
    await eraseAs(bank.token, consent.principalId);
    const done = await other.graphql(waiting, {}, { token: bank.token });
    expect(JSON.stringify(done.body)).not.toContain(consent.principalId);
  });
});

describe('a database that was restored', () => {
  it('has its erasures done again from the list before it serves', async () => {
    const { person, consent } = await someone();
    const backup = await world.owner`
      select p.*, k.wrapped from principal p join data_key k on k.id = p.data_key_id
      where p.id = ${consent.principalId}`;
    await eraseAs(bank.token, consent.principalId);
    await until(async () => (await readFile(list, 'utf8')).includes(consent.principalId));
    expect(await readFile(list, 'utf8')).not.toContain(person.externalUserId);

    const [{ wrapped, data_key_id: keyId, ...old } = {}] = backup;
    await world.owner`update data_key set wrapped = ${wrapped}, destroyed_at = null where id = ${keyId}`;
    await world.owner`
      update principal set external_user_id = ${old.external_user_id},
        external_user_index = ${old.external_user_index}, erased_at = null
      where id = ${consent.principalId}`;

    const restored = await world.another();
    expect((await consentOf(restored, consent.id)).principal.externalUserId).toBeNull();
    expect(await reasonFor(restored, person.externalUserId)).toBe('UNKNOWN');
    await restored.stop();
  });
});

describe('the commands on the server', () => {
  it('erase by the fiduciary’s own user id and by record, one line each, and list it', async () => {
    const [one, two] = [await someone(), await someone()];
    const { id } = bank;
    expect(await erasing('--fiduciary', id, '--user', one.person.externalUserId)).toBe(
      `1 of 1: ${one.consent.principalId} is erased; consents withdrawn: 1, requests cancelled: 1\n`,
    );
    expect(await erasing(two.consent.principalId)).toContain('is erased');
    for (const { consent } of [one, two]) {
      await until(async () => {
        return (await consentOf(other, consent.id)).principal.externalUserId === null;
      });
    }
    const listed = await erasing('--list');
    expect(listed).toContain(one.consent.principalId);
    await writeFile(`${list}.copy`, listed);
    expect(await erasing('--replay', `${list}.copy`)).toBe(
      'everybody on the list is erased already\n',
    );
  });

  it('refuse arguments without sense, and say which records are unknown', async () => {
    await expect(erasing()).rejects.toThrow('--list or --replay');
    await expect(erasing('--user', 'x')).rejects.toThrow('--user and --fiduciary go together');
    await expect(erasing('--everybody')).rejects.toThrow('--everybody');
    await expect(erasing('no-such-record')).rejects.toThrow('1 of these records are unknown');
    await expect(rotating('signing-key', 'everything')).rejects.toThrow('rotate takes kek');
  });

  it('rotate every key under load, and no read fails', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => someone()));
    const [current] = keysOf(world);
    const fresh = { id: 'fresh', key: Buffer.alloc(32, 7) };
    const both = [fresh, ...(current ? [current] : [])];
    const servers = [
      await world.another({ keyEncryptionKeys: both }),
      await world.another({ keyEncryptionKeys: both }),
    ];
    let busy = true;
    const failures: unknown[] = [];
    const load = servers.map(async (server) => {
      let reads = 0;
      while (busy || reads < 50) {
        for (const { person, consent } of people) {
          reads += 1;
          const found = await externalUserOf(server, consent.id);
          if (found !== person.externalUserId) failures.push(found);
          server.platform.vault.forget(await keyIdOf(consent.principalId));
        }
      }
    });
    const config = { ...world.config, keyEncryptionKeys: both };
    const rotated = await said(() => rotate(config, ['kek']));
    const signed = await said(() => rotate(config, ['signing-key', 'artifact']));
    busy = false;
    await Promise.all(load);

    expect(failures).toEqual([]);
    expect(rotated).toMatch(/\d+ of \d+ keys\n\d+ keys are now under "fresh"\n$/);
    expect(signed).toMatch(/^artifact is signed with [\w-]{43} from now on\n$/);
    const left = await world.owner`
      select id from data_key where wrapped is not null and kek_id <> 'fresh'
      union all select id from system_key where kek_id <> 'fresh'`;
    expect(left).toHaveLength(0);

    const alone = await world.another({ keyEncryptionKeys: [fresh] });
    for (const { person, consent } of people) {
      expect(await externalUserOf(alone, consent.id)).toBe(person.externalUserId);
    }
  });
});

interface Read {
  status: string;
  hash: string;
  jws: string;
  principal: { id: string; externalUserId: string | null; erasedAt: string | null };
  request: { metadata: unknown };
  history: { edges: { node: { action: string; hash: string; details: unknown } }[] };
}

async function someone() {
  const person: SeededPerson = await world.seed.person();
  const request = await bank.ask(person, [kyc], { metadata: { branch: 'Mylapore' } });
  const consent = await person.agree(request);
  const open = await bank.ask(person, [await bank.purpose()]);
  return { person, consent, open };
}

async function eraseAs(token: string, principalId: string) {
  return (await world.graphql(erase, { input: { principalId } }, { token })).body;
}

async function consentOf(server: TestServer, consent: string): Promise<Read> {
  const { body } = await server.graphql<{ consent: Read }>(
    read,
    { consent },
    { token: bank.token },
  );
  if (!body.data) throw new Error(JSON.stringify(body.errors));
  return body.data.consent;
}

async function externalUserOf(server: TestServer, consent: string): Promise<unknown> {
  const answer = await server.graphql<{ consent: Read }>(
    record,
    { consent },
    { token: bank.token },
  );
  return answer.body.data?.consent.principal.externalUserId ?? answer.body.errors;
}

async function reasonFor(server: TestServer, user: string): Promise<string | undefined> {
  const { body } = await server.graphql<{ validateConsent: { reason: string } }>(
    validate,
    { user },
    { token: bank.token },
  );
  return body.data?.validateConsent.reason;
}

function requestOf(id: string) {
  return world.graphql(`{ consentRequest(id: "${id}") { status } }`, {}, { token: bank.token });
}

async function keyIdOf(principalId: string): Promise<string> {
  const [row] = await world.owner`select data_key_id from principal where id = ${principalId}`;
  return row?.data_key_id;
}

function erasing(...args: string[]): Promise<string> {
  return said(() => eraseBeside(world.config, args));
}

function rotating(...args: string[]): Promise<string> {
  return said(() => rotate(world.config, args));
}

/** What a command writes to the terminal. */
async function said(command: () => Promise<void>): Promise<string> {
  const lines: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  try {
    await command();
  } finally {
    write.mockRestore();
  }
  return lines.join('');
}

/** The key-encryption key that a world makes for itself. */
function keysOf({ config }: World): Config['keyEncryptionKeys'] {
  const key = readFileSync(join(config.dataDirectory, 'key-encryption-key'), 'utf8');
  return [{ id: 'development', key: Buffer.from(key, 'base64') }];
}
