import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ClientOf,
  createClient,
  issueToken,
  OAuthError,
  revokeClient,
  rotateClientSecret,
} from '../../src/auth/index.ts';
import { newId, type Tx } from '../../src/database/index.ts';
import { buildHouse, type House } from './house.ts';

const operator = { type: 'OPERATOR', id: null } as const;

let house: House;
beforeAll(async () => {
  house = await buildHouse();
});
afterAll(() => house.tearDown());

describe('a client', () => {
  test('has two secrets for a day after a rotation, then the new one alone', async () => {
    const backend = await newBackend();
    const rotated = await within((tx) => rotateClientSecret(tx, backend));
    expect(rotated.clientId).toBe(backend.clientId);
    expect(await buys(backend.clientId, backend.clientSecret)).toBe(true);
    expect(await buys(backend.clientId, rotated.clientSecret)).toBe(true);
    await house.database.clock.advance(24 * 60 * 60 * 1000 + 1);
    expect(await buys(backend.clientId, backend.clientSecret)).toBe(false);
    expect(await buys(backend.clientId, rotated.clientSecret)).toBe(true);
    await house.database.clock.reset();
  });

  test('loses its oldest secret at a second rotation', async () => {
    const backend = await newBackend();
    await within((tx) => rotateClientSecret(tx, backend));
    await within((tx) => rotateClientSecret(tx, backend));
    expect(await buys(backend.clientId, backend.clientSecret)).toBe(false);
  });

  test("cannot be touched with another fiduciary's id, once revoked, or when unknown", async () => {
    const backend = await newBackend();
    const revoked = await newBackend();
    await within((tx) => revokeClient(tx, revoked, operator));
    const foreign: ClientOf = { clientId: backend.clientId, fiduciaryId: newId() };
    const unknown: ClientOf = { clientId: 'unknown', fiduciaryId: undefined };
    for (const client of [foreign, revoked, unknown]) {
      const notFound = { extensions: { code: 'NOT_FOUND' } };
      await expect(within((tx) => rotateClientSecret(tx, client))).rejects.toMatchObject(notFound);
      await expect(within((tx) => revokeClient(tx, client, operator))).rejects.toMatchObject(
        notFound,
      );
    }
    expect(await buys(backend.clientId, backend.clientSecret)).toBe(true);
  });

  test('leaves no secret in the database', async () => {
    const { clientId, clientSecret } = await newBackend();
    const [row] = await house.database.owner`
      select client::text as text from client where id = ${clientId}`;
    expect(row?.text).not.toContain(clientSecret);
    expect(row?.text).not.toContain(Buffer.from(clientSecret).toString('hex'));
    expect(row?.text).not.toContain(Buffer.from(clientSecret, 'base64url').toString('hex'));
  });
});

async function newBackend() {
  const fiduciaryId = await house.newFiduciary();
  const made = await within((tx) =>
    createClient(tx, { role: 'fiduciary', fiduciaryId, name: 'backend' }),
  );
  return { fiduciaryId, ...made };
}

function within<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return house.database.db.transaction(work);
}

/** Whether this secret buys a token. */
async function buys(clientId: string, secret: string): Promise<boolean> {
  try {
    await issueToken(house, { clientId, secret });
    return true;
  } catch (error) {
    if (error instanceof OAuthError && error.code === 'invalid_client') return false;
    throw error;
  }
}
