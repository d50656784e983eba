/**
 * In place of what packages load for uses that nobody here makes of them: see `quick-imports.ts`.
 * Apollo names this one; it is given a schema, and makes none.
 */
export function makeExecutableSchema(): never {
  throw new Error('@graphql-tools/schema is not loaded');
}
