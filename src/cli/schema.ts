import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildOpenSchema } from '../schema.ts';

/** Writes the schema as clients see it, one file a role of this program. */
export async function emitSchema(folder = 'schema'): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const role of ['manager', 'connector'] as const) {
    const schema = lexicographicSortSchema(await buildOpenSchema({ role }));
    await writeFile(join(folder, `${role}.graphql`), `${printSchema(schema)}\n`);
  }
}
