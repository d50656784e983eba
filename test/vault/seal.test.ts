import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '../../src/database/index.ts';
import { type DataKey, seal, Unreadable, unseal } from '../../src/vault/index.ts';

function makeKey(): DataKey {
  return { id: newId(), key: createSecretKey(randomBytes(32)) };
}

const place = 'principal.external_user_id:019a9f3e-0000-7000-8000-000000000001';

describe('a sealed value', () => {
  test('opens with the same key at the same place, whatever its bytes', () => {
    const key = makeKey();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, anyPlace) => {
        expect(unseal(key, anyPlace, seal(key, anyPlace, bytes))).toEqual(Buffer.from(bytes));
      }),
    );
    expect(unseal(key, place, seal(key, place, 'नमस्ते')).toString()).toBe('नमस्ते');
  });

  test('is version 1, the key id, a fresh iv, the text and a full tag', () => {
    const key = makeKey();
    const sealed = seal(key, place, 'abc');
    expect(sealed).toHaveLength(1 + 16 + 12 + 3 + 16);
    expect(sealed[0]).toBe(1);
    expect(sealed.subarray(1, 17).toString('hex')).toBe(key.id.replaceAll('-', ''));
    expect(seal(key, place, 'abc')).not.toEqual(sealed);
  });

  test('has an iv that no other has, however many are sealed', () => {
    const key = makeKey();
    const all = Array.from({ length: 1_000 }, () => seal(key, place, 'abc'));
    const ivs = all.map((sealed) => sealed.subarray(17, 29).toString('hex'));
    expect(new Set(ivs).size).toBe(all.length);
  });

  test('is refused when any single bit of it is flipped', () => {
    const key = makeKey();
    const sealed = seal(key, place, 'user-4711');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => unseal(key, place, changed)).toThrow(Unreadable);
    }
  });

  test('is refused when it is cut short at any length, or made longer', () => {
    const key = makeKey();
    const sealed = seal(key, place, 'user-4711');
    for (let length = 0; length < sealed.length; length++) {
      expect(() => unseal(key, place, sealed.subarray(0, length))).toThrow(Unreadable);
    }
    expect(() => unseal(key, place, Buffer.concat([sealed, Buffer.of(0)]))).toThrow(Unreadable);
  });

  test('is refused in another row, another column and for another person', () => {
    const [asha, ravi] = [makeKey(), makeKey()];
    const sealed = seal(asha, 'principal.external_user_id:1', 'asha');
    expect(() => unseal(asha, 'principal.external_user_id:2', sealed)).toThrow(Unreadable);
    expect(() => unseal(asha, 'consent_request.reason:1', sealed)).toThrow(Unreadable);
    expect(() => unseal(ravi, 'principal.external_user_id:1', sealed)).toThrow(Unreadable);
  });

  test('is refused under another key that claims the same id', () => {
    const key = makeKey();
    const impostor = { ...makeKey(), id: key.id };
    expect(() => unseal(impostor, place, seal(key, place, 'x'))).toThrow(Unreadable);
  });

  test('does not put its content or key into the error', () => {
    const key = makeKey();
    const sealed = seal(key, place, 'secret-content');
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    try {
      unseal(key, place, sealed);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ name: 'Unreadable', place });
      expect(String(error)).not.toContain('secret-content');
      expect(String(error)).not.toContain(key.key.export().toString('hex'));
    }
  });
});

test('a key whose id is no UUID cannot seal', () => {
  const { key } = makeKey();
  expect(() => seal({ id: 'key-1', key }, place, 'x')).toThrow(TypeError);
});
