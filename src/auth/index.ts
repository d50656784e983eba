export { type Caller, isRole, type Role, roles } from './caller.ts';
export { type Connection, type Context, type LoaderCache, loader } from './context.ts';
export { type FieldRule, guard, mergePermissions, ruleTable } from './guard.ts';
export {
  and,
  anyone,
  bearsNoticeLink,
  isAuditor,
  isFiduciary,
  isOperator,
  isPractitioner,
  isPrincipal,
  isSignedIn,
  or,
  type PermissionRule,
  type Permissions,
  ruleName,
  ruleOf,
} from './rules.ts';
