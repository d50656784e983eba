import type { JWTPayload } from 'jose';
import { newId, readClock } from '../../src/database/index.ts';
import {
  currentState,
  decrypt,
  decryptionKey,
  encrypt,
  findSelf,
  type Key,
  type MessageTyp,
  messages,
  readSelf,
  recipientOf,
  sign,
  unverified,
} from '../../src/message/index.ts';
import type { Side } from './house.ts';

/** What a message is to be, beside what an honest sender would make of it. */
export interface Forgery {
  from: Side;
  to: Side;
  typ: MessageTyp;
  exchangeId: string;
  claims?: JWTPayload;
  /** Another key to encrypt to than the receiver's. */
  recipient?: Key;
}

/** A message with the sender's real keys; `claims` override the common ones too. */
export async function forge({ from, to, typ, exchangeId, claims, recipient }: Forgery) {
  const { jws } = await forgeSigned({ from, to, typ, exchangeId, ...(claims && { claims }) });
  return encrypt(jws, recipient ?? (await encryptionKeyOf(to)));
}

export async function forgeSigned({ from, to, typ, exchangeId, claims }: Forgery) {
  const { database, vault } = from.world.platform;
  const self = await readSelf(database.db, vault);
  const iat = Math.floor((await readClock(database.db)).getTime() / 1000);
  const { life } = messages[typ];
  const common = { iss: self.id, aud: to.id, jti: newId(), iat, exp: iat + life, xid: exchangeId };
  const all = { ...common, ...claims };
  return { jws: await sign(typ, all, self.signing), claims: all, self };
}

export async function encryptionKeyOf({ world }: Side): Promise<Key> {
  const { db } = world.platform.database;
  const self = await findSelf(db);
  const state = self && (await currentState(db, self.id));
  if (!state) throw new Error('The side has no keys');
  return state.encryption;
}

export interface Delivered {
  /** The refusal's code, plain or in the signed answer; OK when there is none. */
  code: string;
  /** Whether the answer was signed and encrypted to the sender. */
  signed: boolean;
  duplicate: boolean;
  result?: Record<string, unknown>;
}

/** Hands a message to a mutation as anyone could, and opens the answer as the sender. */
export async function deliver(
  to: Side,
  typ: MessageTyp,
  message: string,
  sender: Side,
  mutation: string = messages[typ].mutation,
): Promise<Delivered> {
  const { body } = await to.world.graphql<{ sent: { answer: string; duplicate: boolean } }>(
    `mutation ($message: String!) { sent: ${mutation}(input: { message: $message }) { answer duplicate } }`,
    { message },
  );
  const plain = body.errors?.[0]?.extensions?.code;
  if (!body.data?.sent) return { code: String(plain), signed: false, duplicate: false };
  const { answer, duplicate } = body.data.sent;
  const { database, vault } = sender.world.platform;
  const key = await decryptionKey(database.db, vault, recipientOf(answer));
  if (!key) throw new Error('The answer is not for the sender');
  const { claims } = unverified(await decrypt(answer, key));
  const { error, result } = claims as {
    error?: { code: string };
    result?: Record<string, unknown>;
  };
  return { code: error?.code ?? 'OK', signed: true, duplicate, ...(result && { result }) };
}

/**
 * Cuts a mutation at a side's recorder from now on, and gives the claims of the first message that
 * would have come, as its receiver reads them.
 */
export async function hold(
  side: Side,
  mutation: string,
): Promise<{ claims: Record<string, unknown>; message: string }> {
  const message = await new Promise<string>((resolve) => {
    side.proxy.intercept = (name, request) => {
      if (name !== mutation) return 'pass';
      resolve(JSON.parse(request).variables.message);
      return 'cut';
    };
  });
  return { message, claims: await opened(side, message) };
}

/** Lets everything pass again. */
export function release(side: Side): void {
  side.proxy.intercept = () => 'pass';
}

/** The claims of a message, as its receiver reads them. */
export async function opened(side: Side, message: string): Promise<Record<string, unknown>> {
  const { database, vault } = side.world.platform;
  const key = await decryptionKey(database.db, vault, recipientOf(message));
  if (!key) throw new Error('The message is for another');
  return unverified(await decrypt(message, key)).claims;
}
