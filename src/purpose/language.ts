import { badInput } from '../errors.ts';

/**
 * The languages a notice may be asked for in: the 22 of the Eighth Schedule to the Constitution of
 * India, and English (DPDP Act 2023 s.5(3), s.6(3)). ISO 639 codes, each with its own name for itself.
 */
export const languages = {
  as: 'অসমীয়া',
  bn: 'বাংলা',
  brx: 'बड़ो',
  doi: 'डोगरी',
  en: 'English',
  gu: 'ગુજરાતી',
  hi: 'हिन्दी',
  kn: 'ಕನ್ನಡ',
  kok: 'कोंकणी',
  ks: 'کٲشُر',
  mai: 'मैथिली',
  ml: 'മലയാളം',
  mni: 'ꯃꯩꯇꯩꯂꯣꯟ',
  mr: 'मराठी',
  ne: 'नेपाली',
  or: 'ଓଡ଼ିଆ',
  pa: 'ਪੰਜਾਬੀ',
  sa: 'संस्कृतम्',
  sat: 'ᱥᱟᱱᱛᱟᱲᱤ',
  sd: 'سنڌي',
  ta: 'தமிழ்',
  te: 'తెలుగు',
  ur: 'اردو',
} as const;

export type LanguageCode = keyof typeof languages;

/** The language every notice exists in, and the one that stands in for a missing translation. */
export const fallbackLanguage: LanguageCode = 'en';

/** @throws `BAD_USER_INPUT` naming `field`, for a code that is not listed. */
export function languageCode(code: string, field: string): LanguageCode {
  if (Object.hasOwn(languages, code)) return code as LanguageCode;
  throw badInput(
    field,
    `"${code.slice(0, 20)}" is not a language a notice can be shown in. Use one of: ${Object.keys(languages).join(', ')}.`,
  );
}
