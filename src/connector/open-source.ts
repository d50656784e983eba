import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigProblem } from '../config.ts';
import type { Platform } from '../platform.ts';
import { type DataSource, tableSource } from './source.ts';

/**
 * Where this exporter's data comes from: the default export of the module that `DATA_SOURCE` names,
 * by its path from the folder that the server was started in; without one, the table.
 *
 * @throws ConfigProblem when the module cannot be loaded, or exports no source
 */
export async function openSource(platform: Platform): Promise<DataSource> {
  const { dataSource: path } = platform.config;
  if (path === undefined) return tableSource(platform);
  const module: unknown = await import(pathToFileURL(resolve(path)).href).catch((cause) => {
    throw new ConfigProblem(`DATA_SOURCE: ${path} cannot be loaded: ${reasonOf(cause)}`, { cause });
  });
  const source = (module as { default?: Partial<DataSource> }).default;
  if (typeof source?.fetch !== 'function') {
    throw new ConfigProblem(`DATA_SOURCE: ${path} has no default export with a function fetch`);
  }
  return source as DataSource;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
}
