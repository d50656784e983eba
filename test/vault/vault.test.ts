import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/database/index.ts';
import { configuredKeys, signingUses, Unreadable } from '../../src/vault/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { autumn, type Server, spring, startServer } from './server.ts';

describe('vaults of one database', () => {
  let database: TestDatabase;
  let servers: Server[];
  beforeAll(async () => {
    database = await createDatabase();
    servers = await Promise.all(Array.from({ length: 5 }, () => startServer(database.url)));
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.database.close()));
    await database.drop();
  });

  test('agree on every system key when five open at once on an empty database', async () => {
    const keys = servers.map(({ vault }) => ({
      system: [vault.systemKey.id, secretOf(vault.systemKey.key)],
      signing: signingUses.map((use) => vault.signingKey(use).kid),
      private: signingUses.map((use) => privateOf(vault.signingKey(use).privateKey)),
      index: vault.blindIndex('fiduciary', 'column', 'value').toString('hex'),
      fingerprint: vault.fingerprint('value').toString('hex'),
      published: vault.publicKeys(),
    }));
    for (const other of keys) expect(other).toEqual(keys[0]);
    expect(await database.owner`select use from system_key order by use`).toHaveLength(7);
  });

  test('use a different key for everything', () => {
    const [server] = servers;
    const kids = signingUses.map((use) => server?.vault.signingKey(use).kid);
    expect(new Set(kids).size).toBe(signingUses.length);
    const index = server?.vault.blindIndex('a', 'b', 'c');
    expect(index).not.toEqual(server?.vault.fingerprint('["a","b","c"]'));
  });

  test('index a value apart for each fiduciary and column', () => {
    const index = (...parts: [string, string, string]) =>
      servers[0]?.vault.blindIndex(...parts).toString('hex');
    const indexes = [
      index('f1', 'external_user_id', 'u1'),
      index('f2', 'external_user_id', 'u1'),
      index('f1', 'account', 'u1'),
      index('f1', 'external_user_id', 'u2'),
      index('f1', 'external_user_i', 'du1'),
      index('f1', 'external_user_id', '\ud800'),
      index('f1', 'external_user_id', '\ufffd'),
    ];
    expect(new Set(indexes).size).toBe(indexes.length);
    expect(index('f1', 'external_user_id', 'u1')).toBe(indexes[0]);
  });

  test('show no key when they are logged or serialised', () => {
    for (const { vault } of servers.slice(0, 1)) {
      const secrets = [
        secretOf(vault.systemKey.key),
        ...signingUses.map((use) => privateOf(vault.signingKey(use).privateKey)),
      ].map((secret) => Buffer.from(secret, 'base64url'));
      const parts = [vault, vault.systemKey, vault.signingKey('token')];
      const shown = parts.map(
        (part) => inspect(part, { depth: null, showHidden: true }) + JSON.stringify(part),
      );
      for (const secret of secrets) {
        for (const encoding of ['hex', 'base64', 'base64url', 'latin1'] as const) {
          expect(shown.join()).not.toContain(secret.toString(encoding).slice(0, 20));
        }
      }
    }
  });

  test('keep no private key readable in the database', async () => {
    const rows = await database.owner`select * from system_key`;
    const dump = Buffer.concat(rows.map(({ wrapped }) => wrapped)).toString('latin1');
    for (const use of signingUses) {
      const secret = privateOf((servers[0] as Server).vault.signingKey(use).privateKey);
      expect(dump).not.toContain(Buffer.from(secret, 'base64url').toString('latin1'));
      expect(JSON.stringify(rows.map(({ public_jwk }) => public_jwk))).not.toContain(secret);
    }
  });

  test('do not open without the key-encryption key, and name it', async () => {
    await expect(startServer(database.url, configuredKeys([autumn]))).rejects.toThrow(
      /system_key\.wrapped:.* the key-encryption key "spring" is not configured/,
    );
    const impostor = configuredKeys([{ id: 'spring', key: autumn.key }]);
    await expect(startServer(database.url, impostor)).rejects.toThrow(Unreadable);
  });
});

describe('a vault whose database was tampered with', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
    const { database: pool } = await startServer(database.url);
    await pool.close();
  });
  afterAll(() => database.drop());

  test('does not open when two system keys are swapped', async () => {
    const swap = () => database.owner`
      update system_key a set wrapped = b.wrapped from system_key b
      where a.use in ('blind-index', 'fingerprint') and b.use in ('blind-index', 'fingerprint')
        and a.use <> b.use`;
    await swap();
    await expect(startServer(database.url)).rejects.toThrow(Unreadable);
    await swap();
    await (await startServer(database.url)).database.close();
  });

  test('does not replace a lost secret, by which everybody was indexed', async () => {
    const row = await database.owner`delete from system_key where use = 'blind-index' returning *`;
    await expect(startServer(database.url)).rejects.toThrow('system_key:blind-index');
    await database.owner`insert into system_key ${database.owner(row)}`;
    await (await startServer(database.url)).database.close();
  });

  test('never trusts a public key that somebody wrote into the table', async () => {
    const problems: unknown[] = [];
    const { vault, database: pool } = await startServer(database.url, configuredKeys([spring]), {
      onProblem: (problem) => problems.push(problem),
    });
    const { publicKey } = generateKeyPairSync('ed25519');
    const jwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    await database.owner`
      insert into system_key (id, use, wrapped, kek_id, public_jwk, kid, created_at, retired_at)
      select ${newId()}, use, wrapped, kek_id, ${database.owner.json({ ...jwk })}, ${kid}, now(), now()
      from system_key where use = 'token'`;
    expect(await vault.verificationKey(kid, 'token')).toBeUndefined();
    expect(JSON.stringify(vault.publicKeys())).not.toContain(kid);
    expect(problems).toEqual([expect.any(Unreadable)]);
    await expect(startServer(database.url)).rejects.toThrow(Unreadable);
    await pool.close();
  });
});

function secretOf(key: KeyObject): string {
  return key.export().toString('base64url');
}

function privateOf(key: KeyObject): string {
  return key.export({ format: 'jwk' }).d ?? expect.unreachable();
}
