import {
  anyone,
  isFiduciary,
  isOperator,
  isPrincipal,
  or,
  type Permissions,
} from '../auth/index.ts';
import { isThisFiduciary } from '../fiduciary/index.ts';

export const erasurePermissions: Permissions = {
  Mutation: {
    erasePrincipal: or(isFiduciary, isOperator),
    requestErasure: isPrincipal,
  },
  Fiduciary: { erasureRequests: or(isThisFiduciary, isOperator) },
  ErasePrincipalPayload: { principal: anyone, withdrawn: anyone, cancelled: anyone },
  RequestErasurePayload: { record: anyone },
};
