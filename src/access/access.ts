/** The personal data whose reading is recorded, each decrypted only when it is asked for. */
export const personalData = ['EXTERNAL_USER_ID', 'DETAILS', 'REASON', 'METADATA'] as const;
export type PersonalData = (typeof personalData)[number];
