import { anyone, isOperator, type Permissions } from '../auth/index.ts';

/** What both roles of the program share. Messages bring their own proof of who sent them. */
export const keysPermissions: Permissions = {
  Mutation: { rotateExchangeKeys: isOperator },
  KeysPayload: { sequence: anyone },
  MessageAnswer: { answer: anyone, duplicate: anyone },
};
