import { type Bench, median, ratioOf } from '../bench.ts';
import type { DatabaseUrls } from '../database.ts';
import type { EntriesLoad, EntriesMade } from '../load/entries.ts';
import { startProcess } from '../load/index.ts';
import type { LiveCommand, LiveOutcome } from '../load/live.ts';
import { startOurs, tokenFor } from '../ours.ts';
import { idOf, statusChanges } from '../question.ts';
import type { Base } from '../seed.ts';
import { openWithdrawals } from '../withdrawals.ts';

/**
 * Each event goes to one of many, who follow one consent each. What an event costs among many and
 * among few is measured of the same events at the same time, on two servers.
 */
export async function measureTargeted({ databases, quick, progress }: Bench) {
  const { base } = databases;
  const urls = await databases.scratch('live');
  const withdrawals = await openWithdrawals(urls, base);
  const many = await openFollowed(urls, base);
  const both = [many];
  const entries = startProcess<EntriesLoad, EntriesMade>('entries');
  try {
    const make = async (followed: readonly Followed[], events: number) => {
      const arrivals = Promise.all(followed.map(({ arrive }) => arrive(events)));
      const [arrived] = await Promise.all([arrivals, withdrawals.make(events)]);
      return arrived;
    };
    const append = (count: number) => {
      const consents = withdrawals.skip(count).map((i) => idOf('artifact', i));
      return entries.ask({ database: urls.app, consents, rate: 500 });
    };
    progress('warming up');
    await append(500);
    await many.follow(withdrawals.ahead.slice(0, 1_000));
    await make([many], 1_000);
    await many.leave();
    const empty = await many.server.usage(true);

    progress('5,000 subscriptions');
    await many.follow(withdrawals.ahead.slice(0, 5_000));
    progress('500 events a second');
    const paced = quick ? 1_000 : 2_500;
    const [arrivals, { commits }] = await Promise.all([many.arrive(paced), append(paced)]);
    const took = agesOf(arrivals, new Map(commits));

    progress('10,000 subscriptions');
    // Each consent is followed once: those of before, those in force that nobody follows yet, and
    // then as many that have ended.
    const inForce = new Set(withdrawals.ahead);
    const others = withdrawals.ahead.slice(5_000 - paced);
    const ended = Array.from({ length: 10_000 }, (_, i) => i).filter((i) => !inForce.has(i));
    await many.follow([...others, ...ended].slice(0, 5_000));
    const full = await many.server.usage(true);

    progress('another server, with 100');
    const few = await openFollowed(urls, base);
    both.push(few);
    await few.follow(withdrawals.ahead.slice(0, 1_000));
    await make(both, 1_000);
    const among10k: number[] = [];
    const among100: number[] = [];
    for (let round = 1; round <= (quick ? 5 : 9); round++) {
      progress(`one among 10,000, and among 100, round ${round}`);
      await few.leave();
      await few.follow(withdrawals.ahead.slice(0, 100));
      const idle = await usedBy(both, () => new Promise((resolve) => setTimeout(resolve, 500)));
      const busy = await usedBy(both, () => make(both, 100));
      // Without what the sockets cost when nothing happens, which is no event's.
      const [ofMany = 0, ofFew = 0] = busy.cpu.map((cpu, server) => {
        return (cpu - ((idle.cpu[server] ?? 0) / idle.milliseconds) * busy.milliseconds) / 100;
      });
      among10k.push(ofMany);
      among100.push(ofFew);
    }
    return {
      ratios: {
        live_targeted_10k_vs_100: ratioOf(among10k, among100),
        live_kb_per_subscription: (full.rss - empty.rss) / 10_000 / 1024,
        live_p99_ms: part(took, 0.99),
      },
      medians: {
        live_among_100_cpu_us: median(among100),
        live_among_10k_cpu_us: median(among10k),
        live_p50_ms: part(took, 0.5),
        live_events_per_s: paceOf(commits.map(([, at]) => at)),
      },
    };
  } finally {
    entries.stop();
    await Promise.all(both.map(({ close }) => close()));
    await withdrawals.close();
  }
}

type Followed = Awaited<ReturnType<typeof openFollowed>>;

/** A server of ours, and clients that follow one consent each. */
async function openFollowed(urls: DatabaseUrls, base: Base) {
  const server = await startOurs('ours', urls, base, { nodeOptions: ['--expose-gc'] });
  const clients = startProcess<LiveCommand, LiveOutcome>('live');
  const token = await tokenFor(server.url, base);
  return {
    server,
    follow: (consents: readonly number[]) =>
      clients.ask({
        connect: {
          url: `${server.url.replace('http', 'ws')}/graphql`,
          token,
          query: statusChanges,
          variables: consents.map((i) => ({ id: idOf('artifact', i) })),
        },
      }),
    leave: () => clients.ask({ disconnect: true }),
    /** When so many events arrived. */
    async arrive(events: number): Promise<LiveOutcome['arrivals']> {
      const { arrived, arrivals } = await clients.ask({ await: events });
      if (arrived !== events) throw new Error(`${arrived} of ${events} events arrived`);
      return arrivals;
    },
    async close() {
      clients.stop();
      await server.stop();
    },
  };
}

/** Microseconds of CPU that each server used during some work, and how long that took. */
async function usedBy(followed: readonly Followed[], work: () => Promise<unknown>) {
  const used = () => Promise.all(followed.map(async ({ server }) => (await server.usage()).cpu));
  const [before, began] = [await used(), performance.now()];
  await work();
  const milliseconds = performance.now() - began;
  const after = await used();
  return { cpu: after.map((cpu, server) => cpu - (before[server] ?? 0)), milliseconds };
}

/** Milliseconds from the commit of each event to its arrival, in order of size. */
function agesOf(arrivals: LiveOutcome['arrivals'], commits: ReadonlyMap<string, number>): number[] {
  return arrivals.map(([id, at]) => at - (commits.get(id) ?? Number.NaN)).sort((a, b) => a - b);
}

/** What was asked for may be more than the machine makes. */
function paceOf(commits: readonly number[]): number {
  return ((commits.length - 1) * 1_000) / (Math.max(...commits) - Math.min(...commits));
}

function part(sorted: readonly number[], of: number): number {
  return sorted[Math.floor(sorted.length * of)] ?? Number.NaN;
}
