import {
  answerAbout,
  areRight,
  askAbout,
  askAboutMany,
  type Dialect,
  type Purposes,
} from '../question.ts';
import { type Connection, openConnection } from './connection.ts';
import { serve } from './serve.ts';
import { untilTaken } from './taken.ts';

/** One stretch of load on one server. */
export interface HttpLoad {
  url: string;
  path: string;
  headers: Record<string, string>;
  dialect: Dialect;
  purposes: Purposes;
  /** How many consents there are to ask about. */
  consents: number;
  connections: number;
  /** How many consents one request asks about; 1 unless said. */
  items?: number;
  seconds: number;
  /** Ends it earlier. */
  count?: number;
  /** Requests a second; as many as the server takes unless said. */
  rate?: number;
}

export interface HttpOutcome {
  answers: number;
  seconds: number;
  /** Milliseconds. With a rate, counted from when the request was due. */
  p50: number;
  p99: number;
  wrong: number;
  /** The first wrong answer. */
  example?: string;
}

serve(run);

async function run(load: HttpLoad): Promise<HttpOutcome> {
  // What it takes to connect is no part of any answer.
  const connections = await Promise.all(
    Array.from({ length: load.connections }, () =>
      openConnection(load.url, load.path, load.headers),
    ),
  );
  const latencies: number[] = [];
  let wrong = 0;
  let example: string | undefined;
  await Promise.all(connections.map(({ post }) => post(bodyAbout(load, 0))));
  const started = performance.now();
  const end = started + load.seconds * 1000;
  let asked = 0;

  const one = async ({ post }: Connection, due: number) => {
    const i = Math.floor(Math.random() * load.consents);
    const text = await untilTaken(() => post(bodyAbout(load, i)));
    latencies.push(performance.now() - due);
    if (load.items ? areRight(text, manyFrom(load, i)) : text.includes(answerAbout(i))) return;
    wrong += 1;
    example ??= text;
  };

  await Promise.all(
    connections.map(async (connection) => {
      for (;;) {
        const due = load.rate ? started + (asked++ * 1000) / load.rate : performance.now();
        if (due >= end || latencies.length >= (load.count ?? Number.POSITIVE_INFINITY)) break;
        const early = due - performance.now();
        if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
        const now = performance.now();
        if (now >= end) break;
        // Timers fire up to a millisecond early, which is nothing that an answer gained.
        await one(connection, Math.min(due, now));
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  for (const connection of connections) connection.close();
  latencies.sort((a, b) => a - b);
  const at = (part: number) => latencies[Math.floor(latencies.length * part)] ?? 0;
  return { answers: latencies.length, seconds, p50: at(0.5), p99: at(0.99), wrong, example };
}

function bodyAbout(load: HttpLoad, i: number): string {
  return load.items
    ? askAboutMany(manyFrom(load, i), load.purposes)
    : askAbout(load.dialect, i, load.purposes);
}

/** The consents that one request asks about. */
function manyFrom({ items = 0, consents }: HttpLoad, i: number): number[] {
  return Array.from({ length: items }, (_, n) => (i + n * 7919) % consents);
}
