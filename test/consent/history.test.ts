import { compactVerify, createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sweepExpired } from '../../src/consent/index.ts';
import { openDatabase } from '../../src/database/index.ts';
import { canonicalJson, sha256Hex } from '../../src/vault/index.ts';
import { asking } from '../support/answer.ts';
import type { SeededFiduciary, SeededPurpose } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import {
  cancel,
  pause,
  readConsent,
  readHistory,
  readRequest,
  resume,
  submit,
  withdraw,
} from './operations.ts';

const aDay = 24 * 60 * 60 * 1000;

let world: World;
let bank: SeededFiduciary;
let purpose: SeededPurpose;
const ask = asking(() => world);

beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
  purpose = await bank.purpose();
});
afterAll(() => world.stop());
afterEach(() => world.clock.reset());

async function entriesOf(id: string, token = bank.token) {
  const { history } = (await ask.data(readHistory, { id }, token)).consent;
  expect(history.totalCount).toBe(history.edges.length);
  return history.edges.map(({ node }) => node);
}

async function requestEntries(id: string, token = bank.token) {
  const { history } = (await ask.data(readRequest, { id }, token)).consentRequest;
  return history.edges.map(({ node }) => node);
}

describe('the history', () => {
  test('tells every change: what, from where to where, who and when, each with its own hash', async () => {
    const asha = await world.seed.person();
    const { id, principalId } = await asha.agree(await bank.ask(asha, [purpose]));
    const input = { consentId: id };
    await ask.data(pause, { input }, asha.token);
    await ask.data(resume, { input }, asha.token);
    const withdrawal = { ...input, reason: 'No longer', notes: 'Two\nlines' };
    await ask.data(withdraw, { input: withdrawal }, bank.token);

    const entries = await entriesOf(id);
    expect(entries.map((e) => [e.sequence, e.action, e.previousStatus, e.newStatus])).toEqual([
      [1, 'GRANT', 'INITIATED', 'ACTIVE'],
      [2, 'PAUSE', 'ACTIVE', 'PAUSED'],
      [3, 'RESUME', 'PAUSED', 'ACTIVE'],
      [4, 'WITHDRAW', 'ACTIVE', 'WITHDRAWN'],
    ]);
    expect(entries.map(({ performedBy }) => performedBy)).toEqual([
      { type: 'PRINCIPAL', id: principalId },
      { type: 'PRINCIPAL', id: principalId },
      { type: 'PRINCIPAL', id: principalId },
      { type: 'FIDUCIARY', id: bank.id },
    ]);
    expect(new Set(entries.map(({ hash }) => hash)).size).toBe(4);
    for (const { hash } of entries) expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const times = entries.map(({ performedAt }) => performedAt);
    expect(times).toEqual([...times].sort());
    expect(entries[3]?.details).toMatchObject({ reason: 'No longer', notes: 'Two\nlines' });
  });

  test('keeps what the connection showed apart from what the client claims', async () => {
    const asha = await world.seed.person();
    const request = await bank.ask(asha, [purpose]);
    const { id: requestId, noticeHash } = request;
    const claims = { ipAddress: '192.168.1.1', userAgent: 'Mozilla/5.0...' };
    const input = { requestId, noticeHash, agree: true, ...claims };
    const answer = await world.graphql(
      submit,
      { input },
      { token: asha.token, headers: { 'user-agent': 'a real client' } },
    );
    const [entry] = await entriesOf(answer.body.data?.submitConsent.consent?.id ?? '');
    expect(entry?.details).toEqual({
      reason: null,
      notes: null,
      ipAddress: expect.stringMatching(/^(::ffff:)?127\.0\.0\.1$|^::1$/),
      userAgent: 'a real client',
      claimedIpAddress: '192.168.1.1',
      claimedUserAgent: 'Mozilla/5.0...',
    });
  });

  test('shows operators who did what, and nothing that was said', async () => {
    const asha = await world.seed.person();
    const consent = await asha.agree(await bank.ask(asha, [purpose]));
    await asha.withdraw(consent, { reason: 'My reasons' });
    const entries = await entriesOf(consent.id, await world.seed.operator());
    expect(entries.map(({ action, details }) => [action, details])).toEqual([
      ['GRANT', null],
      ['WITHDRAW', null],
    ]);
  });

  test('of a request is its own and that of the consents it led to', async () => {
    const asha = await world.seed.person();
    const request = await bank.ask(asha, [purpose]);
    const consent = await asha.agree(request);
    await asha.withdraw(consent);
    const entries = await requestEntries(request.id);
    expect(entries.map(({ action }) => action)).toEqual(['INITIATE', 'GRANT', 'WITHDRAW']);
    expect(entries[0]).toMatchObject({
      previousStatus: null,
      newStatus: 'INITIATED',
      performedBy: { type: 'FIDUCIARY', id: bank.id },
    });
  });

  test('of a denied and of a cancelled request is there too', async () => {
    const asha = await world.seed.person();
    const denied = await bank.ask(asha, [purpose]);
    await asha.deny(denied);
    expect((await requestEntries(denied.id)).at(-1)).toMatchObject({
      action: 'DENY',
      previousStatus: 'INITIATED',
      newStatus: 'DENIED',
      performedBy: { type: 'PRINCIPAL', id: denied.principalId },
    });
    const cancelled = await bank.ask(asha, [purpose]);
    await ask.data(cancel, { input: { requestId: cancelled.id } }, bank.token);
    expect((await requestEntries(cancelled.id)).at(-1)).toMatchObject({
      action: 'CANCEL',
      newStatus: 'CANCELLED',
      performedBy: { type: 'FIDUCIARY', id: bank.id },
    });
  });

  test('is read in pages by cursor, from both ends, and by page number', async () => {
    const asha = await world.seed.person();
    const { id } = await asha.agree(await bank.ask(asha, [purpose]));
    for (let i = 0; i < 3; i += 1) {
      await ask.data(pause, { input: { consentId: id } }, asha.token);
      await ask.data(resume, { input: { consentId: id } }, asha.token);
    }
    for (const newestFirst of [false, true]) {
      const sequences: number[] = [];
      let after: string | null = null;
      do {
        const asked: object = { id, first: 3, after, newestFirst };
        const page = (await ask.data(readHistory, asked as { id: string }, asha.token)).consent;
        sequences.push(...page.history.edges.map(({ node }) => node.sequence));
        const { hasNextPage, endCursor } = page.history.pageInfo;
        after = hasNextPage ? (endCursor ?? null) : null;
      } while (after);
      expect(sequences).toEqual(newestFirst ? [7, 6, 5, 4, 3, 2, 1] : [1, 2, 3, 4, 5, 6, 7]);
    }
    const counted = (await ask.data(readHistory, { id, page: 3, limit: 3 }, asha.token)).consent;
    expect(counted.history.edges.map(({ node }) => node.sequence)).toEqual([7]);
  });
});

describe('the sweeper', () => {
  test('with two servers at once records each expiry once, dated to the moment it was due', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => world.seed.person()));
    const requests = await Promise.all(people.map((person) => bank.ask(person, [purpose])));
    const given = await Promise.all(
      people.slice(0, 4).map((person, index) => {
        const request = requests[index];
        if (!request) throw new Error('There is no such request');
        return person.agree(request);
      }),
    );
    const paused = given[0];
    await ask.data(pause, { input: { consentId: paused?.id ?? '' } }, people[0]?.token);
    const other = await openDatabase({ url: world.platform.database.url });
    try {
      await world.clock.advance(366 * aDay);
      const servers = [world.platform, { ...world.platform, database: other }];
      const swept = await Promise.all(servers.map((platform) => sweepExpired(platform)));
      expect(swept[0] ?? 0).toBeGreaterThanOrEqual(0);
      expect(await sweepExpired(world.platform)).toBe(0);
    } finally {
      await other.close();
    }

    const now = await world.clock.now();
    for (const [index, { id, validTill }] of given.entries()) {
      const entries = await entriesOf(id);
      expect(entries.filter(({ action }) => action === 'EXPIRE')).toHaveLength(1);
      const last = entries.at(-1);
      expect(last).toMatchObject({
        action: 'EXPIRE',
        previousStatus: index === 0 ? 'PAUSED' : 'ACTIVE',
        newStatus: 'EXPIRED',
        performedBy: { type: 'SYSTEM', id: null },
        performedAt: validTill,
        details: null,
      });
      const lateBy = now.getTime() - Date.parse(last?.recordedAt ?? '');
      expect(lateBy).toBeLessThan(60_000);
      expect(lateBy).toBeGreaterThanOrEqual(0);
      const { consent } = await ask.data(readConsent, { id }, bank.token);
      expect(consent).toMatchObject({ status: 'EXPIRED', statusChangedAt: validTill });
    }
    for (const { id, expiresAt } of requests.slice(4)) {
      const entries = await requestEntries(id);
      expect(entries.map(({ action, performedAt }) => [action, performedAt])).toEqual([
        ['INITIATE', expect.any(String)],
        ['EXPIRE', expiresAt],
      ]);
    }
  });

  test('takes more than one batch, and stops between two when it is told to', async () => {
    const { principalId } = await bank.ask(world.seed.personWithoutAccount(), [purpose]);
    await world.owner`
      insert into consent_request (id, fiduciary_id, principal_id, status, version, language,
        duration_days, question, created_at, expires_at)
      select gen_random_uuid(), ${bank.id}, ${principalId}, 'INITIATED', 1, 'en', 30,
        decode(md5(n::text), 'hex'), consent_now() - interval '31 days',
        consent_now() - interval '1 day'
      from generate_series(1, 210) as n`;
    const stopped = AbortSignal.abort();
    expect(await sweepExpired(world.platform, stopped)).toBe(0);
    expect(await sweepExpired(world.platform)).toBe(210);
  });
});

describe('the sealed artifact', () => {
  test('is checked offline with jose and the published keys, and names what was agreed to', async () => {
    const asha = await world.seed.person();
    const request = await bank.ask(asha, [purpose]);
    const { id, hash, jws, grantedAt, validTill, principalId } = await asha.agree(request);
    const published = await fetch(new URL('/.well-known/jwks.json', world.url));
    const keys = (await published.json()) as JSONWebKeySet;

    const { payload, protectedHeader } = await compactVerify(jws, createLocalJWKSet(keys), {
      algorithms: ['Ed25519', 'EdDSA'],
    });
    expect(protectedHeader.typ).toBe('consent-artifact+jws');
    const text = new TextDecoder().decode(payload);
    expect(sha256Hex(text)).toBe(hash);
    const terms = JSON.parse(text);
    expect(canonicalJson(terms)).toBe(text);
    expect(terms).toEqual({
      v: 1,
      artifactId: id,
      requestId: request.id,
      fiduciaryId: bank.id,
      principalId,
      practitionerId: null,
      predecessorId: null,
      grants: [
        {
          purposeId: purpose.id,
          purposeVersionId: purpose.versionId,
          dataFields: ['name', 'email', 'phone'],
        },
      ],
      language: 'en',
      noticeHash: request.noticeHash,
      assurance: 'SIGNED_IN',
      grantedAt,
      validTill,
    });
    expect(text).not.toContain(asha.externalUserId);
  });

  test('does not verify once a byte of it was changed', async () => {
    const asha = await world.seed.person();
    const { jws } = await asha.agree(await bank.ask(asha, [purpose]));
    const keys = (await (
      await fetch(new URL('/.well-known/jwks.json', world.url))
    ).json()) as JSONWebKeySet;
    const [header, payload = '', signature] = jws.split('.');
    expect(decodeProtectedHeader(jws).kid).toBeTruthy();
    const terms = JSON.parse(Buffer.from(payload, 'base64url').toString());
    terms.validTill = '2999-01-01T00:00:00.000Z';
    const forged = Buffer.from(JSON.stringify(terms)).toString('base64url');
    await expect(
      compactVerify(`${header}.${forged}.${signature}`, createLocalJWKSet(keys)),
    ).rejects.toThrow('signature verification failed');
  });
});
