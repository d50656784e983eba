import { Refusal, refuse } from '../errors.ts';
import type { LogEvent, SubjectKey } from './event.ts';
import type { Hub } from './hub.ts';

export interface SubscriptionOptions {
  /** An event under several of them is delivered once. */
  keys: readonly SubjectKey[];
  /** The cursor of the last event seen, or of a list: what came since is replayed first. */
  after?: string | null | undefined;
  /**
   * Asked for each event at the moment of its delivery; false leaves it out. A {@link Refusal} that
   * it throws ends the stream.
   */
  accepts?: ((event: LogEvent) => boolean) | undefined;
  /** Told once the stream has ended, for whatever reason. */
  onEnd?: (() => void) | undefined;
  /** Ends the stream; with its reason, when that is a {@link Refusal}. */
  signal?: AbortSignal | undefined;
}

/**
 * A stream of events in the order of their positions. An object and not an async generator, with no
 * timer and no suspended function of its own: tens of thousands may wait at once.
 */
export class Subscription implements AsyncIterableIterator<LogEvent> {
  #keys: readonly SubjectKey[];
  readonly #hub: Hub;
  readonly #accepts: SubscriptionOptions['accepts'];
  readonly #onEnd: SubscriptionOptions['onEnd'];
  readonly #signal: AbortSignal | undefined;
  /** Up to here the hub has nothing to deliver: it was replayed, or offered before. */
  #offered: bigint;
  #buffer: LogEvent[] = [];
  #waiting: PromiseWithResolvers<IteratorResult<LogEvent>> | undefined;
  #replay: Replay | undefined;
  #ended = false;
  #refusal: unknown;

  /** Made by {@link Hub.subscribe}. `after` lies behind what the hub delivered, or there is none. */
  constructor(hub: Hub, options: SubscriptionOptions, after: bigint) {
    this.#hub = hub;
    this.#keys = [...new Set(options.keys)];
    this.#accepts = options.accepts;
    this.#onEnd = options.onEnd;
    this.#signal = options.signal;
    this.#offered = after;
    if (after < hub.delivered) this.#replay = { from: after, to: undefined, ahead: [] };
    else hub.add(this, this.#keys);
    if (this.#signal?.aborted) this.handleEvent();
    else this.#signal?.addEventListener('abort', this);
  }

  /** Whom the events are for, from the next event on. */
  setKeys(keys: readonly SubjectKey[]): void {
    if (this.#ended) return;
    const registered = !this.#replay || this.#replay.to !== undefined;
    if (registered) this.#hub.remove(this, this.#keys);
    this.#keys = [...new Set(keys)];
    if (registered) this.#hub.add(this, this.#keys);
  }

  /** The next event. One call at a time, as `for await` does. */
  next(): Promise<IteratorResult<LogEvent>> {
    const ready = this.#take();
    if (ready) return ready;
    if (this.#waiting) return Promise.reject(new Error('the previous event is still awaited'));
    this.#waiting = Promise.withResolvers();
    const { promise } = this.#waiting;
    if (this.#replay) void this.#catchUp(this.#replay);
    return promise;
  }

  /** Ends the stream quietly. */
  return(): Promise<IteratorResult<LogEvent>> {
    this.end();
    return Promise.resolve(done);
  }

  /** Ends the stream and forgets what was not read. The reader meets `refusal`, or a plain end. */
  end(refusal?: unknown): void {
    this.#finish(refusal);
    this.#settle();
  }

  /** The signal was aborted. */
  handleEvent(): void {
    const reason: unknown = this.#signal?.reason;
    this.end(reason instanceof Refusal ? reason : undefined);
  }

  /** An event under one of the keys; the hub may offer it under each of them. */
  offer(event: LogEvent): void {
    if (event.position <= this.#offered) return;
    this.#offered = event.position;
    const queue = this.#replay?.ahead ?? this.#buffer;
    queue.push(event);
    if (queue.length > this.#hub.bufferedEvents) this.end(tooSlow());
    else if (!this.#replay) this.#settle();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #finish(refusal: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#refusal = refusal;
    this.#buffer = [];
    this.#replay = undefined;
    this.#hub.remove(this, this.#keys);
    this.#signal?.removeEventListener('abort', this);
    this.#onEnd?.();
  }

  /** Gives a waiting reader what there is, if there is anything. */
  #settle(): void {
    if (!this.#waiting) return;
    const ready = this.#take();
    if (!ready) return;
    // `accepts` may have ended the stream, which settles it too.
    this.#waiting?.resolve(ready);
    this.#waiting = undefined;
  }

  /** The next accepted event, or the end. Acceptance is judged here, when the event leaves. */
  #take(): Promise<IteratorResult<LogEvent>> | undefined {
    for (let event = this.#buffer.shift(); event; event = this.#buffer.shift()) {
      try {
        if (this.#accepts && !this.#accepts(event)) continue;
      } catch (refusal) {
        this.#finish(refusal);
      }
      if (this.#ended) break;
      return Promise.resolve({ value: event, done: false });
    }
    if (!this.#ended) return undefined;
    const refusal = this.#refusal;
    this.#refusal = undefined;
    return refusal === undefined ? Promise.resolve(done) : Promise.reject(refusal);
  }

  /**
   * Reads what was missed, page by page as the reader asks. Once the pages have caught up with the
   * hub, new events are kept aside while the last stretch is read: no gap, and no repeat, since the
   * hub offers only what lies after that stretch. Nothing is read that the hub has not delivered, so
   * that changes of authority always come before the events after them.
   */
  async #catchUp(replay: Replay): Promise<void> {
    try {
      while (this.#waiting && replay.from !== replay.to) {
        const to = replay.to ?? this.#hub.delivered;
        const { events, through } = await this.#hub.missed(this.#keys, replay.from, to);
        if (this.#ended) return;
        replay.from = through;
        this.#buffer = events;
        if (through === to && replay.to === undefined) {
          replay.to = this.#offered = this.#hub.delivered;
          this.#hub.add(this, this.#keys);
        }
        this.#settle();
      }
      // Only once the pages were read does their place go to what was kept aside.
      if (!this.#waiting) return;
      this.#buffer = replay.ahead;
      this.#replay = undefined;
      this.#settle();
    } catch (error) {
      this.end(error);
    }
  }
}

interface Replay {
  /** Read up to here. */
  from: bigint;
  /** Where the live events begin, once they are kept aside. */
  to: bigint | undefined;
  /** Live events that come after the stretch still being read. */
  ahead: LogEvent[];
}

const done: IteratorResult<LogEvent> = { value: undefined, done: true };

function tooSlow(): Refusal {
  return refuse(
    'RATE_LIMITED',
    'Events came faster than they were read. Subscribe again after the cursor of the last event that you received.',
  );
}
