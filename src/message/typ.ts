/**
 * The messages of an exchange, by their `typ`. Each is carried by the mutation of that name, and may
 * be no older than `life` seconds: whoever makes one with a longer life is refused.
 */
export const messages = {
  'cx-register+jwt': { mutation: 'registerParticipant', life: 120 },
  'cx-consent-export+jwt': { mutation: 'consentExport', life: 600 },
  'cx-attach-token+jwt': { mutation: 'attachAccessToken', life: 120 },
  'cx-consent-import+jwt': { mutation: 'consentImport', life: 600 },
  'cx-data-request+jwt': { mutation: 'dataExport', life: 120 },
  'cx-verify+jwt': { mutation: 'verifyConsent', life: 120 },
  'cx-data+jwt': { mutation: 'dataImport', life: 120 },
  'cx-receipt+jwt': { mutation: 'reportTransfer', life: 600 },
} as const;

export type MessageTyp = keyof typeof messages;

/** What answers a message, and what messages carry inside them. */
export const answerTyp = 'cx-answer+jwt';
export const answerLife = 120;
/** The signed consent: by the manager, for the exporter's eyes, carried by the importer. */
export const consentTyp = 'cx-consent+jwt';
/** The permission to store: by the manager, for the importer's eyes, carried by the exporter. */
export const releaseTyp = 'cx-release+jwt';
export const releaseLife = 120;
/** What the importer stored: by the importer, for the manager, carried by the exporter. */
export const storedTyp = 'cx-stored+jwt';
/** One link in the chain of a party's keys. */
export const keysTyp = 'cx-keys+jwt';
/** What an operator of the manager hands to one of a participant. */
export const invitationTyp = 'cx-invitation+jwt';

/** How far two clocks may differ, in seconds. */
export const tolerance = 30;

/** Seconds that an exchange may take, from its start. */
export const exchangeSeconds = 600;
/** Seconds that retired keys still open and check what belongs to exchanges under way. */
export const retiredKeySeconds = exchangeSeconds + 300;

/** The most bytes of one message: data apart, which is a megabyte before it is written as text. */
export const messageBytes = 64 * 1024;
export const dataMessageBytes = 2.5 * 1024 * 1024 - 1024;
/** The most bytes of the data of one exchange, as canonical JSON. */
export const dataBytes = 1024 * 1024;
