export {
  type Authenticator,
  type AuthenticatorOptions,
  openAuthenticator,
  unauthenticated,
} from './authenticate.ts';
export { type Authority, type AuthorityOptions, openAuthority } from './authority.ts';
export { type Caller, isRole, type Role, roles } from './caller.ts';
export {
  type ClientCredentials,
  type ClientOf,
  type ClientRole,
  createClient,
  type NewClient,
  revokeClient,
  rotateClientSecret,
} from './clients.ts';
export { type Connection, type Context, type LoaderCache, loader } from './context.ts';
export {
  type DevelopmentClaims,
  type DevelopmentIssuer,
  developmentIssuer,
  openDevelopmentIssuer,
} from './development.ts';
export { untilExpiry } from './expiry.ts';
export { type FieldRule, guard, mergePermissions, ruleTable } from './guard.ts';
export { type NoticeLink, signLink, verifyLink } from './link.ts';
export { keepAuthorized } from './live.ts';
export { type AccessToken, issueToken, OAuthError, type OAuthErrorCode } from './oauth.ts';
export { type OAuthRoutesOptions, oauthRoutes } from './oauth-routes.ts';
export { revokeToken, type TokenName } from './revoke-token.ts';
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
export { callerStands, type Standing, standingOf } from './standing.ts';
