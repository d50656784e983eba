/** What an entry can tell. Consents and requests first, then whatever changes who may see what. */
export const historyActions = [
  'INITIATE',
  'GRANT',
  'DENY',
  'CANCEL',
  'EXPIRE',
  'WITHDRAW',
  'PAUSE',
  'RESUME',
  'UPDATE',
  'RENEW',
  'SUPERSEDE',
  'INVALIDATE',
  'LINK',
  'UNLINK',
  'SUSPEND',
  'REINSTATE',
  'EMPLOY',
  'DISMISS',
  'REVOKE_CLIENT',
  'REVOKE_TOKEN',
  'REVOKE_LINK',
  'SET_LIMITS',
  'REQUEST_ERASURE',
  'ERASE',
  'ROTATE_KEY',
  'INVITE_PARTICIPANT',
  'JOIN_PARTICIPANT',
  'MOVE_PARTICIPANT',
  'SUSPEND_PARTICIPANT',
  'REINSTATE_PARTICIPANT',
  'EXCHANGE',
  'CREATE_WEBHOOK',
  'CHANGE_WEBHOOK',
  'ROTATE_WEBHOOK_SECRET',
  'DISABLE_WEBHOOK',
  'ENABLE_WEBHOOK',
  'DELETE_WEBHOOK',
] as const;
export type HistoryAction = (typeof historyActions)[number];

export const performerTypes = [
  'PRINCIPAL',
  'NOTICE_LINK',
  'PRACTITIONER',
  'FIDUCIARY',
  'OPERATOR',
  'SYSTEM',
] as const;
export type PerformerType = (typeof performerTypes)[number];

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [member: string]: JsonValue };

/** Who did it. The id means something at one fiduciary only, so that entries link nobody. */
export interface Performer {
  type: PerformerType;
  id: string | null;
}

/** An entry to be written. It goes into an append-only, signed record: see each member. */
export interface NewEntry {
  action: HistoryAction;
  /** Absent only for what belongs to no fiduciary, such as the revocation of a person's token. */
  fiduciaryId?: string | null;
  principalId?: string | null;
  practitionerId?: string | null;
  requestId?: string | null;
  artifactId?: string | null;
  /** The version that the subject (artifact, request or other row) came to by this: 1, 2, 3, … */
  sequence: number;
  previousStatus?: string | null;
  newStatus?: string | null;
  performedBy: Performer;
  /** The instant read from the database's clock once the row was locked, or when it was due. */
  performedAt: Date;
  /** The same clock when the entry is written; `performedAt` unless that lies back, as for expiry. */
  recordedAt?: Date;
  /** Signed and kept for good: nothing personal, no free text, no id that links two fiduciaries. */
  facts?: { readonly [name: string]: JsonValue | undefined };
  /**
   * Personal data and free text (reason, notes, address, user agent): the entry holds commitments
   * only, the values are sealed under the person's key. Null and undefined are left out.
   */
  disclosures?: { readonly [name: string]: JsonValue | undefined };
}

/** An entry as it stands in history. */
export interface HistoryEntry {
  id: string;
  action: HistoryAction;
  fiduciaryId: string | null;
  principalId: string | null;
  practitionerId: string | null;
  requestId: string | null;
  artifactId: string | null;
  /** The subject's own version. */
  sequence: number;
  previousStatus: string | null;
  newStatus: string | null;
  performedBy: Performer;
  performedAt: Date;
  recordedAt: Date;
  facts: Record<string, JsonValue>;
  /** For each disclosed field: HMAC-SHA-256 under a random salt, base64url. */
  commitments: Record<string, string>;
  /** The entry's RFC 6962 leaf hash, in hexadecimal: what the Merkle tree is built on. */
  hash: string;
}
