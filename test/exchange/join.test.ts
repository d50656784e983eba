import type { JWK } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/database/index.ts';
import {
  askNow,
  chainOf,
  decrypt,
  decryptionKey,
  encrypt,
  followChain,
  pinParty,
  readSelf,
  recipientOf,
  sign,
  unverified,
} from '../../src/message/index.ts';
import { makeStatement } from '../../src/message/statement.ts';
import { encryptionKeyOf } from './forge.ts';
import { ask, type House, openHouse, type Side } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  expect(house.log.join('')).not.toContain('"level":50');
  await house?.stop();
});

/** An invitation for one more data fiduciary. */
async function invited(endpoint = 'http://127.0.0.1:9/graphql') {
  const { world, operator } = house.manager;
  const { id: fiduciaryId } = await world.seed.fiduciary();
  const { inviteParticipant } = await ask<{
    inviteParticipant: { invitation: string; participant: { id: string } };
  }>(
    world,
    `mutation ($input: InviteParticipantInput!) {
      inviteParticipant(input: $input) { invitation participant { id } } }`,
    { input: { fiduciaryId, endpoint } },
    operator,
  );
  return { id: inviteParticipant.participant.id, invitation: inviteParticipant.invitation };
}

/** Registers with the keys of one of the sides, under another name. */
async function register(
  keysOf: Side,
  as: string,
  change: Record<string, unknown>,
): Promise<{ code: string; result?: Record<string, unknown> }> {
  const { manager } = house;
  const { database, vault } = keysOf.world.platform;
  const { signing, encryption } = await readSelf(database.db, vault);
  const iat = Math.floor(Date.now() / 1000);
  const [state] = await followChain(keysOf.id, await chainOf(database.db, keysOf.id));
  if (!state) throw new Error('The side has no keys');
  const jwkOf = (key: typeof state.signing, alg: string, use: string) => ({
    ...key.key.export({ format: 'jwk' }),
    kid: key.kid,
    alg,
    use,
  });
  const statement = await makeStatement(
    {
      party: as,
      seq: 1,
      issuedAt: iat,
      jwks: [
        jwkOf(state.signing, 'Ed25519', 'sig'),
        jwkOf(state.encryption, 'ECDH-ES+A256KW', 'enc'),
      ],
    },
    signing,
  );
  const claims = { iss: as, aud: manager.id, jti: newId(), iat, exp: iat + 60, xid: as };
  const jws = await sign('cx-register+jwt', { ...claims, keys: [statement], ...change }, signing);
  const { body } = await manager.world.graphql<{ registerParticipant: { answer: string } }>(
    'mutation ($message: String!) { registerParticipant(input: { message: $message }) { answer } }',
    { message: await encrypt(jws, await encryptionKeyOf(manager)) },
  );
  const plain = body.errors?.[0]?.extensions?.code;
  if (!body.data?.registerParticipant) return { code: String(plain) };
  const { answer } = body.data.registerParticipant;
  expect(recipientOf(answer)).toBe(encryption.kid);
  const key = await decryptionKey(database.db, vault, encryption.kid);
  if (!key) throw new Error('The side has no key to read with');
  const { result, error } = unverified(await decrypt(answer, key)).claims as {
    result?: Record<string, unknown>;
    error?: { code: string };
  };
  return { code: error?.code ?? 'OK', ...(result && { result }) };
}

test('the keys of one participant are not taken for another', async () => {
  const { id, invitation } = await invited();
  const first = await register(house.exporter, id, { invitation });
  expect(first.code).toBe('OK');
  const { challenge } = first.result ?? {};
  expect(await register(house.exporter, id, { invitation, challenge })).toEqual({
    code: 'KEY_UNKNOWN',
  });
  const [row] = await house.manager.world.owner`select status from participant where id = ${id}`;
  expect(row).toEqual({ status: 'INVITED' });
});

test('another challenge than the one that was sent proves nothing', async () => {
  const { id, invitation } = await invited();
  await register(house.exporter, id, { invitation });
  const challenge = 'A'.repeat(43);
  expect(await register(house.exporter, id, { invitation, challenge })).toEqual({
    code: 'TOKEN_INVALID',
  });
});

test('an invitation that was answered is of no use to whoever finds it', async () => {
  const { manager, exporter, importer } = house;
  const { world } = exporter;
  const self = await readSelf(manager.world.platform.database.db, manager.world.platform.vault);
  const iat = Math.floor(Date.now() / 1000);
  const invitation = await sign(
    'cx-invitation+jwt',
    { iss: self.id, sub: exporter.id, jti: newId(), iat, exp: iat + 60 },
    self.signing,
  );
  expect(await register(importer, exporter.id, { invitation })).toEqual({ code: 'EXCHANGE_STATE' });
  // Whoever holds the keys that joined may have missed the answer.
  const { chain } = await readSelf(world.platform.database.db, world.platform.vault);
  const claims = { invitation, keys: chain };
  const letter = {
    typ: 'cx-register+jwt',
    exchangeId: exporter.id,
    recipient: manager.id,
  } as const;
  expect(await askNow(world.platform, { ...letter, claims })).toEqual({ joined: true });
});

test.each<[string, (invitation: string) => Promise<string> | string, string]>([
  ['changed', (text) => changed(text), 'SIGNATURE_INVALID'],
  ['made by a stranger', () => byStranger(), 'EXCHANGE_UNKNOWN'],
  ['of another kind', () => otherKind(), 'EXCHANGE_UNKNOWN'],
  ['from characters no database can hold', () => unstorable(), 'EXCHANGE_UNKNOWN'],
])('an invitation that is %s is refused', async (_what, make, expected) => {
  const { id, invitation } = await invited();
  expect(await register(house.exporter, id, { invitation: await make(invitation) })).toEqual({
    code: expected,
  });
});

test('an invitation is good for a day', async () => {
  const { id, invitation } = await invited();
  const { clock } = house.manager.world;
  await clock.advance(25 * 60 * 60 * 1000);
  expect(await register(house.exporter, id, { invitation })).toEqual({ code: 'EXCHANGE_UNKNOWN' });
  await clock.reset();
});

test('keys that bypass the pinned ones are not taken, whoever publishes them', async () => {
  const { manager, exporter, importer } = house;
  const { db } = manager.world.platform.database;
  const endpoint = `${exporter.proxy.url}/graphql`;
  const party = { id: exporter.id, endpoint, standing: 'PEER' } as const;
  const before = await chainOf(db, exporter.id);
  const stolen = await readSelf(importer.world.platform.database.db, importer.world.platform.vault);
  const [state] = await followChain(importer.id, stolen.chain);
  if (!state) throw new Error('The importer has no keys');
  const jwks = unverified(state.statement).claims.jwks as { keys: [JWK, JWK] };
  const statement = await makeStatement(
    { party: exporter.id, seq: 2, issuedAt: 1_800_000_000, jwks: jwks.keys },
    stolen.signing,
  );
  for (const chain of [[statement], [...before, statement], [statement, ...before, statement]]) {
    await expect(db.transaction((tx) => pinParty(tx, party, chain))).rejects.toMatchObject({
      code: 'KEY_UNKNOWN',
    });
  }
  expect(await chainOf(db, exporter.id)).toEqual(before);
});

const signedBy = async (side: Side, typ: string, claims: Record<string, unknown>) => {
  const { database, vault } = side.world.platform;
  const self = await readSelf(database.db, vault);
  const exp = Math.floor(Date.now() / 1000) + 60;
  return sign(typ, { iss: self.id, sub: newId(), exp, ...claims }, self.signing);
};
const byStranger = () => signedBy(house.importer, 'cx-invitation+jwt', { iss: house.manager.id });
const otherKind = () => signedBy(house.manager, 'cx-release+jwt', {});
const unstorable = () => signedBy(house.manager, 'cx-invitation+jwt', { iss: '\0' });
function changed(jws: string): string {
  const [header, payload = '', signature] = jws.split('.');
  const said = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const longer = JSON.stringify({ ...said, exp: said.exp + 1 });
  return [header, Buffer.from(longer).toString('base64url'), signature].join('.');
}
