import { afterAll, afterEach, beforeAll } from 'vitest';
import type { SeededFiduciary, SeededPurpose } from '../support/seed.ts';
import { until } from '../support/until.ts';
import type { World } from '../support/world.ts';
import { type SeededEndpoint, seedEndpoint, startTrialWorld } from './house.ts';
import { type Answering, ok, type Receiver, startReceiver } from './receiver.ts';

/** A world in which each test begins with a fiduciary, a receiver and an endpoint of its own. */
export interface Trial {
  world: World;
  bank: SeededFiduciary;
  purpose: SeededPurpose;
  receiver: Receiver;
  endpoint: SeededEndpoint;
  begin(answering?: Answering, more?: object): Promise<void>;
  /** Causes so many events at the fiduciary. */
  happens(count?: number): Promise<void>;
  /** Waits until so many attempts were recorded. */
  settled(attempts: number): Promise<void>;
}

/** Makes the world of a test file, and tidies up after each of its tests. */
export function startTrial(): Trial {
  const parts: Partial<Trial> = {};
  const trial = Object.assign(parts, {
    async begin(answering: Answering = ok, more: object = {}) {
      trial.receiver = await startReceiver(answering);
      trial.bank = await trial.world.seed.fiduciary();
      trial.purpose = await trial.bank.purpose();
      trial.endpoint = await seedEndpoint(trial.world, trial.bank, trial.receiver.url, more);
    },
    async happens(count = 1) {
      const one = async () => {
        const person = trial.world.seed.personWithoutAccount();
        await person.deny(await trial.bank.ask(person, [trial.purpose]));
      };
      await Promise.all(Array.from({ length: count }, one));
    },
    settled: (attempts: number) =>
      until(async () => {
        const deliveries = await trial.endpoint.deliveries();
        return deliveries.reduce((sum, { attempts }) => sum + attempts.length, 0) >= attempts;
      }),
  }) as Trial;
  beforeAll(async () => {
    trial.world = await startTrialWorld();
  });
  afterEach(async () => {
    await trial.world.clock.reset();
    await parts.receiver?.close();
  });
  afterAll(() => trial.world.stop());
  return trial;
}
