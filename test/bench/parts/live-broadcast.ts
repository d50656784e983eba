import { type Bench, byTwos, figureOf, ratioOf, shuffled } from '../bench.ts';
import { type LoadProcess, startProcess } from '../load/index.ts';
import type { LiveCommand, LiveOutcome } from '../load/live.ts';
import { startOurs, tokenFor } from '../ours.ts';
import { startLivePeer } from '../peers/index.ts';
import { statusChanges as query } from '../question.ts';
import type { Contender } from '../server.ts';
import { openWithdrawals } from '../withdrawals.ts';

const peers = ['live-bare', 'live-graphql-ws', 'live-mercurius'] as const;

type Clients = LoadProcess<LiveCommand, LiveOutcome>;

/** Makes one event. */
type Emit = () => Promise<void>;

/**
 * Events a second, the same for everybody and few enough that nobody falls behind: those that come
 * faster find their readers awake more often, which makes a delivery cheaper.
 */
const perSecond = 50;

/** Every event goes to 500 sockets. */
export async function measureBroadcast({ databases, quick, progress }: Bench) {
  const { base } = databases;
  const audience = 500;
  const events = quick ? 20 : 50;
  const remarks: string[] = [];
  const urls = await databases.scratch('live');
  const ours = await startOurs('ours', urls, base);
  const withdrawals = openWithdrawals(urls, base);
  const entrants: { contender: Contender; clients: Clients; emit: Emit }[] = [];
  const enter = async (contender: Contender, emit: Emit, token = '') => {
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
    const enterPeer = async (name: (typeof peers)[number]) => {
      try {
        const peer = await startLivePeer(name);
        await enter(peer, async () => peer.tell('event'));
      } catch (error) {
        remarks.push(`${name} is left out: ${error instanceof Error ? error.message : error}`);
      }
    };
    const token = await tokenFor(ours.url, base);
    await Promise.all([enter(ours, () => withdrawals.make(1), token), ...peers.map(enterPeer)]);
    const found = new Map<string, number[]>(entrants.map((e) => [e.contender.name, []]));
    const costOf = async ({ contender, clients, emit }: (typeof entrants)[0], events: number) => {
      const before = await contender.usage();
      const [{ arrived }] = await Promise.all([
        clients.ask({ await: events * audience }),
        emitPaced(emit, events),
      ]);
      const { cpu } = await contender.usage();
      if (arrived !== events * audience) {
        throw new Error(`${contender.name}: ${arrived} of ${events * audience} arrived`);
      }
      return (cpu - before.cpu) / arrived;
    };
    progress('warming up');
    await byTwos(entrants, (entrant) => costOf(entrant, quick ? 50 : 150));
    for (let round = 1; round <= (quick ? 7 : 9); round++) {
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
        [...found].map(([name, cpu]) => [`${name}_cpu_us_per_delivery`, figureOf(...cpu)]),
      ),
      remarks,
    };
  } finally {
    for (const { clients } of entrants) clients.stop();
    await Promise.all(entrants.map(({ contender }) => contender.stop()));
    await withdrawals.close();
  }
}

/** One after the other, and slower where one takes longer. */
async function emitPaced(emit: Emit, events: number): Promise<void> {
  const started = performance.now();
  for (let n = 0; n < events; n++) {
    const early = started + (n * 1_000) / perSecond - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    await emit();
  }
}
