import {
  type Bench,
  byTwos,
  type Findings,
  figureOf,
  type Part,
  ratioOf,
  shuffled,
} from '../bench.ts';
import type { DatabaseUrls } from '../database.ts';
import { tolerableForRates, watched } from '../host.ts';
import { type LoadGenerator, type Measured, measure, startLoadGenerator } from '../load/index.ts';
import { startOurs, tokenFor } from '../ours.ts';
import { type Peer, type PeerName, peerNames, startPeer } from '../peers/index.ts';

/** May I? 32 connections, each asking as soon as it was answered. */
export const validate: Part = {
  name: 'validate',
  about: 'validateConsent beside its peers, a million consents, 32 connections',
  async run(bench) {
    const { databases, quick, progress, undisturbed } = bench;
    const remarks: string[] = [];
    const [contenders] = await Promise.all([startAll(bench, remarks), databases.readAhead()]);
    const generator = startLoadGenerator();
    try {
      const seconds = quick ? 0.5 : 3;
      const rounds = quick ? 3 : 9;
      const load = (
        entrant: Entrant,
        forSeconds: number,
        { rate, count, by = generator }: { rate?: number; count?: number; by?: LoadGenerator } = {},
      ) =>
        measure(by, entrant, {
          ...entrant,
          purposes: databases.base.purposes,
          connections: 32,
          seconds: forSeconds,
          rate,
          count,
        });
      progress('warming up');
      const second = startLoadGenerator();
      // By number: a server is compiled by what it has answered, not by how long it took.
      const count = quick ? 15_000 : 60_000;
      // The slowest first, so that none is left to itself at the end.
      await byTwos(contenders.toReversed(), (entrant, lane) =>
        load(entrant, 120, { count, by: lane === 0 ? generator : second }),
      ).finally(() => second.stop());
      const [ours, ...others] = contenders as [Entrant, ...Entrant[]];
      const found = new Map<string, Turn[]>(others.map(({ name }) => [name, []]));
      for (let round = 1; round <= rounds; round++) {
        progress(`round ${round} of ${rounds}`);
        const measured = new Map<Entrant, Measured>();
        const order = shuffled(others);
        order.splice(order.length / 2, 0, ours);
        for (const entrant of order) {
          // What ours was asked is written down two seconds later: paid for where it was asked.
          const longer = entrant.name.startsWith('ours') ? Math.max(seconds, 2.5) : seconds;
          const stretch = () => load(entrant, longer);
          measured.set(entrant, await undisturbed(stretch, tolerableForRates));
        }
        for (const other of others) {
          found.get(other.name)?.push({
            ours: measured.get(ours) as Measured,
            theirs: measured.get(other) as Measured,
          });
        }
      }
      const bare = others.filter(({ name }) => name === 'bare');
      const paced = new Map<string, number[]>([ours, ...bare].map(({ name }) => [name, []]));
      const pacedRounds = quick ? 7 : 2 * rounds;
      for (let round = 1; round <= pacedRounds; round++) {
        progress(`2,000 a second, round ${round} of ${pacedRounds}`);
        const both = shuffled([ours, ...bare]);
        const { found: latencies } = await undisturbed(() =>
          watched(async () => {
            const found: [name: string, p99: number][] = [];
            for (const entrant of both) {
              const { p99 } = await load(entrant, Math.max(seconds, 1), { rate: 2_000 });
              found.push([entrant.name, p99]);
            }
            return found;
          }),
        );
        for (const [name, p99] of latencies) paced.get(name)?.push(p99);
      }
      return findingsOf(found, paced, remarks);
    } finally {
      generator.stop();
      await Promise.all(contenders.map((contender) => contender.stop()));
    }
  },
};

type Entrant = Peer & { consents: number };

/** Of the same round: within seconds the machine differs less than within minutes. */
interface Turn {
  ours: Measured;
  theirs: Measured;
}

async function startAll({ databases, progress }: Bench, remarks: string[]): Promise<Entrant[]> {
  const { base, million, tenThousand } = databases;
  progress('starting');
  const startOurOwn = async (name: string, urls: DatabaseUrls, consents: number) => {
    const contender = await startOurs(name, urls, base, { nodeOptions: [] });
    const authorization = `Bearer ${await tokenFor(contender.url, base)}`;
    const headers = { 'content-type': 'application/json', authorization };
    return { ...contender, path: '/graphql', dialect: 'graphql' as const, headers, consents };
  };
  const starting: Promise<Entrant | null>[] = [
    startOurOwn('ours', million, 1_000_000),
    startOurOwn('ours-10k', tenThousand, 10_000),
    ...peerNames.map(async (name) => {
      try {
        return { ...(await startPeer(name, million, base)), consents: 1_000_000 };
      } catch (error) {
        remarks.push(`${name} is left out: ${error instanceof Error ? error.message : error}`);
        return null;
      }
    }),
  ];
  return (await Promise.all(starting)).filter((entrant) => entrant !== null);
}

/** Which contender each ratio is taken against. */
const against: Record<string, PeerName | 'ours-10k'> = {
  validate_vs_bare: 'bare',
  validate_vs_shared_bare: 'bare-shared',
  validate_vs_mercurius_jit: 'mercurius',
  validate_vs_yoga: 'yoga',
  validate_vs_postgraphile: 'postgraphile',
  validate_vs_apollo: 'apollo',
  validate_1m_vs_10k: 'ours-10k',
};

function findingsOf(
  found: Map<string, Turn[]>,
  paced: Map<string, number[]>,
  remarks: string[],
): Findings {
  const ratios: Findings['ratios'] = {};
  for (const [ratio, name] of Object.entries(against)) {
    const turns = found.get(name);
    if (!turns) continue;
    ratios[ratio] = ratioOf(
      turns.map(({ ours }) => ours.rate),
      turns.map(({ theirs }) => theirs.rate),
    );
  }
  ratios.validate_p99_vs_bare = ratioOf(paced.get('ours') ?? [], paced.get('bare') ?? []);
  const medians: Findings['medians'] = {};
  const all = [...found].map(([name, turns]) => [name, turns.map(({ theirs }) => theirs)] as const);
  const ours = [...found.values()].flat().map(({ ours }) => ours);
  for (const [name, rounds] of [['ours', ours] as const, ...all]) {
    medians[`validate_${name}_rps`] = figureOf(...rounds.map(({ rate }) => rate));
    medians[`validate_${name}_cpu_us`] = figureOf(...rounds.map(({ cpu }) => cpu));
    medians[`validate_${name}_p99_ms`] = figureOf(...rounds.map(({ p99 }) => p99));
  }
  for (const [name, rounds] of paced) medians[`paced_${name}_p99_ms`] = figureOf(...rounds);
  return { ratios, medians, remarks };
}
