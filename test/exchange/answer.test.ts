import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { expireTransfers } from '../../src/connector/index.ts';
import { newId } from '../../src/database/index.ts';
import { expireExchanges } from '../../src/exchange/index.ts';
import { encrypt, readSelf, sign } from '../../src/message/index.ts';
import { until } from '../support/until.ts';
import { encryptionKeyOf, forge, opened } from './forge.ts';
import { ask, type House, importedRows, openHouse, type Side } from './house.ts';

// A lost message costs the pause before the next attempt.
vi.setConfig({ testTimeout: 60_000 });

let house: House;
let before: readonly unknown[];
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.stop());
afterEach(async () => {
  for (const { world, proxy } of sides()) {
    proxy.intercept = () => 'pass';
    await world.clock.reset();
  }
});
const sides = () => [house.manager, house.exporter, house.importer];

const failureAt = ({ world, operator }: Side, id: string) =>
  until(async () => {
    const { transfer } = await ask<{ transfer: { state: string; failureCode: string | null } }>(
      world,
      'query ($id: ID!) { transfer(exchangeId: $id) { state failureCode } }',
      { id },
      operator,
    );
    expect(transfer.state).toBe('FAILED');
    return transfer.failureCode;
  });

async function timeIsOver(): Promise<void> {
  for (const { world } of sides()) await world.clock.advance(700_000);
  await expireExchanges(house.manager.world.platform);
  await expireTransfers(house.exporter.world.platform);
  await expireTransfers(house.importer.world.platform);
}

/** An answer as somebody would make it, with whatever it says. */
async function answerOf(
  from: Side,
  to: Side,
  request: Record<string, unknown>,
  said: Record<string, unknown>,
): Promise<string> {
  const { database, vault } = from.world.platform;
  const self = await readSelf(database.db, vault);
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    iss: self.id,
    aud: to.id,
    jti: newId(),
    iat,
    exp: iat + 60,
    xid: String(request.xid),
    irt: String(request.jti),
    ...said,
  };
  const answer = await encrypt(
    await sign('cx-answer+jwt', claims, self.signing),
    await encryptionKeyOf(to),
  );
  return JSON.stringify({ data: { sent: { answer, duplicate: false } } });
}

/** Has the first answer of a side to a mutation replaced, and counts how often it was asked. */
function replaceAnswer(
  side: Side,
  mutation: string,
  make: (claims: Record<string, unknown>) => Promise<string>,
): { asked: number } {
  const seen = { asked: 0 };
  side.proxy.intercept = async (called, request) => {
    if (called !== mutation) return 'pass';
    seen.asked += 1;
    if (seen.asked > 1) return 'pass';
    const claims = await opened(side, JSON.parse(request).variables.message);
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: await make(claims),
    };
  };
  return seen;
}

test('answers swapped between two requests end nothing: both are asked again', async () => {
  before = await importedRows(house);
  const { exporter } = house;
  const first = await house.start(await house.consent());
  await house.reaches(first, 'COMPLETED');
  const old = exporter.proxy.passed.findLast(({ mutation }) => mutation === 'dataExport');
  const seen = replaceAnswer(exporter, 'dataExport', async () => old?.response ?? '');
  const second = await house.start(await house.consent());
  await house.reaches(second, 'COMPLETED');
  expect(seen.asked).toBeGreaterThan(1);
  expect(await importedRows(house)).toHaveLength(before.length + 4);
});

test.each<[string, (claims: Record<string, unknown>) => Promise<string>]>([
  [
    'names another message',
    (asked) => answerOf(house.manager, house.exporter, { ...asked, jti: newId() }, final),
  ],
  [
    'is about another exchange',
    (asked) => answerOf(house.manager, house.exporter, { ...asked, xid: newId() }, final),
  ],
  ['is of another participant', (asked) => answerOf(house.importer, house.exporter, asked, final)],
  [
    'is of another in the name of the manager',
    (asked) => answerOf(house.importer, house.exporter, asked, { ...final, iss: house.manager.id }),
  ],
  [
    'is for another',
    (asked) => answerOf(house.manager, house.exporter, asked, { ...final, aud: newId() }),
  ],
  ['says nothing', (asked) => answerOf(house.manager, house.exporter, asked, {})],
  [
    'is older than its life',
    (asked) => answerOf(house.manager, house.exporter, asked, { ...final, iat: 1, exp: 100 }),
  ],
  [
    'lives for a year',
    (asked) => answerOf(house.manager, house.exporter, asked, { ...final, exp: 4_000_000_000 }),
  ],
  ['is a GraphQL error that anyone can make', async () => plainError('CONSENT_WITHDRAWN')],
  ['is no JSON', async () => '<html>'],
  [
    'is a message and no answer',
    async () => {
      const { manager: to, exporter: from } = house;
      const message = await forge({
        from: to,
        to: from,
        typ: 'cx-consent-export+jwt',
        exchangeId: newId(),
      });
      return JSON.stringify({ data: { sent: { answer: message, duplicate: false } } });
    },
  ],
])('an answer that %s ends nothing: the message is sent again', async (_what, make) => {
  const seen = replaceAnswer(house.manager, 'verifyConsent', make);
  const id = await house.start(await house.consent());
  await house.reaches(id, 'COMPLETED');
  expect(seen.asked).toBeGreaterThan(1);
});
/** A refusal that would end the exchange, if it were an answer to it. */
const final = { error: { code: 'CONSENT_WITHDRAWN', message: 'No.' } };
const plainError = (code: string) =>
  JSON.stringify({ data: null, errors: [{ message: 'No.', extensions: { code } }] });

test("a code of the peer's own goes into no record", async () => {
  before = await importedRows(house);
  const text = 'asha was here';
  replaceAnswer(house.manager, 'verifyConsent', (asked) =>
    answerOf(house.manager, house.exporter, asked, {
      error: { code: text, message: text },
    }),
  );
  const id = await house.start(await house.consent());
  expect(await failureAt(house.exporter, id)).toBe('MESSAGE_INVALID');
  const [held] = await house.exporter.world.owner<{ held: string }[]>`
    select string_agg(h::text, '') as held from history h`;
  expect(held?.held).not.toContain(text);
  expect(house.log.join('')).not.toContain(text);
  await timeIsOver();
  await house.reaches(id, 'EXPIRED');
  expect(await importedRows(house)).toEqual(before);
});
