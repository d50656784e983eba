import type { GraphQLSchema } from 'graphql';
import { buildSchema as build, type NonEmptyArray, type PubSub } from 'type-graphql';
import { auditPermissions, auditResolvers } from './audit/index.ts';
import { guard, mergePermissions } from './auth/index.ts';
import { ClientResolver, clientPermissions } from './client/index.ts';
import type { Config } from './config.ts';
import { consentPermissions, consentResolvers } from './consent/index.ts';
import { ErasureResolver, erasurePermissions } from './erasure/index.ts';
import {
  FiduciaryConnectionResolver,
  FiduciaryResolver,
  fiduciaryPermissions,
  PractitionerResolver,
} from './fiduciary/index.ts';
import { AccountResolver, DataPrincipalResolver, principalPermissions } from './principal/index.ts';
import {
  FiduciaryPurposesResolver,
  PurposeResolver,
  PurposeVersionResolver,
  purposePermissions,
} from './purpose/index.ts';
import { webhookPermissions, webhookResolvers } from './webhook/index.ts';

// biome-ignore lint/complexity/noBannedTypes: type-graphql takes classes as Function
const managerResolvers: NonEmptyArray<Function> = [
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
  ...auditResolvers,
  ...webhookResolvers,
];

/** Which rule guards which field of the schema. */
export const permissions = mergePermissions(
  fiduciaryPermissions,
  clientPermissions,
  purposePermissions,
  principalPermissions,
  consentPermissions,
  erasurePermissions,
  auditPermissions,
  webhookPermissions,
);

/** type-graphql asks for one; every subscription here brings its own stream from the log. */
const unused: PubSub = {
  publish() {},
  subscribe() {
    throw new Error('A subscription has no stream of its own');
  },
};

/** The schema without its guard: what is emitted and generated from. */
export function buildOpenSchema(_options: { role: Config['role'] }): Promise<GraphQLSchema> {
  return build({ resolvers: managerResolvers, validate: false, pubSub: unused });
}

/** The schema that both transports serve, each field behind its rule. */
export async function buildSchema(options: { role: Config['role'] }): Promise<GraphQLSchema> {
  return guard(await buildOpenSchema(options), permissions);
}
