import type { Context } from '../auth/index.ts';
import type { History, HistoryEntry, Subscription } from '../history/index.ts';

/** Which entries of the log change what somebody may see, and whose streams they concern. */
export interface SightChanges {
  isOne: (entry: HistoryEntry) => boolean;
  /** The keys of the streams concerned; null when nobody can tell, and all are. */
  whose: (context: Context, entry: HistoryEntry) => Promise<readonly string[] | null>;
}

interface Opening {
  /** What the stream is kept under. */
  keys: readonly string[];
  /** From {@link OpenStreams.changes}, before it was read what the stream may show. */
  since: number;
  subscribe: (onEnd: () => void) => Promise<Subscription>;
  /** Reads again what the stream may show, and sets or ends it. */
  check: (stream: Subscription) => Promise<void>;
}

/**
 * The streams that are open on this server, each kept to what its reader may see: a change of that
 * reaches it before any later event. One listener serves all of them, so that an event costs nothing
 * to those it does not concern.
 */
export class OpenStreams {
  #changes = 0;
  readonly #checks = new Map<string, Set<() => Promise<void>>>();

  private constructor(context: Context, { isOne, whose }: SightChanges) {
    context.platform.history.hub.onEvent(({ entry }) => {
      if (!isOne(entry)) return undefined;
      this.#changes += 1;
      return this.#checks.size > 0 ? whose(context, entry).then(this.#check) : undefined;
    });
  }

  /** Of each server those of one kind. */
  static of(kind: SightChanges): (context: Context) => OpenStreams {
    const known = new WeakMap<History, OpenStreams>();
    return (context) => {
      const { history } = context.platform;
      const streams = known.get(history) ?? new OpenStreams(context, kind);
      known.set(history, streams);
      return streams;
    };
  }

  /** How many changes were heard of. */
  get changes(): number {
    return this.#changes;
  }

  /**
   * Opens a stream. Only when a change was heard of meanwhile is it checked at once: one that the log
   * tells of later finds the stream, and one that it told of before was there to be read. So those
   * who all come back at the same moment cost one reading each.
   */
  async open({ keys, since, subscribe, check }: Opening): Promise<Subscription> {
    let stream: Subscription | undefined;
    const checkOpen = async () => {
      if (stream) await check(stream);
    };
    const stop = () => {
      for (const key of keys) {
        const checks = this.#checks.get(key);
        checks?.delete(checkOpen);
        if (checks?.size === 0) this.#checks.delete(key);
      }
    };
    for (const key of keys) {
      this.#checks.set(key, (this.#checks.get(key) ?? new Set()).add(checkOpen));
    }
    try {
      stream = await subscribe(stop);
      if (this.#changes !== since) await check(stream);
      return stream;
    } catch (error) {
      if (stream) stream.end();
      else stop();
      throw error;
    }
  }

  readonly #check = async (keys: readonly string[] | null): Promise<void> => {
    for (const key of keys ?? [...this.#checks.keys()]) {
      for (const check of [...(this.#checks.get(key) ?? [])]) await check();
    }
  };
}
