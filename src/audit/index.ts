import { AuditResolver, ConsentEvidenceResolver, HistoryEntryProofResolver } from './resolver.ts';

export const auditResolvers = [
  AuditResolver,
  HistoryEntryProofResolver,
  ConsentEvidenceResolver,
] as const;

export { evidenceById } from './evidence.ts';
export { logMetrics } from './measure.ts';
export { keepCheckpoint, requireKeptLog } from './outside.ts';
export { auditPermissions } from './permissions.ts';
export { verifyBundle } from './verify-bundle.ts';
export type { OutsideCheckpoint } from './verify-checkpoints.ts';
export { type LogReport, verifyWholeLog } from './verify-log.ts';
