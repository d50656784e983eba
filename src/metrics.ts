import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** One number, or one for each value of a label. Labels never hold ids or anything of a person. */
export type Reading = number | { label: string; values: Readonly<Record<string, number>> };

/** Numbers that are read together, when they are asked for: by name, without `consentgraph_`. */
export interface MetricGroup {
  /** For the log, should it fail. */
  name: string;
  /** What each number says, by its name. Those that end with `_total` only rise. */
  help: Readonly<Record<string, string>>;
  read(): Record<string, Reading> | Promise<Record<string, Reading>>;
}

/**
 * What a server measures of itself, in the text format of Prometheus. Each part of the server adds
 * its numbers; most are read at the moment of a scrape, so that a request pays nothing for them.
 */
export interface Metrics {
  /** For what must be counted where it happens. */
  readonly registry: Registry;
  add(group: MetricGroup): void;
  /** Everything as it is now. A group that fails or is too slow is left out, and counted as failed. */
  expose(): Promise<{ type: string; text: string }>;
}

/** @param onProblem told of a group that could not be read. */
export function createMetrics(onProblem: (group: string, error: unknown) => void): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const groups: { group: MetricGroup; shown: Map<string, Gauge | Counter> }[] = [];
  const failures = new Counter({
    name: 'consentgraph_metrics_failures_total',
    help: 'Groups of metrics that could not be read.',
    registers: [registry],
  });

  async function refresh({ group, shown }: (typeof groups)[number]): Promise<void> {
    for (const metric of shown.values()) metric.reset();
    try {
      const readings = await inTime(group.read());
      for (const [name, reading] of Object.entries(readings)) {
        const { labelNames, values } = valuesOf(reading);
        const metric = shown.get(name) ?? made(name, group.help[name], labelNames, registry);
        shown.set(name, metric);
        for (const [labels, value] of values) {
          if (metric instanceof Gauge) metric.set(labels, value);
          else metric.inc(labels, value);
        }
      }
    } catch (error) {
      // What is not known is not shown: an old number would look like a new one.
      for (const name of shown.keys()) {
        registry.removeSingleMetric(metricName(name));
      }
      shown.clear();
      failures.inc();
      onProblem(group.name, error);
    }
  }

  return {
    registry,
    add: (group) => {
      groups.push({ group, shown: new Map() });
    },
    async expose() {
      await Promise.all(groups.map(refresh));
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

function made(
  name: string,
  help: string | undefined,
  labelNames: string[],
  registry: Registry,
): Gauge | Counter {
  if (help === undefined) throw new Error(`There is no help for the metric ${name}`);
  const options = { name: metricName(name), help, labelNames, registers: [registry] };
  return name.endsWith('_total') ? new Counter(options) : new Gauge(options);
}

function metricName(name: string): string {
  return `consentgraph_${name}`;
}

function valuesOf(reading: Reading): {
  labelNames: string[];
  values: [Record<string, string>, number][];
} {
  if (typeof reading === 'number') return { labelNames: [], values: [[{}, reading]] };
  const { label, values } = reading;
  return {
    labelNames: [label],
    values: Object.entries(values).map(([value, number]) => [{ [label]: value }, number]),
  };
}

/** A scrape waits seconds at most, also for a database that is gone. */
async function inTime<T>(reading: T | Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('it took more than two seconds')), 2_000);
  try {
    return await Promise.race([reading, promise]);
  } finally {
    clearTimeout(timer);
  }
}
