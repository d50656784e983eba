export { actingFiduciary, actingPerformer } from './acting.ts';

export { fiduciaryById, practitionerById } from './loader.ts';
export { fiduciaryPermissions, isThisFiduciary } from './permissions.ts';

export {
  FiduciaryConnectionResolver,
  FiduciaryResolver,
  PractitionerResolver,
} from './resolver.ts';
export { findFiduciary, findPractitioner, lockFiduciary, updateFiduciary } from './store.ts';
export type { Fiduciary, Practitioner } from './table.ts';
export {
  Fiduciary as FiduciaryType,
  FiduciaryInput,
  Practitioner as PractitionerType,
} from './type.ts';
