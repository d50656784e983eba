import { anyone, isPrincipal, type Permissions } from '../auth/index.ts';

export const principalPermissions: Permissions = {
  Query: { me: isPrincipal },
  Account: { id: anyone, records: anyone },
  DataPrincipal: {
    id: anyone,
    fiduciary: anyone,
    externalUserId: anyone,
    linkedAt: anyone,
    erasureRequestedAt: anyone,
    erasedAt: anyone,
    createdAt: anyone,
  },
};
