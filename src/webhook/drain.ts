import { newId } from '../database/index.ts';
import { type Attempted, type Attempting, attempt } from './attempt.ts';
import { postpone } from './delivery-store.ts';
import { type Held, holdEndpoint, keepHolding, releaseEndpoint } from './hold-store.ts';
import type { Delivery } from './table.ts';
import { takeNext } from './take.ts';

/** The delivering to one endpoint by one server, for as long as there is something to deliver. */
export interface Drain {
  readonly fiduciaryId: string;
  /** Something new may be there. */
  wake(): void;
  /**
   * Settles when it is over. True when there may be more to do: its turn was up, or it was woken too
   * late.
   */
  readonly done: Promise<boolean>;
}

export interface Draining extends Attempting {
  /** No attempt begins any more. */
  stopping: AbortSignal;
  /** Attempts under way are given up. */
  abandoned: AbortSignal;
  onAttempt: (attempted: Attempted) => void;
  onProblem: (problem: string, error: unknown) => void;
}

/** After so long others who wait get their turn. */
const turnMs = 10_000;
/** Well below the time after which a silent holder counts as dead. */
const lookEveryMs = 2_500;

/** Begins delivering to an endpoint, unless another server is at it or it is disabled. */
export async function beginDrain(draining: Draining, id: string): Promise<Drain | undefined> {
  const holder = newId();
  const { db } = draining.platform.database;
  const endpoint = await holdEndpoint(db, id, holder);
  if (!endpoint) return undefined;
  let woken = Promise.withResolvers<void>();
  let missed = false;

  async function run(): Promise<boolean> {
    const flying = new Map<string, Promise<void>>();
    const ready: Delivery[] = [];
    const endsAt = performance.now() + turnMs;
    const mayBegin = () => !draining.stopping.aborted && performance.now() < endsAt;
    const look = setInterval(() => woken.resolve(), lookEveryMs);
    try {
      for (;;) {
        woken = Promise.withResolvers();
        missed = false;
        const held = await keepHolding(db, id, holder);
        if (!held) return false;
        const more = await fill(held, flying, ready, mayBegin());
        if (flying.size === 0 && !(missed && mayBegin())) return more;
        await Promise.race([...flying.values(), woken.promise]);
      }
    } finally {
      clearInterval(look);
      await Promise.all(flying.values());
      await releaseEndpoint(db, id, holder);
    }
  }

  /** Begins as many attempts as may be under way. True when there is more than may begin now. */
  async function fill(
    held: Held,
    flying: Map<string, Promise<void>>,
    ready: Delivery[],
    mayBegin: boolean,
  ): Promise<boolean> {
    const probing = held.circuitOpenedAt !== null;
    const room = (probing ? 1 : held.maxInFlight) - flying.size;
    if (held.status !== 'ENABLED' || held.resting || room <= 0) return false;
    if (!mayBegin) return true;
    if (ready.length === 0) {
      ready.push(
        ...(await takeNext(draining.platform, held, [...flying.keys()], draining.stopping)),
      );
    }
    for (const delivery of ready.splice(0, room)) {
      flying.set(
        delivery.id,
        fly(held, delivery).finally(() => flying.delete(delivery.id)),
      );
    }
    return ready.length > 0;
  }

  async function fly(held: Held, delivery: Delivery): Promise<void> {
    try {
      draining.onAttempt(await attempt(draining, held, delivery, draining.abandoned));
    } catch (error) {
      if (draining.abandoned.aborted) return;
      draining.onProblem('a webhook could not be attempted; it is tried again later', error);
      await postpone(db, delivery.id).catch(() => {});
    }
  }

  return {
    fiduciaryId: endpoint.fiduciaryId,
    wake() {
      missed = true;
      woken.resolve();
    },
    done: run().then(
      (more) => more || missed,
      (error) => {
        draining.onProblem('webhooks of an endpoint could not be delivered; trying again', error);
        return false;
      },
    ),
  };
}
