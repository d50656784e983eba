import {
  anyone,
  isFiduciary,
  isOperator,
  isPractitioner,
  or,
  type Permissions,
  ruleOf,
} from '../auth/index.ts';

/** What only a fiduciary itself and operators see of it, wherever it is reached from. */
export const isThisFiduciary = ruleOf('isThisFiduciary', ({ caller }, _args, parent) => {
  const { id } = parent as { id: string };
  return (caller?.roles.has('fiduciary') ?? false) && caller?.fiduciaryId === id;
});

const itself = or(isThisFiduciary, isOperator);

export const fiduciaryPermissions: Permissions = {
  Query: {
    fiduciary: or(isFiduciary, isPractitioner, isOperator),
    fiduciaries: isOperator,
    practitioner: or(isFiduciary, isPractitioner, isOperator),
  },
  Mutation: {
    registerFiduciary: isOperator,
    changeFiduciary: or(isFiduciary, isOperator),
    setFiduciaryLimits: isOperator,
    suspendFiduciary: isOperator,
    reinstateFiduciary: isOperator,
    employPractitioner: or(isFiduciary, isOperator),
    changePractitioner: or(isFiduciary, isOperator),
    dismissPractitioner: or(isFiduciary, isOperator),
  },
  Fiduciary: {
    id: anyone,
    name: anyone,
    legalName: anyone,
    logoUrl: anyone,
    contactEmail: anyone,
    websiteUrl: anyone,
    privacyPolicyUrl: anyone,
    grievanceContact: anyone,
    withdrawalPolicy: anyone,
    status: anyone,
    createdAt: itself,
    requestsPerMinute: itself,
    requestsPerDay: itself,
    denialWaitDays: itself,
    recordRetentionYears: itself,
    practitioners: itself,
  },
  FiduciaryConnection: { edges: anyone, pageInfo: anyone, totalCount: anyone },
  FiduciaryEdge: { cursor: anyone, node: anyone },
  Practitioner: {
    id: anyone,
    name: anyone,
    specialization: anyone,
    status: anyone,
    createdAt: anyone,
    fiduciary: anyone,
  },
  FiduciaryPayload: { fiduciary: anyone },
  PractitionerPayload: { practitioner: anyone },
  PageInfo: {
    hasNextPage: anyone,
    hasPreviousPage: anyone,
    startCursor: anyone,
    endCursor: anyone,
  },
};
