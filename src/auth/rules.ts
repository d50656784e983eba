import type { Role } from './caller.ts';
import type { Context } from './context.ts';
import { allow, and, deny, not, or, rule } from './shield.ts';

export { and, deny, or };

/** A rule of the permission maps. */
export type PermissionRule = Parameters<typeof or>[number];

/**
 * Which rule guards which field: every field of every type, by name. A field that is not listed is
 * refused to everyone.
 */
export type Permissions = Record<string, Record<string, PermissionRule>>;

/** The class of rules of which one must hold; shield names only what makes them. */
const Or = or().constructor as new () => ReturnType<typeof or>;

type Predicate = (context: Context, args: object, parent: unknown) => boolean;

/** What each rule of our own asks. */
const predicates = new WeakMap<PermissionRule, Predicate>();

/** No rule: plain fields of what a guarded field returned, and what is public by intent. */
export const anyone: PermissionRule = allow;

export const isSignedIn = ruleOf('isSignedIn', ({ caller }) => caller !== null);
export const isPrincipal = ruleOf('isPrincipal', hasRole('principal'));
export const isPractitioner = ruleOf('isPractitioner', hasRole('practitioner'));
export const isFiduciary = ruleOf('isFiduciary', hasRole('fiduciary'));
export const isOperator = ruleOf('isOperator', hasRole('operator'));
export const isAuditor = ruleOf('isAuditor', hasRole('auditor'));

/**
 * The call brings a notice link's capability (`noticeToken`, as an argument or in its `input`).
 * That the token is genuine and names this request is for the command to find out: a forged one is
 * answered like an unknown request, not like a missing permission.
 */
export const bearsNoticeLink = ruleOf('bearsNoticeLink', (_context, args) => {
  const { noticeToken, input } = args as {
    noticeToken?: unknown;
    input?: { noticeToken?: unknown };
  };
  return typeof (noticeToken ?? input?.noticeToken) === 'string';
});

/** How a rule reads in the table of permissions: `isPrincipal or bearsNoticeLink`. */
export function ruleName(permission: PermissionRule): string {
  if (!('getRules' in permission)) return permission.name;
  if (permission === anyone) return 'anyone';
  if (permission === deny) return 'deny';
  const names = permission.getRules().map(ruleName);
  if (permission instanceof and().constructor) return names.join(' and ');
  if (permission instanceof Or) return names.join(' or ');
  if (permission instanceof not(deny).constructor) return `not ${names[0]}`;
  return `${permission.constructor.name}(${names.join(', ')})`;
}

/**
 * A rule of a domain's own. It is judged anew for every field, alias and event: a remembered
 * verdict answered `y` with `x`'s in `{ x: consent(id: 1) y: consent(id: 2) }`, and a live stream
 * was never asked again.
 */
export function ruleOf(name: string, holds: Predicate): PermissionRule {
  const made = rule(name, { cache: 'no_cache' })((parent, args, context) =>
    holds(context, args, parent),
  );
  predicates.set(made, holds);
  return made;
}

/**
 * Whether a rule lets this in for certain, which is found out without a promise: shield makes several
 * for each rule. False says nothing: shield then judges, and refuses in its own words.
 */
export function surelyHolds(
  permission: PermissionRule,
  context: Context,
  args: object,
  parent: unknown,
): boolean {
  const holds = predicates.get(permission);
  if (holds) return holds(context, args, parent);
  if (!(permission instanceof Or)) return false;
  for (const one of permission.getRules()) {
    if (surelyHolds(one, context, args, parent)) return true;
  }
  return false;
}

function hasRole(role: Role): (context: Context) => boolean {
  return ({ caller }) => caller?.roles.has(role) ?? false;
}
