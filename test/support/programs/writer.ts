// Run as a process of its own: starts the embedded database on the given folder and writes one row
// after another, printing each number once its commit was acknowledged.
import postgres from 'postgres';
import { startEmbedded } from '../../../src/database/index.ts';

const embedded = await startEmbedded(process.argv[2] ?? '');
const owner = postgres(embedded.ownerUrl, { max: 1 });
await owner`create table written (number int primary key)`;
for (let number = 1; ; number++) {
  await owner`insert into written values (${number})`;
  process.stdout.write(`${number}\n`);
}
