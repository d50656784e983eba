export { fallbackLanguage, type LanguageCode, languageCode, languages } from './language.ts';
export { latestVersionOfPurpose, purposeById, purposeVersionById } from './loader.ts';
export { purposePermissions } from './permissions.ts';
export { consentAsBasis } from './publish.ts';
export { type Translations, type Widening, widening, wording } from './purpose.ts';
export {
  FiduciaryPurposesResolver,
  PurposeResolver,
  PurposeVersionResolver,
} from './resolver.ts';
export { currentVersions, findVersions } from './store.ts';
export type { PurposeVersion } from './table.ts';
export { PurposeVersion as PurposeVersionType } from './type.ts';
