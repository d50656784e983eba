import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';

@ObjectType({
  description:
    'A signed head of the log: how many entries it has, and the root of the Merkle tree over them (RFC 6962). Whoever keeps one can tell later whether anything before it was changed.',
})
export class AuditCheckpoint {
  @Field(() => String, {
    description:
      'The checkpoint itself, a text with an Ed25519 signature below it (C2SP tlog-checkpoint). Keep it as it is.',
  })
  note!: string;

  @Field(() => String, { description: 'The name of the log: where it is served.' })
  origin!: string;

  @Field(() => GraphQLSafeInt, { description: 'How many entries it covers.' })
  size!: number;

  @Field(() => String, { description: 'The root over them, SHA-256 in hexadecimal.' })
  rootHash!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was signed.' })
  signedAt!: Date;

  @Field(() => String, {
    description:
      'The public key in the form that the tools of transparency logs take: name+id+key. The same key is published at /.well-known/jwks.json.',
  })
  verifierKey!: string;
}

@ObjectType({ description: 'That an entry is in the log, and unchanged (RFC 6962 §2.1.1).' })
export class InclusionProof {
  @Field(() => ID, { description: 'The id of the entry.' })
  entryId!: string;

  @Field(() => String, {
    description:
      'What was hashed: the entry as canonical JSON (RFC 8785), with commitments in the place of personal data.',
  })
  leaf!: string;

  @Field(() => String, {
    description: 'SHA-256 of a zero byte and the leaf, in hexadecimal: the leaf hash.',
  })
  leafHash!: string;

  @Field(() => GraphQLSafeInt, { description: 'How many entries of the log come before it.' })
  leafIndex!: number;

  @Field(() => [String], {
    description:
      'The hashes that lead from the leaf hash to the root of the checkpoint, in hexadecimal.',
  })
  path!: string[];

  @Field(() => AuditCheckpoint, { description: 'The signed head of the log that it leads to.' })
  checkpoint!: AuditCheckpoint;
}

@ObjectType({
  description: 'The size of the log at some time, with the root over its entries then.',
})
export class LogState {
  @Field(() => GraphQLSafeInt, { description: 'How many entries it had.' })
  size!: number;

  @Field(() => String, { description: 'The root over them, SHA-256 in hexadecimal.' })
  rootHash!: string;
}

@ObjectType({
  description:
    'That the log of one size is the beginning of the log of a later one: nothing before was changed (RFC 6962 §2.1.2).',
})
export class ConsistencyProof {
  @Field(() => LogState, {
    description: 'The earlier log. Compare its root with the one you kept.',
  })
  from!: LogState;

  @Field(() => LogState, { description: 'The later log.' })
  to!: LogState;

  @Field(() => [String], { description: 'The hashes that prove it, in hexadecimal.' })
  path!: string[];
}
