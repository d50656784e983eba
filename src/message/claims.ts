import { z } from 'zod';
import { text } from '../input.ts';
import type { Kind } from './receive.ts';
import { dataMessageBytes } from './typ.ts';

const seconds = z.int().min(0);
const jwe = z.string().min(1).max(32_768);
const digest = z.string().regex(/^[\w-]{43}$/);
const dataTypes = z.array(text(100)).min(1).max(200);
const purposes = z.array(z.uuid()).min(1).max(50);
const keys = z.array(z.string().max(4096)).min(1).max(200);
/** A person as the receiver itself knows them. */
const reference = text(255);
const endpoint = z.string().max(2048);

const consentExport = z.object({
  cid: z.uuid(),
  sub: reference,
  purposes,
  data_types: dataTypes,
  importer: z.object({ id: z.uuid(), endpoint, keys }),
  /** Where the manager's own messages are to be sent from now on. */
  manager_endpoint: endpoint.optional(),
  deadline: seconds,
});
export type ConsentExport = z.output<typeof consentExport>;
/** 1: the manager tells the exporter of a consent. */
export const consentExportKind: Kind<ConsentExport> = {
  typ: 'cx-consent-export+jwt',
  claims: consentExport,
  matter: ({ cid, sub, importer, data_types }) => [cid, sub, importer.id, data_types],
};

const attachToken = z.object({ cid: z.uuid(), token: digest, token_exp: seconds });
export type AttachToken = z.output<typeof attachToken>;
/** 2: the exporter sends the access token that it made. */
export const attachTokenKind: Kind<AttachToken> = {
  typ: 'cx-attach-token+jwt',
  claims: attachToken,
  matter: ({ cid, token }) => [cid, token],
};

const consentImport = z.object({
  cid: z.uuid(),
  sub: reference,
  purposes,
  data_types: dataTypes,
  exporter: z.object({ id: z.uuid(), endpoint, keys }),
  consent: jwe,
  manager_endpoint: endpoint.optional(),
  deadline: seconds,
});
export type ConsentImport = z.output<typeof consentImport>;
/** 3: the manager tells the importer, and hands it the signed consent. */
export const consentImportKind: Kind<ConsentImport> = {
  typ: 'cx-consent-import+jwt',
  claims: consentImport,
  matter: ({ cid, sub, exporter, consent }) => [cid, sub, exporter.id, consent],
};

const dataRequest = z.object({ consent: jwe, request: z.uuid() });
export type DataRequest = z.output<typeof dataRequest>;
/** 4: the importer asks for the data with the signed consent. */
export const dataRequestKind: Kind<DataRequest> = {
  typ: 'cx-data-request+jwt',
  claims: dataRequest,
  matter: ({ consent, request }) => [consent, request],
};

const verify = z.object({ cid: z.uuid(), token: digest, purposes });
export type Verify = z.output<typeof verify>;
/** 5: the exporter has the manager verify the consent. Each one is judged for itself. */
export const verifyKind: Kind<Verify> = { typ: 'cx-verify+jwt', claims: verify };

/** The answer to 5. */
export const verified = z.object({
  sub: reference,
  data_types: dataTypes,
  importer: z.object({ id: z.uuid(), endpoint, keys }),
  release: jwe,
  release_exp: seconds,
});
export type Verified = z.output<typeof verified>;

const data = z.object({ release: jwe, data: z.string().min(1), digest });
export type Data = z.output<typeof data>;
/** 6: the exporter sends the data to the importer. */
export const dataKind: Kind<Data> = {
  typ: 'cx-data+jwt',
  claims: data,
  matter: ({ digest: sha256 }) => sha256,
  longest: { bytes: dataMessageBytes, code: 'DATA_TOO_LARGE' },
};

/** The answer to 6. */
export const stored = z.object({ receipt: z.string().max(8192) });

const report = z.object({ cid: z.uuid(), digest, receipt: z.string().max(8192) });
export type Report = z.output<typeof report>;
/** 7: the exporter hands in the importer's receipt. */
export const reportKind: Kind<Report> = {
  typ: 'cx-receipt+jwt',
  claims: report,
  matter: ({ cid, digest: sha256 }) => [cid, sha256],
};

/** What the signed consent says to the exporter. */
export const signedConsent = z.object({
  iss: z.string(),
  aud: z.uuid(),
  xid: z.uuid(),
  cid: z.uuid(),
  exp: seconds,
  purposes,
  data_types: dataTypes,
  importer: z.uuid(),
  cnf: z.object({ jkt: digest }),
  token: digest,
});
export type SignedConsent = z.output<typeof signedConsent>;

/** What a release says to the importer. */
export const release = z.object({
  iss: z.string(),
  aud: z.uuid(),
  xid: z.uuid(),
  cid: z.uuid(),
  rid: z.uuid(),
  exp: seconds,
  exporter: z.uuid(),
  data_types: dataTypes,
});
export type Release = z.output<typeof release>;

/** What an importer's receipt says to the manager. */
export const receipt = z.object({
  iss: z.uuid(),
  aud: z.string(),
  xid: z.uuid(),
  rid: z.uuid(),
  digest,
  data_types: z.array(z.string()),
  stored_at: seconds,
});
