import type { DataSource } from '../../src/connector/index.ts';

/** What the source does next; each test says it. */
export const steering: { fetch: DataSource['fetch'] } = { fetch: async () => ({}) };

/** As an exporter plugs its own in: by its path, in `DATA_SOURCE`. */
const source: DataSource = {
  fetch: (reference, dataTypes, signal) => steering.fetch(reference, dataTypes, signal),
};
export default source;
