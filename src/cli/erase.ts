import { readFile } from 'node:fs/promises';
import 'reflect-metadata';
import type { Config } from '../config.ts';
import { connectorPeople, eraseNamed } from '../connector/index.ts';
import {
  type Erased,
  eraseRecord,
  exportErasures,
  type People,
  principals,
  replayErasures,
} from '../erasure/index.ts';
import type { Platform } from '../platform.ts';
import { knownRecord } from '../principal/index.ts';
import { argumentsOf, UsageProblem } from './arguments.ts';
import { besideServer } from './beside.ts';

type Opened = Pick<Platform, 'database' | 'vault'>;

/**
 * Erases people beside a running server, which is told through the log within a second. A manager's
 * records are named by their ids, or by a fiduciary's own user id; a connector's people as its own
 * systems name them.
 *
 * @throws UsageProblem for arguments without sense
 */
export async function eraseBeside(config: Config, args: string[]): Promise<void> {
  const { positionals: ids, values } = argumentsOf(args, {
    fiduciary: { type: 'string' },
    user: { type: 'string', multiple: true },
    list: { type: 'boolean' },
    replay: { type: 'string' },
  });
  const { fiduciary, user: users = [], list, replay } = values;
  const isConnector = config.role === 'connector';
  const people = isConnector ? connectorPeople : principals;
  if (isConnector && (fiduciary !== undefined || ids.length > 0)) {
    throw new UsageProblem('a connector erases by --user alone');
  }
  if (!isConnector && (fiduciary === undefined) !== (users.length === 0)) {
    throw new UsageProblem('--user and --fiduciary go together');
  }
  if (!list && replay === undefined && ids.length + users.length === 0) {
    throw new UsageProblem(
      'erase takes ids of records, --fiduciary and --user, --list or --replay',
    );
  }
  await besideServer(config, async (opened) => {
    if (replay !== undefined) return eraseAgain(opened, people, replay);
    if (list) return void process.stdout.write(await exportErasures(opened));
    if (isConnector) return erasePeople(opened, users);
    const named = await Promise.all(users.map((user) => recordOf(opened, fiduciary ?? '', user)));
    await eraseEach(opened, [...ids, ...named]);
  });
}

async function recordOf(opened: Opened, fiduciary: string, user: string): Promise<string> {
  const record = await knownRecord(opened, opened.database.db, fiduciary, user);
  if (!record) throw new Error('this data fiduciary has no record under such a user id');
  return record.id;
}

async function eraseEach(opened: Opened, ids: string[]): Promise<void> {
  let unknown = 0;
  for (const [index, id] of ids.entries()) {
    const erased = await eraseRecord(opened, id);
    if (!erased) unknown += 1;
    process.stdout.write(`${index + 1} of ${ids.length}: ${told(id, erased)}\n`);
  }
  if (unknown > 0) throw new Error(`${unknown} of these records are unknown`);
}

async function erasePeople(opened: Opened, users: string[]): Promise<void> {
  for (const [index, user] of users.entries()) {
    const { sourceRecords, importedRecords, stoppedExchanges } = await eraseNamed(opened, user);
    process.stdout.write(
      `${index + 1} of ${users.length}: erased; for export: ${sourceRecords}, ` +
        `imported: ${importedRecords}, exchanges stopped: ${stoppedExchanges}\n`,
    );
  }
}

async function eraseAgain(opened: Opened, people: People, file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const erased = await replayErasures(opened, people, text, ({ done, total }) => {
    process.stdout.write(`${done} of ${total} erased again\n`);
  });
  if (erased === 0) process.stdout.write('everybody on the list is erased already\n');
}

function told(id: string, erased: Erased | undefined): string {
  if (!erased) return `${id} is unknown`;
  const { withdrawn, cancelled } = erased;
  return `${id} is erased; consents withdrawn: ${withdrawn}, requests cancelled: ${cancelled}`;
}
