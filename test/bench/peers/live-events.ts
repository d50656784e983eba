import { randomBytes } from 'node:crypto';

/** The same event as ours, made here when the benchmark says so. */
export interface LiveEvent {
  cursor: string;
  action: string;
  status: string;
  at: string;
}

export function onEvent(listener: (event: LiveEvent) => void): void {
  process.on('message', (message) => {
    if (message !== 'event') return;
    const cursor = randomBytes(37).toString('base64url');
    listener({ cursor, action: 'WITHDRAW', status: 'WITHDRAWN', at: new Date().toISOString() });
  });
}

export const typeDefs = /* GraphQL */ `
  type ConsentStatusEvent {
    cursor: String!
    action: String!
    status: String
    at: String!
  }

  type Query {
    nothing: Boolean
  }

  type Subscription {
    consentStatusChanged: ConsentStatusEvent!
  }
`;
