import DataLoader from 'dataloader';

/** Loads rows that must exist by a key of theirs, one statement for all that one tick asks for. */
export function rowByKey<Row>(
  find: (keys: readonly string[]) => Promise<Row[]>,
  keyOf: (row: Row) => string,
): DataLoader<string, Row> {
  return new DataLoader(async (keys) => {
    const rows = new Map((await find(keys)).map((row) => [keyOf(row), row]));
    return keys.map((key) => rows.get(key) ?? new Error('A row that is referred to is missing'));
  });
}

/** Loads the rows that belong to a key, in the order the statement gives them; none is an empty list. */
export function rowsByKey<Row>(
  find: (keys: readonly string[]) => Promise<Row[]>,
  keyOf: (row: Row) => string,
): DataLoader<string, Row[]> {
  return new DataLoader(async (keys) => {
    const rows = Map.groupBy(await find(keys), keyOf);
    return keys.map((key) => rows.get(key) ?? []);
  });
}
