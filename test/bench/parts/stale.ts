import { figureOf, type Part } from '../bench.ts';
import { startProcess } from '../load/index.ts';
import type { StaleLoad, StaleOutcome } from '../load/stale.ts';
import { startOurs, tokenFor } from '../ours.ts';
import { reasonOf } from '../question.ts';

/** Whether a consent is ever called valid after its withdrawal was acknowledged. */
export const stale: Part = {
  name: 'stale',
  about: '"valid" after an acknowledged withdrawal, checks racing withdrawals',
  async run({ databases, quick, progress }) {
    const { base } = databases;
    const checks = quick ? 10_000 : 100_000;
    const ours = await startOurs('ours', await databases.scratch('stale'), base);
    const racer = startProcess<StaleLoad, StaleOutcome>('stale');
    try {
      progress(`${checks.toLocaleString('en')} checks`);
      const consents = Array.from({ length: 10_000 }, (_, i) => i).filter((i) =>
        ['VALID', 'PURPOSE_NOT_GRANTED'].includes(reasonOf(i)),
      );
      const outcome = await racer.ask({
        url: ours.url,
        token: await tokenFor(ours.url, base),
        consents,
        checks,
      });
      return {
        ratios: { stale_valid: figureOf(outcome.stale) },
        medians: {
          stale_checks: figureOf(outcome.checks),
          stale_withdrawals: figureOf(outcome.withdrawals),
          stale_answers_valid: figureOf(outcome.valid),
        },
        remarks: [],
      };
    } finally {
      racer.stop();
      await ours.stop();
    }
  },
};
