import type DataLoader from 'dataloader';
import type { Platform } from '../platform.ts';
import type { Authority } from './authority.ts';
import type { Caller } from './caller.ts';

/** What every resolver is given: one for each request, and one for each operation on a socket. */
export interface Context {
  readonly platform: Platform;
  /** Null for an anonymous caller. */
  readonly caller: Caller | null;
  /** Whether callers still stand: the guard asks it while a subscription is open. */
  readonly authority: Authority;
  readonly connection: Connection;
  /** Names this request in the logs and in answers to internal faults. */
  readonly correlationId: string;
  readonly loaders: LoaderCache;
  /**
   * Told of every validation before it is begun: a request counts as one more for each hundred.
   * Absent where nothing is validated.
   *
   * @throws `RATE_LIMITED`
   */
  readonly countValidations?: ((count: number) => void | Promise<void>) | undefined;
}

/** What the transport itself saw, never what a client claims. */
export interface Connection {
  readonly ip: string;
  readonly userAgent: string | null;
  readonly transport: 'http' | 'websocket';
}

/** The loaders of one request. The guard empties it before each delivery of a subscription. */
export type LoaderCache = Map<unknown, unknown>;

/** The context of a plain HTTP request that anybody may make, whoever they are. */
export function publicContext(
  { platform, authority }: Pick<Context, 'platform' | 'authority'>,
  request: { readonly ip: string; readonly id: string },
): Context {
  return {
    platform,
    authority,
    caller: null,
    connection: { ip: request.ip, userAgent: null, transport: 'http' },
    correlationId: request.id,
    loaders: new Map(),
  };
}

/**
 * The request's one DataLoader of this kind, made on first use. The factory function is its name:
 * pass the same function, never a fresh closure.
 */
export function loader<K, V>(
  context: Context,
  make: (context: Context) => DataLoader<K, V>,
): DataLoader<K, V> {
  const known = context.loaders.get(make);
  if (known) return known as DataLoader<K, V>;
  const made = make(context);
  context.loaders.set(make, made);
  return made;
}
