import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { checked, jsonObject, present, text } from '../input.ts';
import { keepSourceRecord } from './source.ts';

const recordInput = z.object({
  userId: text(255),
  dataType: text(100),
  data: z.unknown(),
});
const wrapped = z.object({ data: jsonObject(65_536) });

/** Keeps what can be exported of a person under one data type. @throws `BAD_USER_INPUT` */
export async function putSourceRecord(
  context: Context,
  input: Command['input'],
): Promise<{ dataType: string }> {
  const asked = checked(recordInput, present(input));
  checked(wrapped, { data: { data: asked.data } });
  return runCommand(context, { name: 'putSourceRecord', input }, async (tx) => {
    await keepSourceRecord(context.platform, tx, asked as Required<typeof asked>);
    return { dataType: asked.dataType };
  });
}
