import { type Bench, median, ratioOf, shuffled } from '../bench.ts';
import { type LoadProcess, startProcess } from '../load/index.ts';
import type { LiveCommand, LiveOutcome } from '../load/live.ts';
import { startOurs, tokenFor } from '../ours.ts';
import { emitEvents, startLivePeer } from '../peers/index.ts';
import { statusChanges as query } from '../question.ts';
import type { Contender } from '../server.ts';
import { openWithdrawals } from '../withdrawals.ts';

const peers = ['live-bare', 'live-graphql-ws', 'live-mercurius'] as const;

type Clients = LoadProcess<LiveCommand, LiveOutcome>;

/** Every event goes to 500 sockets. */
export async function measureBroadcast({ databases, quick, progress }: Bench) {
  const { base } = databases;
  const audience = 500;
  const events = quick ? 20 : 50;
  const remarks: string[] = [];
  const urls = await databases.scratch('live');
  const ours = await startOurs('ours', urls, base);
  const withdrawals = openWithdrawals(urls, base);
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
    for (const entrant of entrants) await costOf(entrant, 200);
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
