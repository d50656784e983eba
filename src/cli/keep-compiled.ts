import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * Keeps what V8 makes of each file beside the installed packages, where only who installs them writes;
 * a folder that cannot be written is done without.
 */
export function keepCompiled(): void {
  enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/compiled'));
}
