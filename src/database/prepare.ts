import type { Sql } from './open.ts';

type Run = (text: string, values?: unknown[], options?: object) => unknown;
type Begin = (...given: unknown[]) => unknown;
type Work = (client: object) => unknown;

/** Statements kept on each connection: PostgreSQL holds the plan of each in memory. */
const mostStatements = 500;
/** A list of values in a statement makes another statement of each length. */
const mostValues = 40;

/**
 * The client for Drizzle, which has every statement parsed and planned anew, in two round trips. Here
 * those that come again are prepared once a connection, as postgres.js does by itself with its own,
 * and take one.
 */
export function preparing(sql: Sql): Sql {
  const known = new Set<string>();

  function prepares(text: string, values: readonly unknown[]): boolean {
    if (values.length > mostValues) return false;
    // Only what has no values can be several statements in one.
    if (values.length === 0 && !text.startsWith('select ')) return false;
    if (known.has(text)) return true;
    if (known.size >= mostStatements) return false;
    known.add(text);
    return true;
  }

  /** The pool, or within `begin` and `savepoint` the connection of that transaction. */
  function prepared<Client extends object>(client: Client): Client {
    return new Proxy(client, {
      get(_, name) {
        const own: unknown = Reflect.get(client, name);
        if (name === 'unsafe') {
          return (text: string, values: unknown[] = [], options: object = {}) => {
            const prepare = prepares(text, values);
            // Without values postgres.js would send the text alone, to be parsed and planned.
            return (own as Run)(text, values, {
              ...options,
              prepare,
              ...(prepare && { simple: false }),
            });
          };
        }
        if (name !== 'begin' && name !== 'savepoint') return own;
        return (...given: unknown[]) => {
          const work = given.pop() as Work;
          return (own as Begin)(...given, (inner: object) => work(prepared(inner)));
        };
      },
    });
  }

  return prepared(sql);
}
