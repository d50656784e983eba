import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { configuredKeys, Unreadable } from '../../src/vault/index.ts';

const spring = { id: 'spring', key: randomBytes(32) };
const autumn = { id: 'autumn', key: randomBytes(32) };

describe('configured key-encryption keys', () => {
  test('wrap with the first and open what any of them wrapped', async () => {
    const before = configuredKeys([spring]);
    const after = configuredKeys([autumn, spring]);
    const wrapped = await before.wrap('row 1', Buffer.from('material'));
    expect(wrapped.kekId).toBe('spring');
    expect(await after.unwrap('row 1', wrapped)).toEqual(Buffer.from('material'));
    expect((await after.wrap('row 1', Buffer.from('material'))).kekId).toBe('autumn');
  });

  test('refuse the wrapping of another row', async () => {
    const keks = configuredKeys([spring]);
    const wrapped = await keks.wrap('row 1', Buffer.from('material'));
    await expect(keks.unwrap('row 2', wrapped)).rejects.toThrow(Unreadable);
  });

  test('refuse a changed wrapping, and one relabelled to another of the keys', async () => {
    const keks = configuredKeys([spring, autumn]);
    const { kekId, wrapped } = await keks.wrap('row', Buffer.from('material'));
    await expect(keks.unwrap('row', { kekId: 'autumn', wrapped })).rejects.toThrow(Unreadable);
    await expect(keks.unwrap('row', { kekId, wrapped: wrapped.subarray(0, 20) })).rejects.toThrow(
      Unreadable,
    );
    wrapped[15] = (wrapped[15] ?? 0) ^ 1;
    await expect(keks.unwrap('row', { kekId, wrapped })).rejects.toThrow(Unreadable);
  });

  test('name the key that is missing from the configuration', async () => {
    const wrapped = await configuredKeys([spring]).wrap('row', Buffer.from('material'));
    await expect(configuredKeys([autumn]).unwrap('row', wrapped)).rejects.toThrow(
      'row cannot be read: the key-encryption key "spring" is not configured',
    );
  });

  test('show nothing of themselves when logged or serialised', () => {
    const keks = configuredKeys([spring]);
    const shown = inspect(keks, { depth: null, showHidden: true }) + JSON.stringify(keks);
    for (const encoding of ['hex', 'base64', 'latin1'] as const) {
      expect(shown).not.toContain(spring.key.toString(encoding).slice(0, 16));
    }
  });

  test.each([
    ['none at all', []],
    ['an empty id', [{ id: '', key: randomBytes(32) }]],
    ['an id twice', [spring, { id: 'spring', key: randomBytes(32) }]],
    ['a key of 16 bytes', [{ id: 'short', key: randomBytes(16) }]],
  ])('are refused: %s', (_, keks) => {
    expect(() => configuredKeys(keks)).toThrow(TypeError);
  });
});
