import { z } from 'zod';
import { emailAddress, optional, text, webAddress, whole } from '../input.ts';
import { leastRetentionYears } from './fiduciary.ts';

/** What a notice says about a fiduciary: complete, or it is not registered (DPDP Act 2023 s.5(1)). */
const profile = {
  name: text(200),
  legalName: text(200),
  logoUrl: optional(webAddress()),
  contactEmail: emailAddress(),
  websiteUrl: optional(webAddress()),
  privacyPolicyUrl: webAddress(),
  grievanceContact: text(500),
  withdrawalPolicy: text(2000),
};

export const newProfile = z.object(profile);

/** A change leaves out what stays; what a notice cannot do without may not be emptied. */
export const profileChange = z.object(profile).partial();

export const newLimits = z
  .object({
    requestsPerMinute: whole(1, 1_000_000),
    requestsPerDay: whole(1, 1_000_000_000),
    denialWaitDays: whole(0, 3650),
    recordRetentionYears: whole(leastRetentionYears, 100),
  })
  .partial();

export const newPractitioner = z.object({ name: text(200), specialization: text(200) });
export const practitionerChange = newPractitioner.partial();
