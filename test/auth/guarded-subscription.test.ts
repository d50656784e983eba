import { beforeEach, describe, expect, test } from 'vitest';
import type { Caller, Role } from '../../src/auth/index.ts';
import { anonymous, as, codes, collect, forget, open, ran, watchers } from './small-schema.ts';

beforeEach(forget);

describe('a guarded subscription', () => {
  test('is refused before its event stream is made', async () => {
    for (const field of ['changed', 'unruledChanged']) {
      const document = `subscription { ${field} { id } }`;
      expect(codes(await open(document, anonymous()))).toEqual(['UNAUTHENTICATED']);
      expect(codes(await open(document, as('fiduciary')))).toEqual(['FORBIDDEN']);
    }
    expect(ran).toEqual([]);
  });

  test('delivers to those the rule names', async () => {
    const events = await collect('subscription { changed { id } }', as('operator'));
    expect(events.map(({ data }) => data)).toEqual([
      { changed: { id: 'first' } },
      { changed: { id: 'second' } },
    ]);
  });

  test('is judged again for every event, and every event has fresh loaders', async () => {
    const roles = new Set<Role>(['principal']);
    const context = as(...roles);
    const live = { ...context, caller: { ...(context.caller as Caller), roles } };
    const stream = await open('subscription { changed { id } }', live);
    if (!(Symbol.asyncIterator in stream)) throw new Error('The subscription was refused.');
    live.loaders.set('a loader', 'of the request');
    expect((await stream.next()).value).toEqual({ data: { changed: { id: 'first' } } });
    expect(live.loaders.size).toBe(0);
    roles.delete('principal');
    expect(codes((await stream.next()).value ?? {})).toEqual(['FORBIDDEN']);
    expect(ran).toEqual(['subscribe', 'deliver first']);
  });

  test('ends when its caller no longer stands, without a later event', async () => {
    const stream = await open('subscription { changed { id } }', as('operator'));
    if (!(Symbol.asyncIterator in stream)) throw new Error('The subscription was refused.');
    await stream.next();
    for (const loseStanding of watchers) loseStanding();
    await expect(stream.next()).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    expect(ran).toEqual(['subscribe', 'deliver first']);
    expect(watchers.size).toBe(0);
  });

  test('guards the fields of what it delivers', async () => {
    const [first] = await collect('subscription { changed { secret } }', as('principal'));
    expect(codes(first ?? {})).toEqual(['FORBIDDEN']);
  });
});
