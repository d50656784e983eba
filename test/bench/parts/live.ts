import { type Bench, median, type Part, ratioOf, shuffled } from '../bench.ts';
import { type LoadProcess, startProcess } from '../load/index.ts';
import type { LiveCommand, LiveOutcome } from '../load/live.ts';
import { startOurs, tokenFor } from '../ours.ts';
import { emitEvents, startLivePeer } from '../peers/index.ts';
import { idOf } from '../question.ts';
import type { Contender } from '../server.ts';
import { openWithdrawals } from '../withdrawals.ts';

/** From the commit to the clients. Events are withdrawals, made through another server. */
export const live: Part = {
  name: 'live',
  about: 'live events: CPU a delivery, memory a subscription, commit to client',
  async run(bench) {
    const broadcast = await measureBroadcast(bench);
    const targeted = await measureTargeted(bench);
    return {
      ratios: { ...broadcast.ratios, ...targeted.ratios },
      medians: { ...broadcast.medians, ...targeted.medians },
      remarks: broadcast.remarks,
    };
  },
};

const query =
  'subscription ($id: ID) { consentStatusChanged(consentId: $id) { cursor action status at } }';
const peers = ['live-bare', 'live-graphql-ws', 'live-mercurius'] as const;

type Clients = LoadProcess<LiveCommand, LiveOutcome>;

/** Every event goes to 500 sockets. */
async function measureBroadcast({ databases, quick, progress }: Bench) {
  const { base } = databases;
  const audience = 500;
  const events = quick ? 20 : 50;
  const remarks: string[] = [];
  const urls = await databases.scratch('live');
  const ours = await startOurs('ours', urls, base);
  const withdrawals = await openWithdrawals(urls, base);
  const entrants: { contender: Contender; clients: Clients; emit: (n: number) => Promise<void> }[] =
    [];
  const enter = async (contender: Contender, emit: (n: number) => Promise<void>, token = '') => {
    const clients = startProcess<LiveCommand, LiveOutcome>('live');
    entrants.push({ contender, clients, emit });
    const path = contender.name === 'live-bare' ? '/' : '/graphql';
    await clients.ask({
      connect: {
        url: contender.url.replace('http', 'ws') + path,
        token,
        ...(contender.name !== 'live-bare' && {
          query:
            contender.name === 'ours'
              ? query
              : query.replace('($id: ID) ', '').replace('(consentId: $id) ', ' '),
        }),
        variables: Array.from({ length: audience }, () => ({})),
      },
    });
  };
  try {
    progress('starting');
    await enter(ours, (n) => withdrawals.make(n), await tokenFor(ours.url, base));
    for (const name of peers) {
      try {
        const peer = await startLivePeer(name);
        await enter(peer, (n) => emitEvents(peer, n));
      } catch (error) {
        remarks.push(`${name} is left out: ${error instanceof Error ? error.message : error}`);
      }
    }
    const found = new Map<string, number[]>(entrants.map((e) => [e.contender.name, []]));
    const costOf = async ({ contender, clients, emit }: (typeof entrants)[0], events: number) => {
      const before = await contender.usage();
      const [{ arrived }] = await Promise.all([
        clients.ask({ await: events * audience }),
        emit(events),
      ]);
      const { cpu } = await contender.usage();
      if (arrived !== events * audience) {
        throw new Error(`${contender.name}: ${arrived} of ${events * audience} arrived`);
      }
      return (cpu - before.cpu) / arrived;
    };
    progress('warming up');
    for (const entrant of entrants) await costOf(entrant, 100);
    for (let round = 1; round <= (quick ? 5 : 9); round++) {
      progress(`events to ${audience} sockets, round ${round}`);
      for (const entrant of shuffled(entrants)) {
        found.get(entrant.contender.name)?.push(await costOf(entrant, events));
      }
    }
    const ofOurs = found.get('ours') ?? [];
    return {
      ratios: {
        ...(found.has('live-bare') && {
          live_cpu_vs_ws: ratioOf(ofOurs, found.get('live-bare') ?? []),
        }),
      },
      medians: Object.fromEntries(
        [...found].map(([name, cpu]) => [`${name}_cpu_us_per_delivery`, median(cpu)]),
      ),
      remarks,
    };
  } finally {
    for (const { clients } of entrants) clients.stop();
    await Promise.all(entrants.map(({ contender }) => contender.stop()));
    await withdrawals.close();
  }
}

/** Milliseconds from the commit of each event to its arrival, in order of size. */
function agesOf(arrivals: LiveOutcome['arrivals'], commits: ReadonlyMap<string, number>): number[] {
  return arrivals.map(([id, at]) => at - (commits.get(id) ?? Number.NaN)).sort((a, b) => a - b);
}

function part(sorted: readonly number[], of: number): number {
  return sorted[Math.floor(sorted.length * of)] ?? Number.NaN;
}

/** Each event goes to one of many, who follow one consent each. */
async function measureTargeted({ databases, quick, progress }: Bench) {
  const { base } = databases;
  const urls = await databases.scratch('live');
  const ours = await startOurs('ours', urls, base, { nodeOptions: ['--expose-gc'] });
  const withdrawals = await openWithdrawals(urls, base);
  const clients = startProcess<LiveCommand, LiveOutcome>('live');
  const rounds = quick ? 5 : 9;
  const events = 100;
  try {
    const token = await tokenFor(ours.url, base);
    const follow = (consents: readonly number[]) =>
      clients.ask({
        connect: {
          url: `${ours.url.replace('http', 'ws')}/graphql`,
          token,
          query,
          variables: consents.map((i) => ({ id: idOf('artifact', i) })),
        },
      });
    /** Microseconds of CPU, and how many milliseconds it took. */
    const during = async (work: () => Promise<unknown>) => {
      const [before, began] = [await ours.usage(), performance.now()];
      await work();
      const took = performance.now() - began;
      return { cpu: (await ours.usage()).cpu - before.cpu, took };
    };
    /** Without what the sockets cost when nothing happens, which is no event's. */
    const costOfEvents = async () => {
      const idle = await during(() => new Promise((resolve) => setTimeout(resolve, 500)));
      const { cpu, took } = await during(async () => {
        const [{ arrived }] = await Promise.all([
          clients.ask({ await: events }),
          withdrawals.make(events),
        ]);
        if (arrived !== events) throw new Error(`${arrived} of ${events} events arrived`);
      });
      return (cpu - (idle.cpu / idle.took) * took) / events;
    };

    progress('warming up');
    await follow(withdrawals.ahead.slice(0, 1_000));
    await Promise.all([clients.ask({ await: 1_000 }), withdrawals.make(1_000)]);

    const among100: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      progress(`one among 100, round ${round}`);
      await clients.ask({ disconnect: true });
      await follow(withdrawals.ahead.slice(0, 100));
      const cost = await costOfEvents();
      if (round > 0) among100.push(cost);
    }
    await clients.ask({ disconnect: true });
    const empty = await ours.usage(true);

    progress('5,000 subscriptions');
    await follow(withdrawals.ahead.slice(0, 5_000));
    const paced = quick ? 1_000 : 2_500;
    progress('500 events a second');
    const [{ arrivals }] = await Promise.all([
      clients.ask({ await: paced }),
      withdrawals.make(paced, 500),
    ]);
    const took = agesOf(arrivals, await withdrawals.commits());
    progress('10,000 subscriptions');
    // Each consent is followed once: those of before, those in force that nobody follows yet, and
    // then as many that have ended.
    const inForce = new Set(withdrawals.ahead);
    const others = withdrawals.ahead.slice(5_000 - paced);
    const ended = Array.from({ length: 10_000 }, (_, i) => i).filter((i) => !inForce.has(i));
    await follow([...others, ...ended].slice(0, 5_000));
    const full = await ours.usage(true);
    const among10k: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      progress(`one among 10,000, round ${round}`);
      const cost = await costOfEvents();
      if (round > 0) among10k.push(cost);
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
      },
    };
  } finally {
    clients.stop();
    await ours.stop();
    await withdrawals.close();
  }
}
