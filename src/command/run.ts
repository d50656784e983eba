import { deserialize, serialize } from 'node:v8';
import { eq, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import { consentNow, converted, type Given, statement, type Tx } from '../database/index.ts';
import { refuse } from '../errors.ts';
import { checked, refuseUnstorable, text } from '../input.ts';
import type { Platform } from '../platform.ts';
import { canonicalJson, seal, unseal } from '../vault/index.ts';
import { rememberedCallTable as calls } from './table.ts';

const keySchema = z.object({ idempotencyKey: text(255) });

export interface Command {
  /** The operation's name: a key that came under one name is not good for another. */
  name: string;
  /** What was asked, as JSON. Its `idempotencyKey`, 1 to 255 characters, is remembered for 24 hours. */
  input: { idempotencyKey?: string | null | undefined };
  /** Who holds the keys when nobody is signed in: the request whose notice link was used. */
  bearerOf?: string;
}

/**
 * Runs a command in one transaction and, once it is committed, has its history entries sequenced.
 * With an idempotency key it happens at most once for each caller: a repeat, even one that overlaps,
 * is given the first answer.
 *
 * @throws `IDEMPOTENCY_KEY_REUSED` when the key came before with another input; `BAD_USER_INPUT` for
 * a key that is empty or too long, and for text that cannot be stored; whatever `work` throws, with nothing written.
 */
export async function runCommand<Answer>(
  context: Context,
  command: Command,
  work: (tx: Tx) => Promise<Answer>,
): Promise<Answer> {
  const { platform } = context;
  refuseUnstorable(command.input);
  const { idempotencyKey, ...asked } = command.input;
  const answer = await platform.database.db.transaction((tx) => {
    if (idempotencyKey == null) return work(tx);
    checked(keySchema, { idempotencyKey });
    const holder = command.bearerOf ? ['link', command.bearerOf] : callerIdentity(context);
    const call = platform.vault.fingerprint(canonicalJson([...holder, idempotencyKey]));
    const input = platform.vault.fingerprint(canonicalJson([command.name, plain(asked)]));
    return once(platform, tx, call, input, work);
  });
  platform.history.wake();
  return answer;
}

/** Inputs come as instances of their GraphQL classes, nested ones too; only what they say counts. */
function plain(input: object): unknown {
  return JSON.parse(JSON.stringify(input));
}

/** Forgets the calls whose day is over. Returns how many. */
export async function forgetCalls(platform: Platform): Promise<number> {
  const gone = await platform.database.db
    .delete(calls)
    .where(lt(calls.createdAt, dayAgo))
    .returning({ call: calls.call });
  return gone.length;
}

/** The clients of one fiduciary share its keys, so that a retry may come from another machine. */
function callerIdentity({ caller }: Context): string[] {
  if (!caller) return ['anonymous'];
  if (caller.roles.has('fiduciary') && caller.fiduciaryId) return ['fiduciary', caller.fiduciaryId];
  return ['subject', caller.issuer, caller.subject];
}

async function once<Answer>(
  { vault }: Platform,
  tx: Tx,
  call: Buffer,
  input: Buffer,
  work: (tx: Tx) => Promise<Answer>,
): Promise<Answer> {
  const place = `remembered_call.answer:${call.toString('hex')}`;
  // A repeat that overlaps waits here until the first call commits or rolls back.
  const [first] = await remember(tx, { call, input });
  if (!first) {
    const [known] = await tx.select().from(calls).where(eq(calls.call, call));
    if (!known?.input.equals(input)) {
      throw refuse(
        'IDEMPOTENCY_KEY_REUSED',
        'This idempotency key came before with another input. Use a new key for a new call.',
      );
    }
    if (!known.answer) throw new Error('A remembered call has no answer');
    return deserialize(unseal(vault.systemKey, place, known.answer));
  }
  const answer = await work(tx);
  await keepAnswer(tx, { call, answer: seal(vault.systemKey, place, serialize(answer)) });
  return answer;
}

const dayAgo = sql`${consentNow} - interval '24 hours'`;

const remember = statement((on, { call, input }: Given<{ call: Buffer; input: Buffer }>) =>
  on
    .insert(calls)
    .values({ call, input, createdAt: consentNow })
    .onConflictDoUpdate({
      target: calls.call,
      set: { input: converted(calls.input, input), answer: null, createdAt: consentNow },
      setWhere: lt(calls.createdAt, dayAgo),
    })
    .returning({ call: calls.call }),
);

const keepAnswer = statement((on, { call, answer }: Given<{ call: Buffer; answer: Buffer }>) =>
  on
    .update(calls)
    .set({ answer: converted(calls.answer, answer) })
    .where(eq(calls.call, call)),
);
