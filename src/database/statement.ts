import {
  type AnyColumn,
  getTableColumns,
  is,
  Param,
  Placeholder,
  type Query,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { PgTable, SelectedFieldsOrdered } from 'drizzle-orm/pg-core';
import type { Reader } from './open.ts';

/** Stand in a statement for values that are given each time it is sent. */
export type Given<Values> = { readonly [Name in keyof Values]: Placeholder };

/**
 * Sends a statement when it is called. Statements of one transaction that stand together in a
 * `Promise.all` are sent in one piece, where each otherwise waits for the answer to the one before:
 * sending them one by one was a fifth of what a write cost the server. PostgreSQL runs them one after
 * the other, in the order of the calls, and each sees what those before it did. When one fails, the
 * ones after it are refused, and its error is thrown.
 */
export type Send<Values, Rows> = (on: Reader, values: Values) => Promise<Rows>;

/** A statement of Drizzle's that is put together and not sent. */
export interface Made<Rows> {
  prepare(name: string): { getQuery(): Query };
  execute(): Promise<Rows>;
}

/**
 * A statement that Drizzle puts together once, not each time it is sent: to put it together takes
 * twenty times what Drizzle does for it otherwise, and was a fifth of what a write cost the server.
 * What Drizzle itself offers for that, `prepare`, is tied to one connection, and so of no use in a
 * transaction.
 *
 * A value meets a column's own conversion in `values` of an insert and in {@link converted};
 * elsewhere it is sent as it is, as postgres.js does by the type that PostgreSQL expects.
 *
 * @throws TypeError when it is sent with a value left undefined
 */
export function statement<Values extends object, Rows>(
  make: (on: Reader, given: Given<Values>) => Made<Rows>,
): Send<Values, Rows> {
  let kept: Kept | undefined;
  return async (on, values) => {
    kept ??= keep(make(on, given as Given<Values>));
    const { text, parameters, fields, joins } = kept;
    const params = parameters.map((parameter) => parameter(values as Readonly<Row>));
    const query = on._.session.prepareQuery({ sql: text, params }, fields, undefined, true);
    return Object.assign(query, joins).execute() as Promise<Rows>;
  };
}

/** Statements that differ in more than values: one is made, and kept, for each key. */
export function statementFor<Key, Values, Rows>(
  make: (key: Key) => Send<Values, Rows>,
): (key: Key) => Send<Values, Rows> {
  const made = new Map<Key, Send<Values, Rows>>();
  return (key) => {
    const send = made.get(key) ?? make(key);
    made.set(key, send);
    return send;
  };
}

/**
 * Inserts rows, of which every column is given but those `left` to the database. Statements are kept
 * for up to so many rows as people's own calls write; for more Drizzle makes one each time.
 */
export function insertion<Table extends PgTable, Left extends keyof Table['$inferSelect'] = never>(
  table: Table,
  ...left: Left[]
): Send<readonly Omit<Table['$inferSelect'], Left>[], unknown> {
  const columns = Object.keys(getTableColumns(table)).filter(
    (name) => !left.includes(name as Left),
  );
  const forRows = statementFor((count: number) =>
    statement<Row, unknown>((on, given) =>
      on
        .insert(table)
        .values(
          Array.from({ length: count }, (_, row) =>
            Object.fromEntries(columns.map((name) => [name, given[`${name} ${row}`]])),
          ) as never,
        ),
    ),
  );
  return (on, rows) => {
    if (rows.length > mostRows) {
      const insert = on.insert(table).values([...rows] as never);
      return insert.execute();
    }
    const values: Row = {};
    rows.forEach((row, index) => {
      for (const name of columns) values[`${name} ${index}`] = (row as Row)[name];
    });
    return forRows(rows.length)(on, values);
  };
}

/** A given value, converted as the column converts its own. */
export function converted(column: AnyColumn, value: Placeholder): SQL {
  return sql`${sql.param(value, column)}`;
}

/**
 * Whether the column is one of a given list: one statement for a list of any length. In a `select` of
 * its own PostgreSQL does not see how long the list is, and keeps one plan; otherwise it makes one
 * anew each time, which takes four times as long as what the plan does.
 */
export function isOneOf(column: AnyColumn, list: Placeholder): SQL {
  const lists = sql.raw(`${column.getSQLType()}[]`);
  return sql`${column} = any((select ${list}::${lists})::${lists})`;
}

const mostRows = 20;

type Row = Record<string, unknown>;

interface Kept {
  text: string;
  /** What each parameter is, by the values given. */
  parameters: ((values: Readonly<Row>) => unknown)[];
  fields: SelectedFieldsOrdered | undefined;
  joins: { joinsNotNullableMap?: object };
}

/** Every name stands for the value of that name. */
const given = new Proxy({}, { get: (_, name) => sql.placeholder(String(name)) });

function keep(made: Made<unknown>): Kept {
  const prepared = made.prepare('') as unknown as { getQuery(): Query } & {
    fields?: SelectedFieldsOrdered;
    joinsNotNullableMap?: object;
  };
  const { sql: text, params } = prepared.getQuery();
  const { fields, joinsNotNullableMap } = prepared;
  const joins = joinsNotNullableMap ? { joinsNotNullableMap } : {};
  return { text, parameters: params.map(parameterOf), fields, joins };
}

function parameterOf(param: unknown): (values: Readonly<Row>) => unknown {
  if (is(param, Placeholder)) return (values) => present(values, param.name);
  if (!is(param, Param) || !is(param.value, Placeholder)) return () => param;
  const { encoder } = param;
  const { name } = param.value;
  return (values) => {
    const value = present(values, name);
    return value === null ? null : encoder.mapToDriverValue(value);
  };
}

function present(values: Readonly<Row>, name: string): unknown {
  const value = values[name];
  if (value === undefined) throw new TypeError(`The value "${name}" of a statement is missing`);
  return value;
}
