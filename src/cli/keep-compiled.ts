import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * Keeps what V8 makes of each file beside what was built, where only who builds it writes; a folder that
 * cannot be written is done without.
 */
export function keepCompiled(): void {
  const isBuilt = import.meta.filename.endsWith('.js');
  if (isBuilt) enableCompileCache(join(import.meta.dirname, 'compiled'));
}
