import postgres from 'postgres';

/** An expected failure around the database: its message is one line that a person can act on. */
export class DatabaseProblem extends Error {
  override readonly name = 'DatabaseProblem';
}

/** Puts a failure to connect into one line that names the server, never the password. */
export function connectionProblem(url: string, error: unknown): DatabaseProblem {
  return new DatabaseProblem(`cannot use the database at ${placeOf(url)}: ${reasonOf(error)}`, {
    cause: error,
  });
}

/** Host, port and database of a connection address. */
export function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed ? `${parsed.host}${parsed.pathname}` : 'an address that is not a URL';
}

function reasonOf(error: unknown): string {
  if (error instanceof postgres.PostgresError) return error.message;
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  if (error instanceof Error) return error.message;
  return String(error);
}
