import type { Base } from '../base.ts';
import { type Bench, figureOf, ratioOf } from '../bench.ts';
import type { DatabaseUrls } from '../database.ts';
import { tolerable, watched } from '../host.ts';
import type { EntriesLoad, EntriesMade } from '../load/entries.ts';
import { startProcess } from '../load/index.ts';
import type { LiveCommand, LiveOutcome } from '../load/live.ts';
import { compileEarly } from '../options.ts';
import { startOurs, tokenFor } from '../ours.ts';
import { idOf, statusChanges } from '../question.ts';
import { openWithdrawals } from '../withdrawals.ts';

/**
 * Each event goes to one of many, who follow one consent each. What an event costs among many and
 * among few is measured of the same events at the same time, on two servers.
 */
export async function measureTargeted({ databases, quick, progress }: Bench) {
  const { base } = databases;
  const urls = await databases.scratch('live');
  const withdrawals = openWithdrawals(urls, base);
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
    await many.follow(withdrawals.ahead.slice(0, 1_000));
    await Promise.all([many.arrive(1_000), append(1_000)]);
    await many.leave();
    const empty = await many.server.usage(true);

    progress('5,000 subscriptions');
    const followed = withdrawals.ahead.slice(0, 5_000);
    await many.follow(followed);
    const measure = async (): Promise<Ages> => {
      const [arrivals, { commits }] = await Promise.all([many.arrive(700), append(700)]);
      return { took: agesOf(arrivals, new Map(commits)), pace: paceOf(commits) };
    };
    // There are events for seven rounds: one to warm up, and of the others those that the host left in
    // peace, or the calmest three: it takes the machine away from who has just made so many connect.
    await measure();
    const rounds: { found: Ages; left: number }[] = [];
    for (let round = 1; round <= 6; round++) {
      progress(`500 events a second, round ${round} of 6`);
      rounds.push(await watched(measure));
    }
    rounds.sort((a, b) => b.left - a.left);
    const calm = rounds.filter(({ left }) => left >= 1 - tolerable).length;
    const counted = rounds.slice(0, Math.max(3, calm)).map(({ found }) => found);

    progress('10,000 subscriptions');
    // Each consent is followed once.
    const known = new Set(followed);
    const others = Array.from({ length: 10_000 }, (_, i) => i).filter((i) => !known.has(i));
    const [few] = await Promise.all([openFollowed(urls, base), many.follow(others)]);
    both.push(few);
    const full = await many.server.usage(true);

    progress('another server, with 100');
    await few.follow(withdrawals.ahead.slice(0, 1_000));
    await make(both, quick ? 400 : 1_000);
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
        live_kb_per_subscription: figureOf((full.rss - empty.rss) / 10_000 / 1024),
        live_p99_ms: figureOf(...counted.map(({ took }) => part(took, 0.99))),
      },
      medians: {
        live_among_100_cpu_us: figureOf(...among100),
        live_among_10k_cpu_us: figureOf(...among10k),
        live_p50_ms: figureOf(...counted.map(({ took }) => part(took, 0.5))),
        live_events_per_s: figureOf(...counted.map(({ pace }) => pace)),
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
  const nodeOptions = [...compileEarly, '--expose-gc'];
  const server = await startOurs('ours', urls, base, { nodeOptions });
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

interface Ages {
  /** In order of size. */
  took: number[];
  /** Events a second. */
  pace: number;
}

/** Milliseconds from the commit of each event to its arrival, in order of size. */
function agesOf(arrivals: LiveOutcome['arrivals'], commits: ReadonlyMap<string, number>): number[] {
  return arrivals.map(([id, at]) => at - (commits.get(id) ?? Number.NaN)).sort((a, b) => a - b);
}

/** What was asked for may be more than the machine makes. */
function paceOf(commits: EntriesMade['commits']): number {
  const at = commits.map(([, at]) => at);
  return ((at.length - 1) * 1_000) / (Math.max(...at) - Math.min(...at));
}

function part(sorted: readonly number[], of: number): number {
  return sorted[Math.floor(sorted.length * of)] ?? Number.NaN;
}
