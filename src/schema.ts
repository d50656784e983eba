import type { GraphQLSchema } from 'graphql';
import {
  buildSchema as build,
  getMetadataStorage,
  type NonEmptyArray,
  type PubSub,
} from 'type-graphql';
import { auditPermissions, auditResolvers } from './audit/index.ts';
import { guard, mergePermissions, type Permissions } from './auth/index.ts';
import { ClientResolver, clientPermissions } from './client/index.ts';
import type { Config } from './config.ts';
import { connectorPermissions, connectorResolvers } from './connector/index.ts';
import { consentPermissions, consentResolvers } from './consent/index.ts';
import { ErasureResolver, erasurePermissions } from './erasure/index.ts';
import { exchangePermissions, exchangeResolvers } from './exchange/index.ts';
import {
  FiduciaryConnectionResolver,
  FiduciaryResolver,
  fiduciaryPermissions,
  PractitionerResolver,
} from './fiduciary/index.ts';
import { callDirectly } from './graphql/direct.ts';
import { KeysResolver, keysPermissions } from './message/index.ts';
import {
  AccessResolver,
  oversightPermissions,
  ValidationCountResolver,
} from './oversight/index.ts';
import { ParticipantResolver, participantPermissions } from './participant/index.ts';
import { AccountResolver, DataPrincipalResolver, principalPermissions } from './principal/index.ts';
import {
  FiduciaryPurposesResolver,
  PurposeResolver,
  PurposeVersionResolver,
  purposePermissions,
} from './purpose/index.ts';
import { webhookPermissions, webhookResolvers } from './webhook/index.ts';

// biome-ignore lint/complexity/noBannedTypes: type-graphql takes classes as Function
type Resolvers = NonEmptyArray<Function>;

const managerResolvers: Resolvers = [
  FiduciaryResolver,
  FiduciaryConnectionResolver,
  PractitionerResolver,
  PurposeResolver,
  PurposeVersionResolver,
  FiduciaryPurposesResolver,
  ClientResolver,
  AccountResolver,
  DataPrincipalResolver,
  ...consentResolvers,
  ErasureResolver,
  AccessResolver,
  ValidationCountResolver,
  ...auditResolvers,
  ...webhookResolvers,
  KeysResolver,
  ParticipantResolver,
  ...exchangeResolvers,
];

/** Which rule guards which field of the manager's schema. */
export const permissions = mergePermissions(
  fiduciaryPermissions,
  clientPermissions,
  purposePermissions,
  principalPermissions,
  consentPermissions,
  erasurePermissions,
  oversightPermissions,
  auditPermissions,
  webhookPermissions,
  keysPermissions,
  participantPermissions,
  exchangePermissions,
);

/** What each role of the program serves, and to whom. */
const roles: Record<Config['role'], { resolvers: Resolvers; permissions: Permissions }> = {
  manager: { resolvers: managerResolvers, permissions },
  connector: {
    resolvers: [KeysResolver, ...connectorResolvers],
    permissions: mergePermissions(keysPermissions, connectorPermissions),
  },
};

/** type-graphql asks for one; every subscription here brings its own stream from the log. */
const unused: PubSub = {
  publish() {},
  subscribe() {
    throw new Error('A subscription has no stream of its own');
  },
};

/** The schema without its guard: what is emitted and generated from. */
export async function buildOpenSchema({ role }: { role: Config['role'] }): Promise<GraphQLSchema> {
  const { resolvers } = roles[role];
  readPropertiesDirectly();
  // Without this, every type that any resolver of the program knows would be in every schema.
  const schema = await build({ resolvers, orphanedTypes: [], validate: false, pubSub: unused });
  describeRoots(schema);
  callDirectly(schema, resolvers);
  return schema;
}

/**
 * Fields without a method of their own are properties, which graphql-js reads by itself: the
 * functions that type-graphql puts around each of them would cost as much as a small query does.
 */
function readPropertiesDirectly(): void {
  for (const field of getMetadataStorage().fields) field.simple ??= field.schemaName === field.name;
}

/** type-graphql makes these three itself, without a word about them. */
function describeRoots(schema: GraphQLSchema): void {
  const roots = [
    [schema.getQueryType(), 'What can be read.'],
    [
      schema.getMutationType(),
      'What can be done. Each takes one input and answers with a payload.',
    ],
    [schema.getSubscriptionType(), 'What can be watched live, over WebSocket.'],
  ] as const;
  for (const [type, description] of roots) if (type) type.description = description;
}

/** The schema that both transports serve, each field behind its rule. */
export async function buildSchema(options: { role: Config['role'] }): Promise<GraphQLSchema> {
  return guard(await buildOpenSchema(options), roles[options.role].permissions);
}
