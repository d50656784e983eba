import { anyone, isOperator, isPrincipal, or, type Permissions } from '../auth/index.ts';

export const oversightPermissions: Permissions = {
  DataPrincipal: { accesses: or(isPrincipal, isOperator) },
  Consent: { validations: anyone },
  Access: { what: anyone, reader: anyone, times: anyone, readAt: anyone },
  AccessConnection: { edges: anyone, pageInfo: anyone },
  AccessEdge: { cursor: anyone, node: anyone },
  ValidationCount: { day: anyone, asked: anyone, valid: anyone },
};
