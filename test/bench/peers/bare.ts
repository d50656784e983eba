/** The limit as people write it: `node:http` and postgres.js, one statement a request. */
import { createServer } from 'node:http';
import postgres from 'postgres';
import { findConsent, judge } from './answer.ts';

const { DATABASE_URL = '', FIDUCIARY = '', HOST, PORT } = process.env;
const sql = postgres(DATABASE_URL, { max: 10 });

createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', async () => {
    try {
      const { id, purpose } = JSON.parse(body);
      const [row] = await findConsent(sql, FIDUCIARY, id);
      const answer = JSON.stringify(judge(row, purpose));
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
