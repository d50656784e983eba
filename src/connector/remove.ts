import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { notFound } from '../errors.ts';
import { checked, present, text } from '../input.ts';
import { deleteSourceRecord } from './source.ts';

const removeInput = z.object({ userId: text(255), dataType: text(100) });

/** Removes what can be exported of a person under one data type. @throws `NOT_FOUND` when there is nothing */
export async function removeSourceRecord(
  context: Context,
  input: Command['input'],
): Promise<{ dataType: string }> {
  const { userId, dataType } = checked(removeInput, present(input));
  return runCommand(context, { name: 'removeSourceRecord', input }, async (tx) => {
    if (!(await deleteSourceRecord(context.platform, tx, userId, dataType))) throw notFound();
    return { dataType };
  });
}
