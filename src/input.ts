import { z } from 'zod';
import { badInput, type FieldProblem, refuse } from './errors.ts';

/**
 * The input as its schema gives it back.
 *
 * @param under what the paths of the fields begin with, when the input is part of a larger one
 * @throws `BAD_USER_INPUT` that names every field at fault by its path, and never repeats its value.
 */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  under = '',
): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields: FieldProblem[] = result.error.issues.map((issue) => ({
    field: under + issue.path.join('.') || 'input',
    message: issue.message,
  }));
  const [first] = fields;
  throw refuse('BAD_USER_INPUT', `${first?.field}: ${first?.message}`, { fields });
}

/** Text kept as it was written: any characters that UTF-8 and PostgreSQL can hold, `least` to `most` of them. */
export function text(most: number, least = 1) {
  return z
    .string()
    .min(least, least === 1 ? 'This may not be empty.' : `This has at least ${least} characters.`)
    .max(most, `This has at most ${most} characters.`)
    .refine(isStorable, unstorable);
}

export function whole(least: number, most: number) {
  const message = `This is a whole number from ${least} to ${most}.`;
  return z.int(message).min(least, message).max(most, message);
}

/** An absolute http or https address of at most 2,048 characters. */
export function webAddress() {
  return text(2048).refine((value) => {
    if (!URL.canParse(value)) return false;
    const { protocol, username, password } = new URL(value);
    return (protocol === 'https:' || protocol === 'http:') && !username && !password;
  }, 'This is an address that starts with https:// or http://.');
}

export function emailAddress() {
  return z.email('This is an e-mail address.').max(254, 'This has at most 254 characters.');
}

/** A JSON object of at most `most` bytes once written. */
export function jsonObject(most: number) {
  return z
    .unknown()
    .refine(isWrittenAsRead, 'No number is beyond all bounds, and no key is __proto__.')
    .pipe(
      z
        .record(z.string(), z.unknown(), 'This is a JSON object.')
        .refine((value) => !isNestedDeeper(value, deepestJson), {
          message: `This is nested at most ${deepestJson} levels deep.`,
          abort: true,
        })
        .refine((value) => unstorableText(value) === undefined, unstorable)
        .refine(
          (value) => Buffer.byteLength(JSON.stringify(value)) <= most,
          `This has at most ${most} bytes as JSON.`,
        ),
    );
}

/** What a caller may leave out; null and absent are the same. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? null);
}

/** A list of different values. */
export function listOf<Schema extends z.ZodType<string>>(
  item: Schema,
  least: number,
  most: number,
) {
  const message = `This has ${least} to ${most} entries.`;
  return z
    .array(item)
    .min(least, message)
    .max(most, message)
    .refine((list) => new Set(list).size === list.length, 'No entry may come twice.');
}

export function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0');
}

/**
 * @throws `BAD_USER_INPUT` naming the text in an input that UTF-8 and PostgreSQL cannot hold, wherever
 * it lies
 */
export function refuseUnstorable(input: object): void {
  const field = unstorableText(input);
  if (field !== undefined) throw badInput(field, unstorable);
}

const unstorable = 'This holds a NUL character or half of a surrogate pair.';
const deepestJson = 100;

/** The path of the first text that cannot be stored. Walks without recursion: an input may nest deeply. */
function unstorableText(input: unknown): string | undefined {
  const open: { path: string; value: unknown }[] = [{ path: '', value: input }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { path, value } = next;
    if (typeof value === 'string' && !isStorable(value)) return path;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, item] of Object.entries(value)) {
      if (!isStorable(key)) return path;
      open.push({ path: path === '' ? key : `${path}.${key}`, value: item });
    }
  }
  return undefined;
}

/** Whether JSON would say what was sent: 1e400 becomes null, and a key `__proto__` is lost. */
function isWrittenAsRead(json: unknown): boolean {
  const open = [json];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'number' && !Number.isFinite(value)) return false;
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, '__proto__')) return false;
    for (const item of Object.values(value)) open.push(item);
  }
  return true;
}

function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isNestedDeeper(item, levels - 1));
}

/** An input without what was left out or is null, so that defaults apply. */
export function present(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value != null));
}
