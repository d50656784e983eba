import type { Lease } from './store.ts';

/** After a refusal the database is not asked again for this long, however many requests come. */
const deafMs = 500;

/**
 * One window of one subject as this server knows it: the permits it has leased, and until when they
 * are good. Spending one of them asks nobody.
 *
 * Times are milliseconds of the process's own monotonic clock, counted from before the lease was
 * asked for: a lease ends here a little before its window does, never after.
 */
export class Bucket {
  readonly #ask: (wanted: number) => Promise<Lease>;
  readonly #now: () => number;
  #lease: Lease | undefined;
  #left = 0;
  #endsAt = 0;
  #deafUntil = 0;
  /** How many permits were too many. */
  #refused = 0;
  #asking: Promise<void> | undefined;

  constructor(ask: (wanted: number) => Promise<Lease>, now = () => performance.now()) {
    this.#ask = ask;
    this.#now = now;
  }

  /** Whether so many can be spent without asking. */
  has(permits: number): boolean {
    return this.#left >= permits && this.#now() < this.#endsAt;
  }

  /** Spends permits that it {@link has}, and leases the next ones in time. */
  spend(permits: number): void {
    this.#left -= permits;
    const { granted = 0, remaining = 0 } = this.#lease ?? {};
    if (this.#left < granted / 4 && remaining > 0 && !this.#asking) {
      // A lease that fails here is asked for again once it is needed.
      this.#renew(1).catch(() => {});
    }
  }

  /**
   * Leases permits, or waits for those that are coming. Returns false when the window has too few.
   * After true, look again: someone else may have spent them.
   */
  async fill(permits: number): Promise<boolean> {
    if (this.#asking) {
      await this.#asking;
      return true;
    }
    const missing = permits - (this.#now() < this.#endsAt ? this.#left : 0);
    if (this.#now() < this.#deafUntil && missing >= this.#refused) return false;
    await this.#renew(missing);
    return (this.#lease?.granted ?? 0) > 0;
  }

  /** What a caller is told. Other servers spend too: the figure is an upper bound. */
  get state(): { most: number; remaining: number; endsIn: number } {
    const { most = 0, remaining = 0 } = this.#lease ?? {};
    const endsIn = Math.max(0, this.#endsAt - this.#now());
    return { most, remaining: remaining + this.#left, endsIn };
  }

  get isOver(): boolean {
    return this.#asking === undefined && this.#now() >= this.#endsAt;
  }

  /** Gives back what was not spent and forgets the rest; whoever comes meanwhile waits. */
  async release(giveBack: (lease: Lease, unspent: number) => Promise<void>): Promise<void> {
    await this.#asking?.catch(() => {});
    const lease = this.#lease;
    const unspent = this.#now() < this.#endsAt ? this.#left : 0;
    this.#left = 0;
    this.#deafUntil = 0;
    this.#endsAt = 0;
    if (lease && unspent > 0) await this.#alone(() => giveBack(lease, unspent));
  }

  #renew(wanted: number): Promise<void> {
    return this.#asking ?? this.#alone(() => this.#leaseNow(wanted));
  }

  #alone(ask: () => Promise<void>): Promise<void> {
    const asking = ask().finally(() => {
      this.#asking = undefined;
    });
    this.#asking = asking;
    return asking;
  }

  async #leaseNow(wanted: number): Promise<void> {
    const askedAt = this.#now();
    const lease = await this.#ask(wanted);
    const goesOn = this.#lease?.startedAt.getTime() === lease.startedAt.getTime();
    this.#left = lease.granted + (goesOn && this.#now() < this.#endsAt ? this.#left : 0);
    this.#lease = lease;
    this.#endsAt = askedAt + lease.endsIn;
    if (lease.granted > 0) return;
    this.#deafUntil = askedAt + Math.min(deafMs, lease.endsIn);
    this.#refused = wanted;
  }
}
