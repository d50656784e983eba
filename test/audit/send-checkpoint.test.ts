import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claimedSize } from '../../src/audit/checkpoint.ts';
import { keepCheckpoint } from '../../src/audit/outside.ts';
import { loadConfig } from '../../src/config.ts';
import { newId } from '../../src/database/index.ts';
import { openTestVault } from '../history/support.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { writeEntries } from './log.ts';

let database: TestDatabase;
let server: Parameters<typeof keepCheckpoint>[0];
let answer: (response: ServerResponse, request: IncomingMessage) => void;
let received: { method: string | undefined; headers: IncomingMessage['headers']; body: string }[];
const safe = createServer(async (request, response) => {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  received.push({ method: request.method, headers: request.headers, body });
  answer(response, request);
});

beforeEach(async () => {
  received = [];
  answer = (response) => response.writeHead(204).end();
  safe.listen(0, '127.0.0.1');
  await once(safe, 'listening');
  database = await createDatabase();
  const config = loadConfig({
    NODE_ENV: 'test',
    CMS_BASE_URL: 'https://consent.example',
    AUDIT_CHECKPOINT_URL: `http://127.0.0.1:${(safe.address() as AddressInfo).port}/checkpoints`,
    AUDIT_CHECKPOINT_TOKEN: 'a token of the safe',
  });
  const vault = await openTestVault(database);
  server = { database, vault, config, log: pino({ level: 'silent' }) };
  await writeEntries(database, 5, newId());
});
afterEach(async () => {
  safe.closeAllConnections();
  safe.close();
  await database.drop();
});

const sizes = () => received.map(({ body }) => claimedSize(body));

describe('a checkpoint that is sent outside', () => {
  test('comes as it was signed, once for each growth of the log', async () => {
    await keepCheckpoint(server);
    await keepCheckpoint(server);
    await writeEntries(database, 2, newId());
    await keepCheckpoint(server);
    expect(sizes()).toEqual([5, 7]);
    expect(received[0]).toMatchObject({
      method: 'POST',
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        authorization: 'Bearer a token of the safe',
      },
    });
    const [row] = await database.sql`select note from log_checkpoint where size = 5`;
    expect(received[0]?.body).toBe(row?.note);
  });

  test('is sent again until it is taken', async () => {
    answer = (response) => response.writeHead(503).end();
    await expect(keepCheckpoint(server)).rejects.toThrow(/was not taken by .*: it answered 503$/);
    answer = (response) => response.writeHead(200).end('kept');
    await keepCheckpoint(server);
    await keepCheckpoint(server);
    expect(sizes()).toEqual([5, 5]);
  });

  test('follows no redirect', async () => {
    answer = (response) => response.writeHead(307, { location: '/elsewhere' }).end();
    await expect(keepCheckpoint(server)).rejects.toThrow();
    expect(received).toHaveLength(1);
  });

  test('is given up when the server stops', async () => {
    const stopping = new AbortController();
    answer = () => stopping.abort(new Error('stopping'));
    await expect(keepCheckpoint(server, stopping.signal)).rejects.toThrow('stopping');
  });
});
