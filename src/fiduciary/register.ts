import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { newId } from '../database/index.ts';
import { checked } from '../input.ts';
import { newProfile } from './profile.ts';
import { insertFiduciary } from './store.ts';
import type { Fiduciary } from './table.ts';

/** Registers a data fiduciary. @throws `BAD_USER_INPUT` when a notice could not be made of its profile. */
export async function registerFiduciary(
  context: Context,
  input: Command['input'],
): Promise<Fiduciary> {
  const profile = checked(newProfile, input);
  return runCommand(context, { name: 'registerFiduciary', input }, (tx) =>
    insertFiduciary(tx, { id: newId(), ...profile }),
  );
}
