import { GraphQLJSONObject, GraphQLSafeInt } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { type Context, loader } from '../auth/index.ts';
import { type ConsentArtifact, ConsentType, HistoryEntryType } from '../consent/index.ts';
import type { HistoryEntry } from '../history/index.ts';
import { AuditCheckpoint, ConsistencyProof, InclusionProof } from './type.ts';
import {
  auditCheckpoint,
  auditConsistency,
  auditProof,
  evidenceView,
  proofsOfEntries,
} from './view.ts';

@Resolver()
export class AuditResolver {
  @Query(() => AuditCheckpoint, {
    description: 'The signed head of the log as it is now. For auditors and operators.',
  })
  auditCheckpoint(@Ctx() context: Context): Promise<AuditCheckpoint> {
    return auditCheckpoint(context);
  }

  @Query(() => InclusionProof, {
    description: 'Proves that an entry is in the log. For auditors and operators.',
  })
  auditProof(
    @Ctx() context: Context,
    @Arg('entryId', () => ID, { description: 'Which entry of a history.' }) entryId: string,
  ): Promise<InclusionProof> {
    return auditProof(context, entryId);
  }

  @Query(() => ConsistencyProof, {
    description:
      'Proves that nothing of the log was changed since it had a certain size. For auditors and operators.',
  })
  auditConsistency(
    @Ctx() context: Context,
    @Arg('from', () => GraphQLSafeInt, {
      description: 'The size of the checkpoint that was kept.',
    })
    from: number,
    @Arg('to', () => GraphQLSafeInt, {
      nullable: true,
      description: 'The size of a later one; that of the checkpoint now unless said.',
    })
    to?: number | null,
  ): Promise<ConsistencyProof> {
    return auditConsistency(context, from, to ?? null);
  }
}

@Resolver(() => HistoryEntryType)
export class HistoryEntryProofResolver {
  @FieldResolver(() => InclusionProof, {
    nullable: true,
    description:
      'Proves that the entry is in the signed log; null for the moment until the log has come to it.',
  })
  proof(@Ctx() context: Context, @Root() entry: HistoryEntry): Promise<InclusionProof | null> {
    return loader(context, proofsOfEntries).load(entry);
  }
}

@Resolver(() => ConsentType)
export class ConsentEvidenceResolver {
  @FieldResolver(() => GraphQLJSONObject, {
    description:
      'Everything by which a stranger checks this consent offline: the signed terms, its history with proofs, a checkpoint of the log and the public keys. Save it as a file for `npm run verify-bundle`.',
  })
  evidence(
    @Ctx() context: Context,
    @Root() consent: ConsentArtifact,
    @Arg('disclosing', () => Boolean, {
      nullable: true,
      description:
        'Whether to tell what the history keeps encrypted, such as reasons and addresses, provably; false unless said. Operators are not told.',
    })
    disclosing?: boolean | null,
  ): Promise<object> {
    return evidenceView(context, consent, disclosing ?? false);
  }
}
