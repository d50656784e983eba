import type { Reader } from '../database/index.ts';
import { type DataKey, KeyDestroyed, seal, unseal, type Vault } from '../vault/index.ts';

/** Seals JSON under a person's key, or under the system's where it concerns nobody. */
export function sealJson(
  vault: Vault,
  key: DataKey | undefined,
  place: string,
  value: unknown,
): { dataKeyId: string | null; sealed: Buffer } {
  return {
    dataKeyId: key?.id ?? null,
    sealed: seal(key ?? vault.systemKey, place, JSON.stringify(value)),
  };
}

/** Opens what {@link sealJson} made; undefined once the person was erased. */
export async function unsealJson(
  reader: Reader,
  vault: Vault,
  place: string,
  { dataKeyId, sealed }: { dataKeyId: string | null; sealed: Buffer },
): Promise<unknown> {
  try {
    const key = dataKeyId === null ? vault.systemKey : await vault.dataKey(reader, dataKeyId);
    return JSON.parse(unseal(key, place, sealed).toString());
  } catch (error) {
    if (error instanceof KeyDestroyed) return undefined;
    throw error;
  }
}
