/**
 * In place of what packages load for uses that nobody here makes of them: see `quick-imports.ts`.
 * These two are imported by name.
 */
export function makeExecutableSchema(): never {
  throw new Error('@graphql-tools/schema is not loaded');
}

export function RRuleTemporal(): never {
  throw new Error('rrule-temporal is not loaded');
}
