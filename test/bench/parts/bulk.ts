import { setTimeout as sleep } from 'node:timers/promises';
import { figureOf, type Part, ratioOf, shuffled } from '../bench.ts';
import { tolerableForRates } from '../host.ts';
import { measure, startLoadGenerator } from '../load/index.ts';
import { startOurs, tokenFor } from '../ours.ts';
import type { Contender } from '../server.ts';

const items = 1_000;

/**
 * A thousand questions in one call, and one SQL statement, beside calls of one on as many connections;
 * at full length also beside those of 32, which share statements more often.
 */
export const bulk: Part = {
  name: 'bulk',
  about: 'validateConsents with 1,000 items beside single questions',
  async run({ databases, quick, progress, undisturbed }) {
    const { base, million } = databases;
    await databases.readAhead();
    const ours = await startOurs('ours', million, base);
    const generator = startLoadGenerator();
    try {
      const authorization = `Bearer ${await tokenFor(ours.url, base)}`;
      const load = {
        url: ours.url,
        path: '/graphql',
        headers: { 'content-type': 'application/json', authorization },
        dialect: 'graphql' as const,
        purposes: base.purposes,
        consents: 1_000_000,
        // Longer than what was asked is kept in memory, so that it is paid for where it was asked.
        seconds: quick ? 2.5 : 8,
      };
      const kinds = {
        single: { ...load, connections: 4 },
        of32: { ...load, connections: 32 },
        bulk: { ...load, connections: 4, items },
      };
      const found: Record<keyof typeof kinds, number[]> = { single: [], of32: [], bulk: [] };
      const names: (keyof typeof kinds)[] = quick ? ['single', 'bulk'] : ['single', 'of32', 'bulk'];
      // Calls of a thousand leave hundreds of thousands of rows to write down, the others next to none.
      let isAtWork = true;
      for (const name of names) {
        await measure(generator, ours, { ...kinds[name], seconds: quick ? 1 : 2 });
      }
      for (let round = 1; round <= (quick ? 2 : 7); round++) {
        for (const name of shuffled(names)) {
          progress(`round ${round}, ${name}`);
          const { rate } = await undisturbed(async () => {
            if (isAtWork) await quiet(ours);
            isAtWork = name === 'bulk';
            return measure(generator, ours, kinds[name]);
          }, tolerableForRates);
          found[name].push(name === 'bulk' ? rate * items : rate);
        }
      }
      return {
        ratios: {
          bulk_items_vs_single: ratioOf(found.bulk, found.single),
          ...(!quick && { bulk_items_vs_single_of_32: ratioOf(found.bulk, found.of32) }),
        },
        medians: {
          bulk_items_per_s: figureOf(...found.bulk),
          bulk_single_per_s: figureOf(...found.single),
          ...(!quick && { bulk_single_of_32_per_s: figureOf(...found.of32) }),
        },
        remarks: [],
      };
    } finally {
      generator.stop();
      await ours.stop();
    }
  },
};

/** Waits until a server has written down what it was asked, which it begins within two seconds. */
async function quiet(server: Contender): Promise<void> {
  await sleep(2_100);
  let idle = 0;
  for (let before = await server.usage(); idle < 2; ) {
    await sleep(250);
    const now = await server.usage();
    idle = now.cpu - before.cpu < 12_500 ? idle + 1 : 0;
    before = now;
  }
}
