import { anyone, isAuditor, isOperator, or, type Permissions } from '../auth/index.ts';

const auditors = or(isAuditor, isOperator);

/**
 * The log as a whole is for auditors; what an entry or a consent proves, for whoever may see it.
 * Proofs tell how long the log is: whoever asks for one learns how busy the installation was.
 */
export const auditPermissions: Permissions = {
  Query: {
    auditCheckpoint: auditors,
    auditProof: auditors,
    auditConsistency: auditors,
  },
  HistoryEntry: { proof: anyone },
  Consent: { evidence: anyone },
  AuditCheckpoint: {
    note: anyone,
    origin: anyone,
    size: anyone,
    rootHash: anyone,
    signedAt: anyone,
    verifierKey: anyone,
  },
  InclusionProof: {
    entryId: anyone,
    leaf: anyone,
    leafHash: anyone,
    leafIndex: anyone,
    path: anyone,
    checkpoint: anyone,
  },
  LogState: { size: anyone, rootHash: anyone },
  ConsistencyProof: { from: anyone, to: anyone, path: anyone },
};
