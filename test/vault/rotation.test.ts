import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configuredKeys, signJws, verifyJws } from '../../src/vault/index.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { type Server, spring, startServer } from './server.ts';

const typ = 'test+jws';
const unknownKid = (n: number) => String(n).padStart(43, 'x');

describe('a rotated signing key', () => {
  let database: TestDatabase;
  let one: Server;
  let other: Server;
  beforeAll(async () => {
    database = await createDatabase();
    [one, other] = await Promise.all([startServer(database.url), startServer(database.url)]);
  });
  afterAll(async () => {
    await Promise.all([one, other].map((server) => server.database.close()));
    await database.drop();
  });

  test('signs no more, and its signatures stay valid', async () => {
    const before = await signJws(one.vault, 'artifact', { n: 1 }, { typ });
    const old = one.vault.signingKey('artifact').kid;
    const known = one.vault.publicKeys().keys.length;
    const { kid } = await one.vault.rotateSigningKey('artifact');
    expect(kid).not.toBe(old);
    expect(one.vault.signingKey('artifact').kid).toBe(kid);
    expect((await verifyJws(one.vault, 'artifact', before, { typ })).kid).toBe(old);
    const published = one.vault.publicKeys().keys.map((key) => key.kid);
    expect(published).toEqual(expect.arrayContaining([old, kid]));
    expect(new Set(published).size).toBe(known + 1);
  });

  test('is replaced on servers that did not rotate it, too', async () => {
    const { kid } = await one.vault.rotateSigningKey('link');
    const jws = await signJws(one.vault, 'link', { n: 1 }, { typ });
    expect((await verifyJws(other.vault, 'link', jws, { typ })).kid).toBe(kid);
    expect(other.vault.signingKey('link').kid).toBe(kid);
    await one.vault.rotateSigningKey('link');
    await other.vault.refresh();
    expect(other.vault.publicKeys()).toEqual(one.vault.publicKeys());
  });

  test('is known to a server that starts afterwards, without its private half', async () => {
    const old = await signJws(one.vault, 'token', 'kept', { typ });
    const { kid } = one.vault.signingKey('token');
    await one.vault.rotateSigningKey('token');
    const late = await startServer(database.url);
    expect((await verifyJws(late.vault, 'token', old, { typ })).payload).toBe('kept');
    await late.database.close();
    const [row] = await database.owner`select * from system_key where kid = ${kid}`;
    const plain = await configuredKeys([spring]).unwrap(
      `system_key.wrapped:${row?.id}:token:retired`,
      {
        kekId: row?.kek_id,
        wrapped: row?.wrapped,
      },
    );
    expect(plain.subarray(-32).toString('base64url')).toBe(row?.public_jwk.x);
    expect(plain).toHaveLength(12 + 32);
  });

  test('by five servers at once leaves one current key', async () => {
    const servers = await Promise.all(Array.from({ length: 5 }, () => startServer(database.url)));
    const made = await Promise.all(
      servers.map(({ vault }) => vault.rotateSigningKey('checkpoint')),
    );
    expect(new Set(made.map(({ kid }) => kid)).size).toBe(5);
    const current = await database.owner`
      select kid from system_key where use = 'checkpoint' and retired_at is null`;
    expect(current).toHaveLength(1);
    await Promise.all(servers.map(({ vault }) => vault.refresh()));
    for (const { vault, database: pool } of servers) {
      expect(vault.signingKey('checkpoint').kid).toBe(current[0]?.kid);
      await pool.close();
    }
  });

  test('fails no verification on any server while it is rotated', async () => {
    const verified = [0, 0, 0];
    let rotating = true;
    const verify = async (signer: Server, verifier: Server, reader: number) => {
      while (rotating) {
        const jws = await signJws(signer.vault, 'artifact', { reader }, { typ });
        await verifyJws(verifier.vault, 'artifact', jws, { typ });
        verified[reader] = (verified[reader] ?? 0) + 1;
      }
    };
    const readers = Promise.all([
      verify(one, other, 0),
      verify(other, one, 1),
      verify(one, one, 2),
    ]);
    const kids = new Set<string>();
    for (const rotator of [one, other, one]) {
      kids.add((await rotator.vault.rotateSigningKey('artifact')).kid);
      const seen = Math.max(...verified);
      await expect.poll(() => Math.min(...verified)).toBeGreaterThan(seen);
    }
    rotating = false;
    await readers;
    expect(kids.size).toBe(3);
  });
});

describe('a kid that nobody knows', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  test('costs one read of the database for a thousand tokens', async () => {
    const { vault, database: pool, reads } = await startServer(database.url);
    const before = reads();
    const found = await Promise.all(
      Array.from({ length: 1_000 }, (_, n) => vault.verificationKey(unknownKid(n), 'token')),
    );
    expect(new Set(found)).toEqual(new Set([undefined]));
    expect(reads() - before).toBe(1);
    await vault.verificationKey('../../etc/passwd', 'token');
    await vault.verificationKey('', 'token');
    expect(reads() - before).toBe(1);
    await pool.close();
  });

  test('is unknown, and known keys go on working, while the database is away', async () => {
    const problems: unknown[] = [];
    const { vault, database: pool } = await startServer(database.url, undefined, {
      onProblem: (problem) => problems.push(problem),
    });
    await pool.close();
    expect(await vault.verificationKey(unknownKid(1), 'token')).toBeUndefined();
    expect(problems).toHaveLength(1);
    const jws = await signJws(vault, 'token', { n: 1 }, { typ });
    await verifyJws(vault, 'token', jws, { typ });
    expect(vault.publicKeys().keys).toHaveLength(4);
  });
});
