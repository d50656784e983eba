import {
  anyone,
  isFiduciary,
  isOperator,
  isSignedIn,
  or,
  type Permissions,
} from '../auth/index.ts';

const keeper = or(isFiduciary, isOperator);

export const clientPermissions: Permissions = {
  Query: { clients: keeper },
  Mutation: {
    createClient: isOperator,
    rotateClientSecret: keeper,
    revokeClient: keeper,
    revokeToken: isSignedIn,
  },
  Client: {
    id: anyone,
    role: anyone,
    name: anyone,
    createdAt: anyone,
    previousSecretUntil: anyone,
    revokedAt: anyone,
    fiduciary: anyone,
  },
  ClientSecretPayload: { client: anyone, clientSecret: anyone },
  ClientPayload: { client: anyone },
  RevokeTokenPayload: { expiresAt: anyone },
};
