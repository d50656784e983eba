import { eq } from 'drizzle-orm';
import { type Given, isOneOf, type Reader, statement, type Tx } from '../database/index.ts';
import { unseal, type Vault } from '../vault/index.ts';
import type { JsonValue } from './entry.ts';
import { entryDisclosureTable as table } from './table.ts';

/** What lies sealed: each value with the salt that opens its commitment, base64url. */
export type Disclosures = Record<string, { value: JsonValue; salt: string }>;

/**
 * Opens what entries disclose, in at most two statements however many they are. An entry that
 * discloses nothing, or whose person was erased, is missing from the answer.
 *
 * @returns by entry id.
 */
export async function disclose(
  reader: Reader,
  vault: Vault,
  entryIds: readonly string[],
): Promise<Map<string, Disclosures>> {
  if (entryIds.length === 0) return new Map();
  const rows = await sealedIn(reader, { entryIds });
  const keys = await vault.dataKeys(reader, [...new Set(rows.map((row) => row.dataKeyId))]);
  return new Map(
    rows.flatMap(({ entryId, dataKeyId, sealed }): [string, Disclosures][] => {
      const key = keys.get(dataKeyId);
      if (!key) return [];
      return [[entryId, JSON.parse(unseal(key, disclosurePlace(entryId), sealed).toString())]];
    }),
  );
}

const sealedIn = statement((on, { entryIds }: Given<{ entryIds: readonly string[] }>) =>
  on.select().from(table).where(isOneOf(table.entryId, entryIds)),
);

/** Deletes what all entries of a person disclose: commitments and proofs stay. Returns how many. */
export async function eraseDisclosures(tx: Tx, principalId: string): Promise<number> {
  const erased = await tx
    .delete(table)
    .where(eq(table.principalId, principalId))
    .returning({ entryId: table.entryId });
  return erased.length;
}

/** Binds a sealed disclosure to its entry. */
export function disclosurePlace(entryId: string): string {
  return `entry_disclosure.sealed:${entryId}`;
}
