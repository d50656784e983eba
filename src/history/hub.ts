import type { Refusal } from '../errors.ts';
import { DeliveredEvent, keysOf, type LogEvent, type SubjectKey } from './event.ts';
import type { Positioned } from './log.ts';
import type { Missed } from './missed.ts';
import { Subscription, type SubscriptionOptions } from './subscription.ts';

/** Told of every event in the order of positions, before any subscriber to it. */
export type EventListener = (event: LogEvent) => void | Promise<void>;

export interface HubOptions {
  /** The last position that was delivered before the start. */
  head: bigint;
  bufferedEvents: number;
  cursorOf: (position: bigint) => string;
  /** Finds the position of a cursor, or refuses it. */
  positionOf: (cursor: string) => Promise<bigint>;
  readMissed: (keys: readonly SubjectKey[], after: bigint, to: bigint) => Promise<Missed>;
}

/** Delivers the log to this server's subscribers: an event costs what its own subscribers cost. */
export class Hub {
  /** Up to here every event went to the listeners and to the subscribers it concerns. */
  delivered: bigint;
  /** How many events wait for one slow reader before its stream is ended. */
  readonly bufferedEvents: number;
  readonly #options: HubOptions;
  #closed: Refusal | undefined;
  readonly #listeners = new Set<EventListener>();
  /** Most keys have one subscriber, which then stands without a set around it. */
  readonly #subscribers = new Map<SubjectKey, Subscription | Set<Subscription>>();

  constructor(options: HubOptions) {
    this.#options = options;
    this.delivered = options.head;
    this.bufferedEvents = options.bufferedEvents;
  }

  /**
   * Opens a stream of the events under some keys: those after a cursor, or those to come. What is
   * published from the moment of this call on is in it.
   *
   * @throws `BAD_USER_INPUT` naming `after` for what is no cursor, or one that lies ahead of the log;
   * `CURSOR_EXPIRED` when more was missed than is kept for replay.
   */
  async subscribe(options: SubscriptionOptions): Promise<Subscription> {
    const { after } = options;
    const from = after == null ? this.delivered : await this.#options.positionOf(after);
    if (this.#closed) throw this.#closed;
    return new Subscription(this, options, from);
  }

  /**
   * Tells a listener of every event before its subscribers are told. Later events wait for a promise
   * that it returns. When it fails, the event is tried again, with all listeners, and no later one is
   * delivered before: changes of authority must not be passed over.
   *
   * @returns what takes the listener away again.
   */
  onEvent(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Delivers what comes next in the log. When a listener fails, nothing from there on is delivered. */
  async publish(next: Positioned): Promise<void> {
    const { position, entry } = next;
    const event = new DeliveredEvent(next, this.#options.cursorOf);
    for (const listener of this.#listeners) {
      const pending = listener(event);
      if (pending) await pending;
    }
    this.delivered = position;
    for (const key of keysOf(entry)) {
      const found = this.#subscribers.get(key);
      if (found instanceof Set) for (const subscription of found) subscription.offer(event);
      else found?.offer(event);
    }
  }

  /** What a subscription asks for while it catches up. */
  async missed(
    keys: readonly SubjectKey[],
    after: bigint,
    to: bigint,
  ): Promise<{ events: LogEvent[]; through: bigint }> {
    if (this.#closed) throw this.#closed;
    const { events, through } = await this.#options.readMissed(keys, after, to);
    const { cursorOf } = this.#options;
    return { events: events.map((at) => new DeliveredEvent(at, cursorOf)), through };
  }

  add(subscription: Subscription, keys: readonly SubjectKey[]): void {
    for (const key of keys) {
      const found = this.#subscribers.get(key);
      if (!found) this.#subscribers.set(key, subscription);
      else if (found instanceof Set) found.add(subscription);
      else this.#subscribers.set(key, new Set([found, subscription]));
    }
  }

  remove(subscription: Subscription, keys: readonly SubjectKey[]): void {
    for (const key of keys) {
      const found = this.#subscribers.get(key);
      if (found === subscription) this.#subscribers.delete(key);
      else if (found instanceof Set && found.delete(subscription) && found.size === 0) {
        this.#subscribers.delete(key);
      }
    }
  }

  /** Ends every stream with a refusal, and refuses new ones. */
  close(refusal: Refusal): void {
    this.#closed = refusal;
    for (const found of [...this.#subscribers.values()]) {
      for (const subscription of found instanceof Set ? [...found] : [found]) {
        subscription.end(refusal);
      }
    }
  }
}
