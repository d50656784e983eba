import { canonicalJson, sha256Hex, signJws, type Vault } from '../vault/index.ts';
import type { ExchangeTerms } from './consent.ts';
import type { ConsentArtifact } from './table.ts';

/** The `typ` of a consent artifact's JWS. */
export const artifactTyp = 'consent-artifact+jws';

/** Names may change; ids and data types are what was agreed to. */
function exchangeOf({ exporter, importer, dataTypes }: ExchangeTerms) {
  return { exporterId: exporter.id, importerId: importer.id, dataTypes };
}

export type Terms = Omit<
  ConsentArtifact,
  'hash' | 'jws' | 'status' | 'version' | 'successorId' | 'statusChangedAt'
>;

/**
 * Seals the terms of a consent: their canonical JSON (RFC 8785), its SHA-256 in hexadecimal, and a
 * compact JWS (RFC 7515, Ed25519) over the same bytes that anyone can check offline with the public
 * keys at `/.well-known/jwks.json`. The ids in it mean something at one fiduciary only, and nothing
 * in it is personal, so that it stays true and checkable after an erasure.
 */
export async function sealArtifact(vault: Vault, terms: Terms): Promise<ConsentArtifact> {
  const payload = canonicalJson({
    v: 1,
    artifactId: terms.id,
    requestId: terms.requestId,
    fiduciaryId: terms.fiduciaryId,
    principalId: terms.principalId,
    practitionerId: terms.practitionerId,
    predecessorId: terms.predecessorId,
    grants: terms.grants,
    // Absent when there is none, so that such an artifact reads as it always did.
    ...(terms.exchange ? { exchange: exchangeOf(terms.exchange) } : {}),
    language: terms.language,
    noticeHash: terms.noticeHash,
    assurance: terms.assurance,
    grantedAt: terms.grantedAt.toISOString(),
    validTill: terms.validTill.toISOString(),
  });
  return {
    ...terms,
    status: 'ACTIVE',
    version: 1,
    successorId: null,
    statusChangedAt: terms.grantedAt,
    hash: sha256Hex(payload),
    jws: await signJws(vault, 'artifact', payload, { typ: artifactTyp }),
  };
}
