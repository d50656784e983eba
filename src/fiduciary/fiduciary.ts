export const fiduciaryStatuses = ['ACTIVE', 'SUSPENDED'] as const;
export type FiduciaryStatus = (typeof fiduciaryStatuses)[number];

export const practitionerStatuses = ['EMPLOYED', 'DISMISSED'] as const;
export type PractitionerStatus = (typeof practitionerStatuses)[number];

/** The least time a Consent Manager keeps its records, in years (DPDP Rules 2025, First Schedule, Part B). */
export const leastRetentionYears = 7;
