import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, sha256Hex } from '../../src/vault/index.ts';

/** RFC 8785 appendix B: IEEE 754 bits in hexadecimal, and the JSON for them. */
const numbers = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
] as const;

function fromBits(hex: string): number {
  return Buffer.from(hex, 'hex').readDoubleBE();
}

describe('canonical JSON', () => {
  test.each(numbers)('writes the number %s as %s, as RFC 8785 appendix B does', (bits, json) => {
    expect(canonicalJson(fromBits(bits))).toBe(json);
  });

  test.each(['7fffffffffffffff', '7ff0000000000000'])('refuses the number %s', (bits) => {
    expect(() => canonicalJson({ n: fromBits(bits) })).toThrow(TypeError);
  });

  test('gives the bytes of RFC 8785 section 3.2.4 for its sample', () => {
    const sample = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`);
    expect(Buffer.from(canonicalJson(sample)).toString('hex')).toBe(
      `7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c
       22 6e 75 6d 62 65 72 73 22 3a 5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31
       65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37 5d 2c 22 73 74 72 69 6e 67 22
       3a 22 e2 82 ac 24 5c 75 30 30 30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d`.replaceAll(
        /\s/g,
        '',
      ),
    );
  });

  test('sorts members by UTF-16 code units, as in RFC 8785 section 3.2.3', () => {
    const sample = JSON.parse(String.raw`{
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }`);
    expect([...canonicalJson(sample).matchAll(/:"(.*?)"[,}]/g)].map(([, name]) => name)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  test.each([
    ['a lone high surrogate', 'a\ud83d'],
    ['a lone low surrogate', '\ude00a'],
    ['a lone surrogate in a name', { '\ud800': 1 }],
    ['undefined', undefined],
    ['undefined in a list', [undefined]],
    ['a hole in a list', Object.assign([1], { length: 2 })],
    ['a bigint', { n: 1n }],
    ['a function', { f: () => 1 }],
    ['a symbol', [Symbol('s')]],
    ['a map', { m: new Map([['a', 1]]) }],
    ['a set', new Set([1])],
    ['bytes', new Uint8Array(2)],
    ['an invalid date', new Date(Number.NaN)],
  ])('refuses %s, rather than sign something else', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  test('refuses a cycle', () => {
    const cycle: Record<string, unknown> = {};
    cycle.again = { cycle };
    expect(() => canonicalJson(cycle)).toThrow(TypeError);
  });

  test('takes 500 levels and refuses what could exhaust the stack', () => {
    const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    expect(canonicalJson(nested(500))).toHaveLength(1_000);
    for (const depth of [501, 50_000]) {
      expect(() => canonicalJson(nested(depth))).toThrow(TypeError);
    }
  });

  test('is the same again after any reader has parsed it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = canonicalJson(value);
        expect(canonicalJson(JSON.parse(json))).toBe(json);
      }),
    );
    const awkward = '{"__proto__":{"a":1},"toJSON":"x"}';
    expect(canonicalJson(JSON.parse(awkward))).toBe(awkward);
  });

  test('leaves out members that are undefined and writes dates as ISO 8601', () => {
    const shared = { at: new Date('2026-01-02T03:04:05.678Z') };
    expect(canonicalJson({ b: shared, a: shared, c: undefined })).toBe(
      '{"a":{"at":"2026-01-02T03:04:05.678Z"},"b":{"at":"2026-01-02T03:04:05.678Z"}}',
    );
  });

  test('hashes text as UTF-8', () => {
    expect(sha256Hex('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(sha256Hex('€')).toBe(sha256Hex(Buffer.from([0xe2, 0x82, 0xac])));
  });
});
