/** The limit as we know it: the same, with requests of one moment sharing a statement. */
import { createServer } from 'node:http';
import postgres from 'postgres';
import { judge, type Row } from './answer.ts';

const { DATABASE_URL = '', FIDUCIARY = '', HOST, PORT } = process.env;
const sql = postgres(DATABASE_URL, { max: 10 });

interface Waiting {
  id: string;
  resolve(row: Row | undefined): void;
  reject(error: unknown): void;
}

let waiting: Waiting[] = [];
let running = 0;

function find(id: string): Promise<Row | undefined> {
  return new Promise((resolve, reject) => {
    waiting.push({ id, resolve, reject });
    if (waiting.length === 1) setImmediate(send);
  });
}

async function send(): Promise<void> {
  if (running >= 2 || waiting.length === 0) return;
  const batch = waiting;
  waiting = [];
  running += 1;
  try {
    const rows = await sql<Row[]>`
      select id, valid_till, grants,
        case when status in ('ACTIVE', 'PAUSED') and valid_till <= now()
          then 'EXPIRED' else status::text end as status
      from consent_artifact
      where id = any(${batch.map(({ id }) => id)}::uuid[]) and fiduciary_id = ${FIDUCIARY}`;
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const { id, resolve } of batch) resolve(byId.get(id));
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
  running -= 1;
  void send();
}

createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', async () => {
    try {
      const { id, purpose } = JSON.parse(body);
      const answer = JSON.stringify(judge(await find(id), purpose));
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(answer),
      });
      response.end(answer);
    } catch {
      response.writeHead(400).end();
    }
  });
}).listen(Number(PORT), HOST);
