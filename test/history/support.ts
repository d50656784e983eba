import { randomBytes } from 'node:crypto';
import { type Database, newId } from '../../src/database/index.ts';
import type { NewEntry } from '../../src/history/index.ts';
import { configuredKeys, openVault, type Vault } from '../../src/vault/index.ts';

/** An entry of an artifact that is complete enough to be written. */
export function entryFor(artifactId: string, sequence = 1): NewEntry {
  return {
    action: 'WITHDRAW',
    fiduciaryId: newId(),
    principalId: newId(),
    artifactId,
    sequence,
    performedBy: { type: 'SYSTEM', id: null },
    performedAt: new Date(),
  };
}

export function openTestVault(database: Database): Promise<Vault> {
  return openVault(database, configuredKeys([{ id: 'test', key: randomBytes(32) }]));
}
