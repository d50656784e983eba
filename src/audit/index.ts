import { AuditResolver, ConsentEvidenceResolver, HistoryEntryProofResolver } from './resolver.ts';

export const auditResolvers = [
  AuditResolver,
  HistoryEntryProofResolver,
  ConsentEvidenceResolver,
] as const;

export { auditPermissions } from './permissions.ts';
