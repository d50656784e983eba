import DataLoader from 'dataloader';
import type { Context } from '../auth/index.ts';
import type { ConsentArtifact } from '../consent/index.ts';
import { isUuid } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { type HistoryEntry, leafEncoding } from '../history/index.ts';
import type { EvidenceBundle } from './bundle.ts';
import { evidenceOf } from './evidence.ts';
import { type SignedHead, signHead } from './head.ts';
import { verifierLine } from './note.ts';
import * as prove from './proof.ts';
import type { AuditCheckpoint, ConsistencyProof, InclusionProof } from './type.ts';

/** The signed head of the log, as it is now. */
export async function auditCheckpoint({ platform }: Context): Promise<AuditCheckpoint> {
  return checkpointView(await signHead(platform));
}

/** @throws `NOT_FOUND`; `UNAVAILABLE` when the log has not come to the entry. */
export async function auditProof({ platform }: Context, entryId: string): Promise<InclusionProof> {
  if (!isUuid(entryId)) throw notFound();
  const proof = await prove.proveEntry(platform, entryId);
  return inclusionView(proof, proof.entry);
}

/** @throws `BAD_USER_INPUT` for sizes that the log never had. */
export async function auditConsistency(
  { platform }: Context,
  from: number,
  to: number | null,
): Promise<ConsistencyProof> {
  const { path, ...proof } = await prove.proveConsistency(platform, from, to);
  const view = ({ size, root }: { size: number; root: Buffer }) => ({ size, rootHash: hex(root) });
  return { from: view(proof.from), to: view(proof.to), path: path.map(hex) };
}

/** Evidence for whoever may see the consent; operators are not told what is encrypted. */
export function evidenceView(
  { platform, caller }: Context,
  consent: ConsentArtifact,
  disclosing: boolean,
): Promise<EvidenceBundle> {
  const mayRead = !caller?.roles.has('operator');
  return evidenceOf(platform, consent, { disclosing: disclosing && mayRead });
}

/** Proves entries, all that one tick asks for against one checkpoint; null without a position. */
export function proofsOfEntries({
  platform,
}: Context): DataLoader<HistoryEntry, InclusionProof | null, string> {
  return new DataLoader(
    async (entries) => {
      const ids = entries.map(({ id }) => id);
      const proofs = await prove.proveInclusion(platform, ids);
      return entries.map((entry) => {
        const proof = proofs.get(entry.id);
        return proof ? inclusionView(proof, entry) : null;
      });
    },
    { cacheKeyFn: ({ id }) => id },
  );
}

function inclusionView(proof: prove.InclusionProof, entry: HistoryEntry): InclusionProof {
  return {
    entryId: entry.id,
    leaf: leafEncoding(entry),
    leafHash: entry.hash,
    leafIndex: proof.leafIndex,
    path: proof.path.map(hex),
    checkpoint: checkpointView(proof.head),
  };
}

function checkpointView({ note, origin, size, root, signedAt, by }: SignedHead): AuditCheckpoint {
  return { note, origin, size, rootHash: hex(root), signedAt, verifierKey: verifierLine(by) };
}

function hex(hash: Buffer): string {
  return hash.toString('hex');
}
