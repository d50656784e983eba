import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type Authority,
  type Caller,
  callerStands,
  createClient,
  keepAuthorized,
  openAuthority,
  revokeClient,
  revokeToken,
  standingOf,
} from '../../src/auth/index.ts';
import { newId, openDatabase, readClock, type Tx } from '../../src/database/index.ts';
import { append, type History, type NewEntry, openHistory } from '../../src/history/index.ts';
import { until } from '../support/until.ts';
import { buildHouse, type House } from './house.ts';

const operator = { type: 'OPERATOR', id: null } as const;
const unauthenticated = { extensions: { code: 'UNAUTHENTICATED' } };

let house: House;
let history: History;
let authority: Authority;
/** Another server on the same database. */
let elsewhere: { history: History; authority: Authority; close(): Promise<void> };

beforeAll(async () => {
  house = await buildHouse();
  history = await openHistory({ ...house, pollInterval: 50 });
  authority = await openAuthority({ ...house, history });
  const database = await openDatabase({ url: house.database.url, max: 4 });
  const otherHistory = await openHistory({ ...house, database, pollInterval: 50 });
  elsewhere = {
    history: otherHistory,
    authority: await openAuthority({ database, history: otherHistory }),
    async close() {
      await otherHistory.close();
      await database.close();
    },
  };
});
afterAll(async () => {
  await elsewhere.close();
  await history.close();
  await house.tearDown();
});

/** Each takes the authority of one caller away, as the commands do. */
const losses: [string, () => Promise<{ caller: Caller; lose: () => Promise<void> }>][] = [
  [
    'a revoked token',
    async () => {
      const caller = callerWith({});
      const { issuer, tokenId, expiresAt } = caller;
      return {
        caller,
        lose: () => change((tx) => revokeToken(tx, { issuer, tokenId, expiresAt }, operator)),
      };
    },
  ],
  [
    'a revoked client',
    async () => {
      const fiduciaryId = await house.newFiduciary();
      const { clientId } = await house.database.db.transaction((tx) =>
        createClient(tx, { role: 'fiduciary', fiduciaryId, name: 'backend' }),
      );
      return {
        caller: callerWith({ fiduciaryId, clientId }),
        lose: () => change((tx) => revokeClient(tx, { clientId, fiduciaryId }, operator)),
      };
    },
  ],
  [
    'a suspended fiduciary',
    async () => {
      const fiduciaryId = await house.newFiduciary();
      return {
        caller: callerWith({ fiduciaryId }),
        lose: () =>
          setStatus('fiduciary', fiduciaryId, 'SUSPENDED', { action: 'SUSPEND', fiduciaryId }),
      };
    },
  ],
  [
    'a dismissed practitioner',
    async () => {
      const fiduciaryId = await house.newFiduciary();
      const practitionerId = await newPractitioner(fiduciaryId);
      return {
        caller: callerWith({ fiduciaryId, practitionerId }),
        lose: () =>
          setStatus('practitioner', practitionerId, 'DISMISSED', {
            action: 'DISMISS',
            fiduciaryId,
            practitionerId,
          }),
      };
    },
  ],
];

describe.each(losses)('%s', (_name, prepare) => {
  test('is refused from the next request on, on every server', async () => {
    const { caller, lose } = await prepare();
    await authority.confirm(caller);
    await elsewhere.authority.confirm(caller);
    await lose();
    await expect(authority.confirm(caller)).rejects.toMatchObject(unauthenticated);
    await expect(elsewhere.authority.confirm(caller)).rejects.toMatchObject(unauthenticated);
  });

  test('ends its open streams on every server, before the next event', async () => {
    const { caller, lose } = await prepare();
    const watched = callerWith({ fiduciaryId: await house.newFiduciary() });
    const key = `fiduciary:${watched.fiduciaryId}` as const;
    const streams = await Promise.all(
      [{ history, authority }, elsewhere].map(async (server) =>
        keepAuthorized(
          server.authority,
          caller,
          await server.history.hub.subscribe({ keys: [key] }),
        ),
      ),
    );
    const next = Promise.allSettled(streams.map((stream) => stream.next()));
    await lose();
    await setStatus('fiduciary', watched.fiduciaryId ?? '', 'SUSPENDED', {
      action: 'SUSPEND',
      fiduciaryId: watched.fiduciaryId,
    });
    const refused = { status: 'rejected', reason: unauthenticated };
    expect(await next).toMatchObject([refused, refused]);
    expect(authority.stands(caller)).toBe(false);
    expect(elsewhere.authority.stands(caller)).toBe(false);
  });

  test('is known to a server that starts later', async () => {
    const { caller, lose } = await prepare();
    await lose();
    const late = await openAuthority({ ...house, history });
    expect(late.stands(caller)).toBe(false);
    const onLost = vi.fn();
    late.watch(caller, onLost);
    expect(onLost).toHaveBeenCalledOnce();
  });

  test('leaves others as they are', async () => {
    const { lose } = await prepare();
    const others = await Promise.all(losses.map(async ([, other]) => (await other()).caller));
    await lose();
    await Promise.all(others.map((other) => authority.confirm(other)));
    expect(others.every((other) => authority.stands(other))).toBe(true);
  });
});

describe('a caller', () => {
  test('stands again when the fiduciary is reinstated', async () => {
    const fiduciaryId = await house.newFiduciary();
    const caller = callerWith({ fiduciaryId });
    await setStatus('fiduciary', fiduciaryId, 'SUSPENDED', { action: 'SUSPEND', fiduciaryId });
    await setStatus('fiduciary', fiduciaryId, 'ACTIVE', { action: 'REINSTATE', fiduciaryId });
    await authority.confirm(caller);
    await until(() => history.delivered === elsewhere.history.delivered);
    await until(() => elsewhere.authority.stands(caller));
  });

  test.each([
    ['a fiduciary that does not exist', { fiduciaryId: newId() }],
    ['a client that does not exist', { clientId: newId() }],
    ['a practitioner of no fiduciary', { practitionerId: newId() }],
  ])('does not stand with %s', async (_name, claims) => {
    await expect(authority.confirm(callerWith(claims))).rejects.toMatchObject(unauthenticated);
  });

  test("does not stand with another fiduciary's practitioner", async () => {
    const practitionerId = await newPractitioner(await house.newFiduciary());
    const caller = callerWith({ fiduciaryId: await house.newFiduciary(), practitionerId });
    await expect(authority.confirm(caller)).rejects.toMatchObject(unauthenticated);
  });

  test('shares one statement with the callers of the same moment, and gets their own answer', async () => {
    const good = callerWith({ fiduciaryId: await house.newFiduciary() });
    const bad = callerWith({ fiduciaryId: newId() });
    let statements = 0;
    const counting = new Proxy(house.database.line.sql, {
      apply(target, self, args: unknown[]) {
        const isStatement = Array.isArray(args[0]) && 'raw' in args[0];
        if (isStatement) statements += 1;
        return Reflect.apply(target, self, args);
      },
    });
    const counted = await openAuthority({
      database: { ...house.database, line: { ...house.database.line, sql: counting } },
      history,
    });
    statements = 0;
    const answers = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) => counted.confirm(index % 3 ? good : bad)),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      Array.from({ length: 100 }, (_, index) => (index % 3 ? 'fulfilled' : 'rejected')),
    );
    expect(statements).toBe(1);
  });

  test('can be judged within any other statement', async () => {
    const stands = callerStands({
      token: '$1::text',
      client: '$2::uuid',
      fiduciary: '$3::uuid',
      practitioner: '$4::uuid',
    });
    const ask = async (caller: Caller) => {
      const { token, client, fiduciary, practitioner } = standingOf(caller);
      const rows = await house.database.sql.unsafe(`select 42 as answer where ${stands}`, [
        token,
        client,
        fiduciary,
        practitioner,
      ]);
      return rows.length;
    };
    expect(await ask(callerWith({ fiduciaryId: await house.newFiduciary() }))).toBe(1);
    expect(await ask(callerWith({ fiduciaryId: newId() }))).toBe(0);
  });

  test('revoked twice is one entry in the log', async () => {
    const { issuer, tokenId, expiresAt } = callerWith({});
    const revoke = () => change((tx) => revokeToken(tx, { issuer, tokenId, expiresAt }, operator));
    await revoke();
    const before = await revocations();
    await revoke();
    expect(await revocations()).toBe(before);
  });
});

function callerWith(claims: Partial<Caller>): Caller {
  return {
    roles: new Set(['fiduciary']),
    issuer: 'https://issuer.example',
    subject: 'somebody',
    tokenId: newId(),
    expiresAt: new Date(Date.now() + 600_000),
    ...claims,
  };
}

async function change(work: (tx: Tx) => Promise<unknown>): Promise<void> {
  await house.database.db.transaction(async (tx) => void (await work(tx)));
  history.wake();
}

async function newPractitioner(fiduciaryId: string): Promise<string> {
  const id = newId();
  await house.database.owner`
    insert into practitioner (id, fiduciary_id, name, specialization)
    values (${id}, ${fiduciaryId}, 'Dr Rao', 'Cardiology')`;
  return id;
}

function setStatus(
  table: 'fiduciary' | 'practitioner',
  id: string,
  status: string,
  entry: Pick<NewEntry, 'action' | 'fiduciaryId' | 'practitionerId'>,
): Promise<void> {
  return change(async (tx) => {
    const { sql } = house.database;
    await sql`update ${sql(table)} set status = ${status} where id = ${id}`;
    const performedAt = await readClock(tx);
    await append(tx, { ...entry, sequence: 2, performedBy: operator, performedAt });
  });
}

async function revocations(): Promise<number> {
  const rows = await house.database.sql`select from history where action = 'REVOKE_TOKEN'`;
  return rows.length;
}
