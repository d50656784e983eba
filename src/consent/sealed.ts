import { recordAccess } from '../access/index.ts';
import type { Context } from '../auth/index.ts';
import { dataKeyOf } from '../principal/index.ts';
import { type DataKey, seal, unseal } from '../vault/index.ts';
import type { ConsentRequest } from './table.ts';

const metadataPlace = (requestId: string) => `consent_request.metadata:${requestId}`;
const reasonPlace = (requestId: string) => `consent_request.reason:${requestId}`;

/** What a request keeps encrypted under the person's key. */
export function sealRequest(
  key: DataKey,
  requestId: string,
  { metadata, reason }: { metadata: object | null; reason: string | null },
): Pick<ConsentRequest, 'metadata' | 'reason'> {
  return {
    metadata:
      metadata === null ? null : seal(key, metadataPlace(requestId), JSON.stringify(metadata)),
    reason: reason === null ? null : seal(key, reasonPlace(requestId), reason),
  };
}

/** A practitioner's reason: for the person and whoever asked, not for operators. */
export async function openReason(
  context: Context,
  { id, principalId, fiduciaryId, reason }: ConsentRequest,
): Promise<string | null> {
  if (!reason || context.caller?.roles.has('operator')) return null;
  const key = await dataKeyOf(context, principalId);
  if (key) recordAccess(context, { principalId, fiduciaryId }, 'REASON');
  return key && unseal(key, reasonPlace(id), reason).toString();
}

/** A fiduciary's own data about a request: for that fiduciary alone. */
export async function openMetadata(
  context: Context,
  request: ConsentRequest,
): Promise<object | null> {
  const { caller } = context;
  const own = caller?.roles.has('fiduciary') && caller.fiduciaryId === request.fiduciaryId;
  if (!request.metadata || !own) return null;
  const key = await dataKeyOf(context, request.principalId);
  if (key) recordAccess(context, request, 'METADATA');
  return key && unsealMetadata(key, request);
}

/** What the fiduciary noted at the request, opened with the person's key; null when it noted nothing. */
export function unsealMetadata(key: DataKey, { id, metadata }: ConsentRequest): object | null {
  return metadata && JSON.parse(unseal(key, metadataPlace(id), metadata).toString());
}
