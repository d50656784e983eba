export {
  type Authenticator,
  openAuthenticator,
  unauthenticated,
} from './authenticate.ts';
export { type Authority, openAuthority } from './authority.ts';
export { type Caller, isRole, type Role, roles } from './caller.ts';
export {
  type ClientOf,
  type ClientRole,
  createClient,
  revokeClient,
  rotateClientSecret,
} from './clients.ts';
export { type Connection, type Context, loader, publicContext } from './context.ts';
export {
  type DevelopmentClaims,
  developmentIssuer,
  openDevelopmentIssuer,
} from './development.ts';
export { untilExpiry } from './expiry.ts';
export { guard, mergePermissions, ruleTable } from './guard.ts';
export { signLink, verifyLink } from './link.ts';
export { keepAuthorized } from './live.ts';
export { issueToken, OAuthError } from './oauth.ts';
export { oauthRoutes } from './oauth-routes.ts';
export { revokeToken } from './revoke-token.ts';
export {
  anyone,
  bearsNoticeLink,
  isAuditor,
  isFiduciary,
  isOperator,
  isPractitioner,
  isPrincipal,
  isSignedIn,
  or,
  type Permissions,
  ruleOf,
} from './rules.ts';
export { callerStands, type Standing, standingOf } from './standing.ts';
