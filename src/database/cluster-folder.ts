import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { nativeFolder, runNative } from './native.ts';
import { DatabaseProblem } from './problem.ts';
import { canEnter, lentUser, ownerOf, type SystemUser } from './system-user.ts';

/** Where root puts what PostgreSQL's user could not reach in place, say below /root. */
const reachable = '/var/lib';

/** A PostgreSQL cluster on disk, ready to be started. */
export interface ClusterFolder {
  /** PostgreSQL's own data folder. */
  data: string;
  /** PostgreSQL's bin, lib and share, where its user reaches them. */
  native: string;
  user: SystemUser;
  passwords: { owner: string; app: string };
}

/** The user that owns the cluster and everything in it. */
export const ownerRole = 'consentgraph_owner';

/** Finds the cluster below a data directory, or makes it. */
export async function openClusterFolder(dataDirectory: string): Promise<ClusterFolder> {
  const place = join(resolve(dataDirectory), 'postgres');
  if (!existsSync(place)) await create(place);
  const data = await fs.realpath(join(place, 'data'));
  const user = ownerOf(data);
  const passwords = JSON.parse(await fs.readFile(join(place, 'passwords.json'), 'utf8'));
  return { data, native: await reachableNative(dirname(data), user), user, passwords };
}

/**
 * The cluster is made aside and renamed into place, so that a kill halfway leaves no half of one,
 * and of two first starts at once one wins.
 */
async function create(place: string): Promise<void> {
  const user = lentUser();
  await fs.mkdir(dirname(place), { recursive: true, mode: 0o755 });
  const aside = await fs.mkdtemp(`${place}-new-`);
  await fs.chmod(aside, 0o755);
  let home = aside;
  try {
    if (!canEnter(aside, user)) home = await elsewhere(aside);
    const passwords = { owner: password(), app: password() };
    await fs.writeFile(join(aside, 'passwords.json'), JSON.stringify(passwords), { mode: 0o600 });
    await initialise(home, user, passwords.owner);
    await fs.rename(aside, place);
  } catch (error) {
    for (const made of [aside, home]) await fs.rm(made, { recursive: true, force: true });
    if (!existsSync(place)) throw error;
  }
}

async function elsewhere(aside: string): Promise<string> {
  const home = await fs.mkdtemp(join(reachable, 'consentgraph-'));
  await fs.chmod(home, 0o755);
  await fs.symlink(join(home, 'data'), join(aside, 'data'));
  return home;
}

async function initialise(home: string, user: SystemUser, ownerPassword: string): Promise<void> {
  const data = join(home, 'data');
  const passwordFile = join(home, 'owner-password');
  await fs.mkdir(data, { mode: 0o700 });
  await fs.writeFile(passwordFile, ownerPassword, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) {
    await fs.chown(data, user.uid, user.gid);
    await fs.chown(passwordFile, user.uid, user.gid);
  }
  const native = await reachableNative(home, user);
  const { code, output } = await runNative(
    native,
    'initdb',
    [
      ...['--pgdata', data, '--username', ownerRole, '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--data-checksums', '--no-instructions'],
      // The built-in locale sorts alike on every machine, whatever its C library.
      ...['--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ],
    user,
  );
  await fs.rm(passwordFile);
  if (code !== 0) {
    throw new DatabaseProblem(
      `the embedded PostgreSQL cannot be set up: ${lastLine(output)}; set DATABASE_URL to use another`,
    );
  }
}

/** Where PostgreSQL is installed, or a copy beside the data when its user cannot go there. */
async function reachableNative(home: string, user: SystemUser): Promise<string> {
  const installed = nativeFolder();
  if (canEnter(installed, user)) return installed;
  const copy = join(home, 'native');
  if (existsSync(copy)) return copy;
  const aside = await fs.mkdtemp(`${copy}-new-`);
  await fs.chmod(aside, 0o755);
  await fs.cp(installed, aside, { recursive: true, verbatimSymlinks: true });
  await fs.rename(aside, copy).catch(async (error) => {
    await fs.rm(aside, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  });
  return copy;
}

function password(): string {
  return randomBytes(24).toString('base64url');
}

function lastLine(output: string): string {
  return output.split('\n').at(-1) ?? '';
}
