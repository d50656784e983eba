import { setTimeout as delay } from 'node:timers/promises';
import { patience } from '../support/until.ts';
import type { Way } from '../support/way.ts';
import type { ChaosDatabase } from './database.ts';
import type { ChaosServer } from './servers.ts';

/** What was done to the servers and to the database. */
export interface Disturbances {
  kills: number;
  freezes: number;
  cutOffs: number;
  databaseStops: number;
  longTransactions: number;
}

export interface DisturbOptions {
  servers: readonly ChaosServer[];
  /** On which each server reaches the database. */
  ways: ReadonlyMap<ChaosServer, Way>;
  database: ChaosDatabase;
  random: () => number;
  milliseconds: number;
  /** Whether enough went on meanwhile; until it did, harm goes on. */
  isEnough: () => boolean;
  tell: (line: string) => void;
}

/** Does harm for so long, and on a slow machine for longer, then makes everything whole again. */
export async function disturb(options: DisturbOptions): Promise<Disturbances> {
  const { servers, ways, database, random, milliseconds, isEnough, tell } = options;
  const done = { kills: 0, freezes: 0, cutOffs: 0, databaseStops: 0, longTransactions: 0 };
  const between = (least: number, most: number) => least + random() * (most - least);
  const end = Date.now() + milliseconds;
  const background: Promise<void>[] = [];
  const busy = new Set<ChaosServer>();
  let holding = false;

  async function kill(server: ChaosServer): Promise<void> {
    done.kills += 1;
    tell(`SIGKILL ${server.name}`);
    await server.kill();
    await delay(between(0, 500));
    await server.start();
    tell(`${server.name} is back`);
  }

  async function freeze(server: ChaosServer): Promise<void> {
    done.freezes += 1;
    const pause = between(300, 4_000);
    tell(`SIGSTOP ${server.name} for ${Math.round(pause)} ms`);
    server.freeze();
    await delay(pause);
    server.thaw();
  }

  async function cutOff(server: ChaosServer): Promise<void> {
    done.cutOffs += 1;
    const ends = random() < 0.5;
    const isHeard = !ends && random() < 0.5;
    const become = ends ? 'end' : isHeard ? 'stay, and hear it' : 'stay';
    tell(`${server.name} hears nothing more from its sessions, which ${become}`);
    ways.get(server)?.vanish({ ends, isHeard });
  }

  async function stopDatabase(): Promise<void> {
    done.databaseStops += 1;
    const pause = between(0, 1_000);
    tell(`immediate stop of the database, for ${Math.round(pause)} ms`);
    await database.stopAtOnce();
    await delay(pause);
    await database.start();
  }

  async function holdTransaction(): Promise<void> {
    done.longTransactions += 1;
    const pause = Math.min(between(2_000, 15_000), Math.max(500, end - Date.now()));
    tell(`a transaction is left open for up to ${Math.round(pause)} ms`);
    await database.holdTransaction(pause);
    holding = false;
  }

  const harmOf = (what: number) => (what < 0.4 ? kill : what < 0.7 ? freeze : cutOff);

  /** One server at a time is spared by whatever else happens to it. */
  function on(server: ChaosServer, harm: (server: ChaosServer) => Promise<void>): void {
    busy.add(server);
    background.push(harm(server).finally(() => busy.delete(server)));
  }

  const goesOn = () => Date.now() < end || (!isEnough() && Date.now() < end + patience);
  const sureStop = 2;
  for (let turn = 0; turn <= sureStop || goesOn(); turn++) {
    if (!holding) {
      holding = true;
      background.push(holdTransaction());
    }
    const free = servers.filter((server) => !busy.has(server));
    const victim = free[Math.floor(random() * free.length)];
    const what = turn === sureStop ? 1 : random();
    if (what > 0.85) await stopDatabase();
    else if (victim && free.length > 1) on(victim, harmOf(what));
    await delay(between(300, 1_500));
  }
  await Promise.all(background);
  return done;
}
