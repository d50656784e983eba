import { ArgsType, type ClassType, Field, InputType, Int, ObjectType } from 'type-graphql';
import type { Connection, Edge, PageArguments } from './connection.ts';

@ObjectType({ description: 'Where a page of a list begins and ends (Relay Cursor Connections).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more entries follow this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, {
    description: 'Whether this page starts after the beginning of the list.',
  })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first entry; null when the page is empty.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last entry, to pass as `after`; null when the page is empty.',
  })
  endCursor!: string | null;
}

/** The arguments every list takes. */
@ArgsType()
export class PageArgs implements PageArguments {
  @Field(() => Int, {
    nullable: true,
    description: 'How many entries, 1 to 100; 20 unless said.',
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor after which to go on. Pages by cursor stay stable while others write.',
  })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The number of the page, from 1, for those who count pages. Not with first or after.',
  })
  page?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many entries a counted page has, 1 to 100; 20 unless said.',
  })
  limit?: number | null;
}

/** The edge and connection classes of a list of `node`, named after it. */
export function connectionTypes<Node extends object>(node: ClassType<Node>, name: string) {
  @ObjectType(`${name}Edge`, { description: `One entry in a list of type ${name}.` })
  abstract class NodeEdge implements Edge<Node> {
    @Field(() => String, { description: 'Marks this entry, to pass as `after`.' })
    cursor!: string;

    @Field(() => node, { description: 'The entry itself.' })
    node!: Node;
  }

  @ObjectType()
  abstract class NodeConnection implements Connection<Node> {
    @Field(() => [NodeEdge], { description: 'The entries of this page with their cursors.' })
    edges!: NodeEdge[];

    @Field(() => PageInfo, { description: 'Where this page begins and ends.' })
    pageInfo!: PageInfo;
  }
  return NodeConnection;
}

/** What the input of every mutation begins with. */
@InputType()
export abstract class MutationInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Makes the call safe to repeat: for 24 hours the same key with the same input gives the same answer and happens once. 1 to 255 characters.',
  })
  idempotencyKey?: string | null;
}
