import type { Metric } from 'prom-client';

/** From a few milliseconds, which nearly all requests take, to the longest that one may. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];

interface Series {
  labels: { method: string; route: string; status: string };
  status: number;
  /** How many took no longer than each bound, and longer than the one before; the last, longer than all. */
  counts: number[];
  sum: number;
}

/**
 * How long requests took, as a histogram for the registry of prom-client, whose own histogram checks
 * and joins its labels at each observation: that cost half as much as the line in the log.
 */
export class Durations {
  readonly metric: Metric;
  /** By route: a route has few. */
  readonly #series = new Map<string, Series[]>();

  constructor({ name, help }: { name: string; help: string }) {
    const get = async () => ({
      name,
      help,
      type: 'histogram',
      aggregator: 'sum',
      values: [...this.#series.values()].flat().flatMap((series) => valuesOf(name, series)),
    });
    this.metric = { name, help, get, reset: () => this.#series.clear() } as unknown as Metric;
  }

  observe(method: string, route: string, status: number, seconds: number): void {
    const series = this.#seriesOf(method, route, status);
    const bound = bounds.findIndex((most) => seconds <= most);
    const bucket = bound === -1 ? bounds.length : bound;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += seconds;
  }

  #seriesOf(method: string, route: string, status: number): Series {
    const ofRoute = this.#series.get(route) ?? [];
    for (const series of ofRoute) {
      if (series.status === status && series.labels.method === method) return series;
    }
    const labels = { method, route, status: String(status) };
    const made = { labels, status, counts: Array<number>(bounds.length + 1).fill(0), sum: 0 };
    this.#series.set(route, [...ofRoute, made]);
    return made;
  }
}

/** Each bucket counts those before it too, as the text format has it. */
function valuesOf(name: string, { labels, counts, sum }: Series) {
  let total = 0;
  const buckets = counts.map((count, at) => {
    total += count;
    const le = bounds[at] ?? '+Inf';
    return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: total };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: total },
  ];
}
