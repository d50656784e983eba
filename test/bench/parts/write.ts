import { figureOf, type Part, ratioOf, shuffled } from '../bench.ts';
import { tolerableForRates, watched } from '../host.ts';
import { startProcess } from '../load/index.ts';
import type { Pairs } from '../load/pairs.ts';
import type { Pace, Replay } from '../load/replay.ts';
import { startOurs, tokenFor } from '../ours.ts';
import { hasPgbench, runPgbench } from '../pgbench.ts';
import { recordWrite } from '../transcript.ts';

const workers = 8;

/** A consent asked for and given, beside whoever runs the same statements without a service. */
export const write: Part = {
  name: 'write',
  about: 'initiate and submit beside postgres.js and pgbench with the same statements',
  async run({ databases, quick, progress, undisturbed }) {
    const { base } = databases;
    const remarks: string[] = [];
    const urls = await databases.scratch('write');
    progress('recording the statements');
    const transcript = await recordWrite(urls, base);
    const ours = await startOurs('ours', urls, base);
    const pairs = startProcess<Pairs, Pace>('pairs');
    const replay = startProcess<Replay, Pace>('replay');
    try {
      const token = await tokenFor(ours.url, base);
      const seconds = quick ? 1 : 5;
      const purposeId = base.purposes.granted;
      const rateOf = ({ pairs, seconds }: Pace) => pairs / seconds;
      const askPairs = { url: ours.url, token, purposeId, workers };
      const askReplay = { url: urls.app, transcript, workers };
      const runs: Record<string, () => Promise<number>> = {
        ours: async () => rateOf(await pairs.ask({ ...askPairs, seconds })),
        bare: async () => rateOf(await replay.ask({ ...askReplay, seconds })),
      };
      if (await hasPgbench()) {
        runs.pgbench = () => runPgbench(urls.app, transcript, { workers, seconds });
      } else remarks.push('pgbench is left out: this machine has none.');
      const found = new Map<string, number[]>(Object.keys(runs).map((name) => [name, []]));
      progress('warming up');
      // By number: JavaScript is compiled by how often it was run, not by how long it took.
      const warming = { seconds: 90, count: quick ? 300 : 4_000 };
      // In turns, since both ask the same people, of whom nobody has two requests for the same at once.
      await pairs.ask({ ...askPairs, ...warming });
      await replay.ask({ ...askReplay, ...warming });
      for (let round = 1; round <= (quick ? 5 : 7); round++) {
        progress(`round ${round}`);
        for (const [name, run] of shuffled(Object.entries(runs))) {
          const { found: rate, left } = await undisturbed(() => watched(run), tolerableForRates);
          found.get(name)?.push(rate / left);
        }
      }
      const ofOurs = found.get('ours') ?? [];
      const others = [...found].filter(([name]) => name !== 'ours');
      const statements = transcript.units.flatMap((unit) => unit.statements).length;
      return {
        ratios: Object.fromEntries(
          others.map(([name, rates]) => [`write_vs_${name}`, ratioOf(ofOurs, rates)]),
        ),
        medians: {
          write_statements: figureOf(statements),
          ...Object.fromEntries(
            [...found].map(([name, rates]) => [`write_${name}_pairs_per_s`, figureOf(...rates)]),
          ),
        },
        remarks,
      };
    } finally {
      pairs.stop();
      replay.stop();
      await ours.stop();
    }
  },
};
