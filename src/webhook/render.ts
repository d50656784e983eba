import { unsealMetadata } from '../consent/index.ts';
import { newId, type Tx } from '../database/index.ts';
import type { HistoryEntry } from '../history/index.ts';
import type { Platform } from '../platform.ts';
import { findPrincipals, openExternalUserId } from '../principal/index.ts';
import { findVersions } from '../purpose/index.ts';
import { type DataKey, seal, unseal, type Vault } from '../vault/index.ts';
import { bodyOf, type Told } from './body.ts';
import { eventOf } from './event.ts';
import { findConsents, findRequestPurposes, findRequests } from './event-store.ts';
import type { Delivery, Endpoint } from './table.ts';

type Rendered = Pick<
  Delivery,
  'id' | 'endpointId' | 'eventId' | 'event' | 'body' | 'dataKeyId' | 'occurredAt'
>;

/**
 * The deliveries that tell an endpoint of some entries: their bytes made once, and sealed under the
 * person's key. What happens to a person who was erased is told without naming them.
 */
export async function render(
  platform: Pick<Platform, 'vault'>,
  tx: Tx,
  endpoint: Endpoint,
  entries: readonly HistoryEntry[],
): Promise<Rendered[]> {
  if (entries.length === 0) return [];
  const tell = await tellerOf(platform, tx, entries);
  return entries.flatMap((entry) => {
    const event = eventOf(entry.action);
    if (!event) return [];
    const { told, key } = tell(entry);
    const id = newId();
    return {
      id,
      endpointId: endpoint.id,
      eventId: entry.id,
      event,
      body: sealBody(platform.vault, key, id, bodyOf(entry, told)),
      dataKeyId: key?.id ?? null,
      occurredAt: entry.performedAt,
    };
  });
}

export function sealBody(vault: Vault, key: DataKey | null, id: string, body: string): Buffer {
  return seal(key ?? vault.systemKey, bodyPlace(id), body);
}

export function openBody(vault: Vault, key: DataKey | null, { id, body }: Delivery): string {
  return unseal(key ?? vault.systemKey, bodyPlace(id), body).toString();
}

function bodyPlace(id: string): string {
  return `webhook_delivery.body:${id}`;
}

/** Reads what bodies tell beside their entries, for all of them at once. */
async function tellerOf(
  { vault }: Pick<Platform, 'vault'>,
  tx: Tx,
  entries: readonly HistoryEntry[],
) {
  const consents = byId(await findConsents(tx, idsOf(entries, 'artifactId')));
  const requests = byId(await findRequests(tx, idsOf(entries, 'requestId')));
  const principals = byId(await findPrincipals(tx, idsOf(entries, 'principalId')));
  const keys = await vault.dataKeys(
    tx,
    [...principals.values()].map(({ dataKeyId }) => dataKeyId),
  );
  const undecided = entries.filter(({ artifactId }) => artifactId === null);
  const asked = Map.groupBy(
    await findRequestPurposes(tx, idsOf(undecided, 'requestId')),
    ({ requestId }) => requestId,
  );
  const granted = (entry: HistoryEntry) =>
    entry.artifactId === null
      ? (asked.get(entry.requestId ?? '') ?? [])
      : (consents.get(entry.artifactId)?.grants ?? []);
  const versions = byId(
    await findVersions(tx, [
      ...new Set(entries.flatMap(granted).map(({ purposeVersionId }) => purposeVersionId)),
    ]),
  );

  return (entry: HistoryEntry): { told: Told; key: DataKey | null } => {
    const principal = principals.get(entry.principalId ?? '');
    const request = requests.get(entry.requestId ?? '');
    const key = (principal && keys.get(principal.dataKeyId)) ?? null;
    return {
      key,
      told: {
        userId: key && principal ? openExternalUserId(key, principal) : null,
        purposes: granted(entry).map(({ purposeId, purposeVersionId }) => ({
          purposeId,
          purposeVersionId,
          title: versions.get(purposeVersionId)?.title ?? '',
        })),
        consent: consents.get(entry.artifactId ?? '') ?? null,
        metadata: (key && request && unsealMetadata(key, request)) ?? {},
      },
    };
  };
}

function byId<Row extends { id: string }>(rows: Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

function idsOf(
  entries: readonly HistoryEntry[],
  name: 'artifactId' | 'requestId' | 'principalId',
): string[] {
  return [...new Set(entries.flatMap((entry) => entry[name] ?? []))];
}
