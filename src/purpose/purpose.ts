import { fallbackLanguage, type LanguageCode } from './language.ts';

/** What a translator writes for one language. */
export interface Translation {
  title: string;
  description: string;
}

export type Translations = Partial<Record<LanguageCode, Translation>>;

/** The terms of a purpose version that decide how much it lets a fiduciary do. */
export interface Scope {
  dataFields: string[];
  processingActivities: string[];
  retentionDays: number;
}

/** How a later version of a purpose allows more than the one agreed to. */
export interface Widening {
  addedDataFields: string[];
  addedProcessingActivities: string[];
  /** By how many days data is kept longer; 0 when it is not. */
  addedRetentionDays: number;
}

/**
 * What `later` allows that `agreed` did not, or null when it allows nothing more. A version that
 * only narrows, rewords or translates asks nobody for consent again (DPDP Act 2023 s.6(1): consent
 * is limited to what was specified).
 */
export function widening(agreed: Scope, later: Scope): Widening | null {
  const added = (now: string[], before: string[]) => now.filter((item) => !before.includes(item));
  const difference: Widening = {
    addedDataFields: added(later.dataFields, agreed.dataFields),
    addedProcessingActivities: added(later.processingActivities, agreed.processingActivities),
    addedRetentionDays: Math.max(0, later.retentionDays - agreed.retentionDays),
  };
  const wider =
    difference.addedDataFields.length > 0 ||
    difference.addedProcessingActivities.length > 0 ||
    difference.addedRetentionDays > 0;
  return wider ? difference : null;
}

/** The words of a version in `language`, or in the language it was written in, and which it was. */
export function wording(
  version: { title: string; description: string; translations: Translations },
  language: LanguageCode,
): Translation & { language: LanguageCode } {
  const translated = version.translations[language];
  return translated
    ? { ...translated, language }
    : { title: version.title, description: version.description, language: fallbackLanguage };
}
