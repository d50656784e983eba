import { median, type Part, ratioOf, shuffled } from '../bench.ts';
import { measure, startLoadGenerator } from '../load/index.ts';
import { startOurs, tokenFor } from '../ours.ts';

const items = 1_000;

/** A thousand questions in one call, and one SQL statement, beside as many calls of one. */
export const bulk: Part = {
  name: 'bulk',
  about: 'validateConsents with 1,000 items beside single questions',
  async run({ databases, quick, progress }) {
    const { base, million } = databases;
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
        seconds: quick ? 2 : 5,
      };
      const kinds = {
        single: { ...load, connections: 32 },
        bulk: { ...load, connections: 4, items },
      };
      const found: Record<keyof typeof kinds, number[]> = { single: [], bulk: [] };
      const names = ['single', 'bulk'] as const;
      for (const name of names) await measure(generator, ours, kinds[name]);
      for (let round = 1; round <= (quick ? 3 : 7); round++) {
        progress(`round ${round}`);
        for (const name of shuffled(names)) {
          const { rate } = await measure(generator, ours, kinds[name]);
          found[name].push(name === 'bulk' ? rate * items : rate);
        }
      }
      return {
        ratios: { bulk_items_vs_single: ratioOf(found.bulk, found.single) },
        medians: {
          bulk_items_per_s: median(found.bulk),
          bulk_single_per_s: median(found.single),
        },
        remarks: [],
      };
    } finally {
      generator.stop();
      await ours.stop();
    }
  },
};
