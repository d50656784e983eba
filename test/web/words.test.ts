import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/errors.ts';
import { languages } from '../../src/purpose/index.ts';
import { acceptedLanguage, pageLanguage, translations } from '../../src/web/words/languages.ts';
import { speak } from '../../src/web/words/speech.ts';

const english: Record<string, string> = { ...translations.en };
const others = Object.entries(translations).filter(([code]) => code !== 'en');
const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

describe('the words of the pages', () => {
  test('have a file for every language a notice can be in, with the keys of the English one', () => {
    expect(Object.keys(translations).sort()).toEqual(Object.keys(languages).sort());
    for (const [code, words] of others) {
      expect([code, Object.keys(words)]).toEqual([code, Object.keys(english)]);
    }
  });

  test('are complete in English, Hindi and Urdu', () => {
    for (const code of ['en', 'hi', 'ur']) {
      const empty = Object.entries(translations[code] ?? {}).filter(([, text]) => !text.trim());
      expect([code, empty]).toEqual([code, []]);
    }
  });

  test('leave the same holes in every language', () => {
    for (const [code, words] of others) {
      for (const [key, text] of Object.entries(words)) {
        if (text) expect([code, key, holes(text)]).toEqual([code, key, holes(english[key] ?? '')]);
      }
    }
  });

  test('say every refusal that a person can meet', () => {
    const met = [
      ...['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT', 'CONFLICT', 'EXPIRED'],
      ...['IDEMPOTENCY_KEY_REUSED', 'RATE_LIMITED', 'QUERY_TOO_COMPLEX', 'CURSOR_EXPIRED'],
      ...['PAYLOAD_TOO_LARGE', 'BAD_REQUEST', 'METHOD_NOT_ALLOWED', 'UNAVAILABLE'],
      'INTERNAL_SERVER_ERROR',
    ] as ErrorCode[];
    for (const code of [...met, 'OFFLINE']) expect(english).toHaveProperty([`problem.${code}`]);
  });

  test('come in the language that was asked for, and in English where it says nothing yet', () => {
    expect(pageLanguage('hi').code).toBe('hi');
    expect(pageLanguage('ta').code).toBe('en');
    expect(pageLanguage('constructor').code).toBe('en');
    expect(acceptedLanguage('ta, ur-IN;q=0.9, en;q=0.5')).toBe('ur');
    expect(acceptedLanguage('fr')).toBe('en');
    expect(acceptedLanguage(undefined)).toBe('en');
  });

  test('write numbers, lists and directions as each language does', () => {
    const [en, hi, ur] = ['en', 'hi', 'ur'].map((code) => speak(pageLanguage(code)));
    expect([en?.days(1), en?.days(30)]).toEqual(['1 day', '30 days']);
    expect(hi?.days(30)).toBe('30 दिन');
    expect(ur?.days(30)).toBe('۳۰ دن');
    expect([hi?.direction, ur?.direction]).toEqual(['ltr', 'rtl']);
    expect(hi?.list(['नाम', 'पता'])).toBe('नाम और पता');
  });
});
