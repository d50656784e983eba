import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/database/index.ts';
import {
  append,
  appendMany,
  countEntries,
  findUnsequenced,
  readEntries,
  readEntriesById,
} from '../../src/history/index.ts';
import { sequenceHistory } from '../../src/history/sequence.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { entryFor } from './support.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const sequences = (entries: { sequence: number }[]) => entries.map(({ sequence }) => sequence);

async function writeHistory(artifactId: string, length: number) {
  return database.db.transaction((tx) =>
    appendMany(
      tx,
      Array.from({ length }, (_, i) => ({ entry: entryFor(artifactId, i + 1) })),
    ),
  );
}

test('pages of many subjects come in one statement, each with its own cursor and size', async () => {
  const [a, b, nothing] = [newId(), newId(), newId()];
  const entries = await writeHistory(a, 5);
  await writeHistory(b, 3);

  const [ofA, ofNothing, ofB] = await readEntries(database.db, 'artifact', [
    { subjectId: a, limit: 2, after: entries[1]?.id },
    { subjectId: nothing, limit: 9 },
    { subjectId: b, limit: 9 },
  ]);
  expect(sequences(ofA ?? [])).toEqual([3, 4]);
  expect(ofNothing).toEqual([]);
  expect(sequences(ofB ?? [])).toEqual([1, 2, 3]);
  expect(ofA?.[0]).toEqual(entries[2]);
});

test('a history can be read from its newest entry on', async () => {
  const id = newId();
  const entries = await writeHistory(id, 5);
  const pages = [
    { subjectId: id, limit: 2 },
    { subjectId: id, limit: 9, after: entries[3]?.id },
  ];
  const [first, rest] = await readEntries(database.db, 'artifact', pages, 'NEWEST_FIRST');
  expect(sequences(first ?? [])).toEqual([5, 4]);
  expect(sequences(rest ?? [])).toEqual([3, 2, 1]);
});

test('a request’s history leads on into the consent’s', async () => {
  const [requestId, artifactId] = [newId(), newId()];
  const entry = { ...entryFor(artifactId), requestId };
  await database.db.transaction(async (tx) => {
    await append(tx, { ...entry, artifactId: null, action: 'INITIATE' });
    await append(tx, { ...entry, action: 'GRANT' });
    await append(tx, { ...entry, action: 'WITHDRAW', sequence: 2 });
  });
  const [entries] = await readEntries(database.db, 'request', [{ subjectId: requestId, limit: 9 }]);
  expect(entries?.map(({ action }) => action)).toEqual(['INITIATE', 'GRANT', 'WITHDRAW']);
});

test('an entry is in the history as soon as it is committed, without a position', async () => {
  const id = newId();
  await writeHistory(id, 1);
  expect(await readEntries(database.db, 'artifact', [{ subjectId: id, limit: 1 }])).toHaveLength(1);
});

test('entries are counted for many subjects at once', async () => {
  const [a, b, nothing] = [newId(), newId(), newId()];
  await writeHistory(a, 4);
  await writeHistory(b, 1);
  expect(await countEntries(database.db, 'artifact', [a, b, nothing])).toEqual(
    new Map([
      [a, 4],
      [b, 1],
    ]),
  );
});

test('entries are found by id, unknown ones left out', async () => {
  const [entry] = await writeHistory(newId(), 1);
  if (!entry) throw new Error('nothing was written');
  expect(await readEntriesById(database.db, [entry.id, newId()])).toEqual(
    new Map([[entry.id, entry]]),
  );
});

test('an entry that sequencing has passed by, or left for a minute, is found', async () => {
  await writeHistory(newId(), 2);
  while ((await sequenceHistory(database.sql)).sequenced > 0);
  expect(await findUnsequenced(database.db)).toEqual([]);

  const [waiting] = await writeHistory(newId(), 1);
  expect(await findUnsequenced(database.db)).toEqual([]);
  await database.clock.advance(61_000);
  expect(await findUnsequenced(database.db)).toEqual([{ id: waiting?.id, lost: false }]);

  // Nothing but a hand in the database can do this.
  await database.owner`update log_state set high = high + 100`;
  expect(await findUnsequenced(database.db)).toEqual([{ id: waiting?.id, lost: true }]);
});
