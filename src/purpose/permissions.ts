import {
  anyone,
  isFiduciary,
  isOperator,
  isPractitioner,
  or,
  type Permissions,
} from '../auth/index.ts';
import { isThisFiduciary } from '../fiduciary/index.ts';

const keepers = or(isFiduciary, isOperator);

export const purposePermissions: Permissions = {
  Query: { purpose: or(isFiduciary, isPractitioner, isOperator) },
  Mutation: {
    createPurpose: keepers,
    publishPurposeVersion: keepers,
    retirePurpose: keepers,
    setPracticePurpose: keepers,
  },
  Fiduciary: {
    purposes: or(isThisFiduciary, isPractitioner, isOperator),
    practicePurpose: or(isThisFiduciary, isPractitioner, isOperator),
  },
  Purpose: {
    id: anyone,
    retiredAt: anyone,
    createdAt: anyone,
    currentVersion: anyone,
    versions: anyone,
    fiduciary: anyone,
  },
  PurposeVersion: {
    id: anyone,
    number: anyone,
    title: anyone,
    description: anyone,
    legalBasis: anyone,
    dataFields: anyone,
    processingActivities: anyone,
    retentionDays: anyone,
    mandatory: anyone,
    requiresSignIn: anyone,
    createdAt: anyone,
    purpose: anyone,
    translations: anyone,
  },
  PurposeTranslation: { language: anyone, title: anyone, description: anyone },
  PurposePayload: { purpose: anyone },
  PurposeVersionPayload: { purpose: anyone, version: anyone },
};
