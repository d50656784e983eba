import { type ConsentArtifact, findArtifacts } from '../consent/index.ts';
import { isUuid, type Reader, readClock } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { disclose, type HistoryEntry, leafEncoding, readEntries } from '../history/index.ts';
import { signJws, type Vault } from '../vault/index.ts';
import {
  type BundledEntry,
  type BundledKey,
  type EvidenceBundle,
  type EvidenceStatement,
  statementTyp,
} from './bundle.ts';
import type { SignedHead, Signer } from './head.ts';
import { type InclusionProof, proveInclusion, requirePositions } from './proof.ts';

/**
 * Makes the evidence of a consent: what was agreed to, all that happened to it, proofs that the log
 * holds it, and the keys. It names nobody: personal data stand in it as commitments, unless
 * `disclosing` opens them.
 *
 * @param disclosing whether to tell what the history keeps encrypted (reasons, notes, addresses).
 * @throws `UNAVAILABLE` when the log has not come to the latest entry.
 */
export async function evidenceOf(
  signer: Signer,
  consent: ConsentArtifact,
  { disclosing = false }: { disclosing?: boolean } = {},
): Promise<EvidenceBundle> {
  const { vault, database } = signer;
  const { db } = database;
  const history = await historyOf(db, consent);
  const ids = history.map(({ id }) => id);
  await requirePositions(database, ids);
  const proofs = await proveInclusion(signer, ids);
  const disclosures = disclosing ? await disclose(db, vault, ids) : new Map();
  const entries = history
    .map((entry) => bundled(entry, proofs.get(entry.id), disclosures.get(entry.id)))
    .sort((a, b) => a.leafIndex - b.leafIndex);
  const head = headOf(proofs);
  const statement: EvidenceStatement = {
    v: 1,
    origin: head.origin,
    consentId: consent.id,
    artifactHash: consent.hash,
    status: consent.status,
    entries: entries.map(({ hash }) => hash),
    logSize: head.size,
    logRoot: head.root.toString('hex'),
    issuedAt: (await readClock(db)).toISOString(),
  };
  const signed = await signJws(vault, 'artifact', statement, { typ: statementTyp });
  return {
    format: 'consentgraph-evidence/1',
    consentId: consent.id,
    artifact: { payload: payloadOf(consent.jws), hash: consent.hash, jws: consent.jws },
    entries,
    checkpoint: head.note,
    statement: signed,
    keys: { keys: await keysOf(vault, [consent.jws, signed], head) },
  };
}

/** The evidence of any consent, for who holds the database anyway. @throws `NOT_FOUND` */
export async function evidenceById(
  signer: Signer,
  consentId: string,
  options: { disclosing?: boolean } = {},
): Promise<EvidenceBundle> {
  const { db } = signer.database;
  const [consent] = isUuid(consentId) ? await findArtifacts(db, [consentId]) : [];
  if (!consent) throw notFound();
  return evidenceOf(signer, consent, options);
}

/** The consent's own entries, and those of its request that are of no consent. */
async function historyOf(reader: Reader, consent: ConsentArtifact): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  for (;;) {
    const page = { subjectId: consent.requestId, limit: pageSize, after: entries.at(-1)?.id };
    const [read = []] = await readEntries(reader, 'request', [page]);
    entries.push(...read);
    if (read.length < pageSize) break;
  }
  return entries.filter(({ artifactId }) => artifactId === null || artifactId === consent.id);
}

const pageSize = 1_000;

function bundled(
  entry: HistoryEntry,
  proof: InclusionProof | undefined,
  disclosures: BundledEntry['disclosures'],
): BundledEntry {
  if (!proof) throw new Error('An entry with a position has no proof');
  return {
    leaf: leafEncoding(entry),
    hash: entry.hash,
    leafIndex: proof.leafIndex,
    path: proof.path.map((hash) => hash.toString('hex')),
    ...(disclosures && { disclosures }),
  };
}

function headOf(proofs: Map<string, InclusionProof>): SignedHead {
  const [proof] = proofs.values();
  if (!proof) throw new Error('A consent has no history');
  return proof.head;
}

function payloadOf(jws: string): EvidenceBundle['artifact']['payload'] {
  return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());
}

/** The public keys of these signatures, as they are published. */
async function keysOf(vault: Vault, signed: string[], head: SignedHead): Promise<BundledKey[]> {
  const kids = new Set<unknown>(
    signed.map(
      (jws) => JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()).kid,
    ),
  );
  const isOfHead = (x: unknown) => head.by.publicKey.export({ format: 'jwk' }).x === x;
  return vault
    .publicKeys()
    .keys.filter(({ kid, x }) => kids.has(kid) || isOfHead(x)) as BundledKey[];
}
