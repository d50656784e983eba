import assamese from './as.json' with { type: 'json' };
import bn from './bn.json' with { type: 'json' };
import brx from './brx.json' with { type: 'json' };
import doi from './doi.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import gu from './gu.json' with { type: 'json' };
import hi from './hi.json' with { type: 'json' };
import kn from './kn.json' with { type: 'json' };
import kok from './kok.json' with { type: 'json' };
import ks from './ks.json' with { type: 'json' };
import mai from './mai.json' with { type: 'json' };
import ml from './ml.json' with { type: 'json' };
import mni from './mni.json' with { type: 'json' };
import mr from './mr.json' with { type: 'json' };
import ne from './ne.json' with { type: 'json' };
import or from './or.json' with { type: 'json' };
import pa from './pa.json' with { type: 'json' };
import sa from './sa.json' with { type: 'json' };
import sat from './sat.json' with { type: 'json' };
import sd from './sd.json' with { type: 'json' };
import type { PageLanguage, Words } from './speech.ts';
import ta from './ta.json' with { type: 'json' };
import te from './te.json' with { type: 'json' };
import ur from './ur.json' with { type: 'json' };

type Translation = { [Key in keyof Words]?: string };

/** The words of every language a notice may be in; empty ones wait for a translator. */
export const translations: Readonly<Record<string, Translation>> = {
  as: assamese,
  bn,
  brx,
  doi,
  en,
  gu,
  hi,
  kn,
  kok,
  ks,
  mai,
  ml,
  mni,
  mr,
  ne,
  or,
  pa,
  sa,
  sat,
  sd,
  ta,
  te,
  ur,
};

/**
 * The words of a page. What a language does not say yet is said in English; one that says nothing
 * yet, and one that is not known, gives an English page.
 */
export function pageLanguage(code: string): PageLanguage {
  const given = Object.hasOwn(translations, code) ? translations[code] : undefined;
  const said = Object.entries(given ?? {}).filter(([, text]) => text !== '');
  if (said.length === 0) return { code: 'en', words: en };
  return { code, words: { ...en, ...Object.fromEntries(said) } };
}

/** The first language of an `Accept-Language` header (RFC 9110 §12.5.4) that a page is written in. */
export function acceptedLanguage(header: string | undefined): string {
  const wishes = (header ?? '').split(',').map((part) => {
    const [tag = '', quality] = part.trim().split(';q=');
    return { code: tag.toLowerCase().split('-')[0] ?? '', quality: Number(quality ?? 1) };
  });
  const best = wishes
    .sort((a, b) => b.quality - a.quality)
    .find(({ code }) => code === 'en' || pageLanguage(code).code === code);
  return best?.code ?? 'en';
}
