import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import en from './en.json' with { type: 'json' };

/** Only the type is taken: a page brings the words of its one language. */
export type WordKey = keyof typeof en;
export type Words = Readonly<Record<WordKey, string>>;

/** A language as a page is written in it. */
export interface PageLanguage {
  /** ISO 639; what the words are in, English where the language asked for has none yet. */
  code: string;
  words: Words;
}

type Values = Readonly<Record<string, string>>;

/** Says things in one language: its words, and dates, numbers and lists as it writes them. */
export interface Speech {
  code: string;
  direction: 'ltr' | 'rtl';
  say(key: WordKey, values?: Values): string;
  /** The word for something that comes from data, or the data itself where there is no word. */
  name(kind: 'data' | 'activity' | 'action' | 'access', value: string): string;
  /** A number of days, such as "30 days". */
  days(count: number): string;
  seconds(count: number): string;
  number(count: number): string;
  list(items: readonly string[]): string;
  /** A moment with its date and time of day, where the reader is. */
  moment(iso: string): string;
}

export function speak({ code, words }: PageLanguage): Speech {
  const locale = localeOf(code);
  const number = new Intl.NumberFormat(locale);
  const list = new Intl.ListFormat(locale);
  // A server does not know where the reader is: it names the zone, and the browser says it anew.
  const moment = new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    ...(typeof document === 'undefined' && { timeZone: 'UTC' }),
  });
  const zone = typeof document === 'undefined' ? ' UTC' : '';
  return {
    code,
    direction: directionOf(code),
    say: (key, values) => filled(words[key] ?? '', values),
    name: (kind, value) => words[`${kind}.${value}` as WordKey] || value,
    days: (count) => measured(locale, 'day', count),
    seconds: (count) => measured(locale, 'second', count),
    number: (count) => number.format(count),
    list: (items) => list.format(items),
    moment: (iso) => moment.format(new Date(iso)) + zone,
  };
}

/** Which way a language is written. */
export function directionOf(code: string): 'ltr' | 'rtl' {
  return ['ks', 'sd', 'ur'].includes(code) ? 'rtl' : 'ltr';
}

const SpeechContext = createContext<Speech | null>(null);
export const Speaking = SpeechContext.Provider;

export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error('A part of a page was put where nothing says its language');
  return speech;
}

function filled(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => values[name] ?? hole);
}

function measured(locale: string, unit: string, count: number): string {
  const style = { style: 'unit', unit, unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(locale, style).format(count);
}

/** As written in India, in the script that the language list names it in. */
function localeOf(code: string): string {
  const scripts: Record<string, string> = { mni: 'Mtei', sat: 'Olck', sd: 'Arab' };
  return [code, scripts[code], 'IN'].filter(Boolean).join('-');
}
