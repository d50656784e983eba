import { z } from 'zod';

/** The `typ` of the statement in a bundle. */
export const statementTyp = 'consent-evidence+jws';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hexadecimal');
const exactBase64url = z
  .string()
  .refine(
    (text) => Buffer.from(text, 'base64url').toString('base64url') === text,
    'is not base64url in its one spelling',
  );
const compactJws = z
  .string()
  .refine(
    (text) =>
      text.split('.').length === 3 &&
      text.split('.').every((part) => exactBase64url.safeParse(part).success),
    'is no compact JWS',
  );

const entry = z.strictObject({
  /** The canonical JSON (RFC 8785) that was hashed. */
  leaf: z.string(),
  /** SHA-256 of a zero byte and the leaf (RFC 6962 §2.1). */
  hash: sha256,
  /** How many entries of the log come before it. */
  leafIndex: z.int().min(0),
  /** The inclusion path, from the leaf upwards (RFC 6962 §2.1.1). */
  path: z.array(sha256),
  /** What the leaf's commitments are to, where the bundle was asked to disclose it. */
  disclosures: z
    .record(z.string(), z.strictObject({ value: z.json(), salt: exactBase64url }))
    .optional(),
});

/**
 * Everything by which a stranger checks one consent, without asking anyone: see the README's
 * description of the format. Strict, so that nothing stands in it that is not checked.
 */
export const evidenceBundle = z.strictObject({
  format: z.literal('consentgraph-evidence/1'),
  consentId: z.uuid(),
  artifact: z.strictObject({
    /** The terms of the consent, as signed. */
    payload: z.record(z.string(), z.json()),
    /** SHA-256 of the payload's canonical JSON. */
    hash: sha256,
    jws: compactJws,
  }),
  /** Everything that happened to the consent, and to its request before, oldest first. */
  entries: z.array(entry).min(1),
  /** The signed head of the log that the paths lead to (C2SP tlog-checkpoint). */
  checkpoint: z.string(),
  /** The issuer's word that these are all the entries there were. */
  statement: compactJws,
  /** The public keys of the three signatures, as `/.well-known/jwks.json` publishes them. */
  keys: z.strictObject({
    keys: z.array(
      z.strictObject({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        x: exactBase64url,
        kid: z.string(),
        alg: z.literal('Ed25519'),
        use: z.literal('sig'),
      }),
    ),
  }),
});

export type EvidenceBundle = z.output<typeof evidenceBundle>;
export type BundledEntry = EvidenceBundle['entries'][number];
export type BundledKey = EvidenceBundle['keys']['keys'][number];

/** What the issuer signs of a bundle. */
export const evidenceStatement = z.strictObject({
  v: z.literal(1),
  origin: z.string(),
  consentId: z.string(),
  artifactHash: z.string(),
  /** Where the consent stood. */
  status: z.string(),
  /** The hashes of all entries, in the order of the bundle. */
  entries: z.array(z.string()),
  logSize: z.int(),
  logRoot: z.string(),
  issuedAt: z.iso.datetime(),
});

export type EvidenceStatement = z.output<typeof evidenceStatement>;
