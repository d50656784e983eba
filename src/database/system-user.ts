import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { DatabaseProblem } from './problem.ts';

/** The user that PostgreSQL's programs run as; empty: the one that this process runs as. */
export interface SystemUser {
  uid?: number;
  gid?: number;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * PostgreSQL refuses to run as root, so root (CI, containers) lends it another user: one with an
 * entry in the user database, since initdb looks its own name up.
 *
 * @throws DatabaseProblem when this process is root and the machine has no user to lend.
 */
export function lentUser(): SystemUser {
  if (!isRoot()) return {};
  for (const name of ['postgres', 'nobody', 'daemon']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid && gid !== undefined) return { uid, gid };
  }
  throw new DatabaseProblem(
    'the embedded PostgreSQL cannot run as root, and this machine has no user postgres, nobody or ' +
      'daemon to run it as: set DATABASE_URL, or start as another user',
  );
}

/** Root goes on as the user that the data belongs to, whoever started on it first. */
export function ownerOf(folder: string): SystemUser {
  if (!isRoot()) return {};
  const { uid, gid } = statSync(folder);
  return { uid, gid };
}

/** Whether that user can enter and read a folder: all its parents have to let them through. */
export function canEnter(folder: string, user: SystemUser): boolean {
  const tried = spawnSync('/bin/sh', ['-c', 'cd "$0" && ls . >/dev/null', folder], {
    ...user,
    cwd: '/',
    stdio: 'ignore',
  });
  return tried.status === 0;
}

function idOf(option: '-u' | '-g', name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [option, name], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
}
