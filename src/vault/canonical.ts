import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Far from where recursion would exhaust the stack. */
const deepest = 500;

/**
 * The canonical JSON of a value (RFC 8785, JSON Canonicalization Scheme): members sorted by UTF-16
 * code units, numbers as ECMAScript writes them, no white space. Members that are undefined are
 * left out, and `toJSON` is honoured, so that dates become ISO 8601.
 *
 * @throws TypeError for what JSON cannot say exactly (NaN, infinities, bigint, functions, maps, a
 * hole in a list, a cycle), for nesting deeper than 500 levels, and for a text with a lone surrogate: silently dropped or replaced, it
 * would be missing from what gets signed.
 */
export function canonicalJson(value: unknown): string {
  refuseInexact(value, new Set());
  try {
    const json = canonicalize(value);
    if (json !== undefined) return json;
  } catch (cause) {
    throw new TypeError('there is no canonical JSON for this value', { cause });
  }
  throw new TypeError('there is no canonical JSON for undefined');
}

/** SHA-256 in lower-case hexadecimal; text is taken as UTF-8. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The library leaves out or mangles what these checks refuse. */
function refuseInexact(value: unknown, above: Set<object>): void {
  if (['undefined', 'function', 'symbol', 'bigint'].includes(typeof value)) {
    throw new TypeError(`a ${typeof value} has no canonical JSON`);
  }
  if (typeof value !== 'object' || value === null) return;
  if (above.size === deepest) throw new TypeError(`nested more than ${deepest} levels deep`);
  if (above.has(value)) throw new TypeError('a cycle has no canonical JSON');
  above.add(value);
  if (value instanceof Date && Number.isNaN(value.getTime())) {
    throw new TypeError('an invalid date has no canonical JSON');
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    refuseInexact(value.toJSON(), above);
  } else if (Array.isArray(value)) {
    for (const item of value) refuseInexact(item, above);
  } else {
    if (!isPlain(value)) throw new TypeError('only plain objects have a canonical JSON');
    for (const member of Object.values(value)) {
      if (member !== undefined) refuseInexact(member, above);
    }
  }
  above.delete(value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
