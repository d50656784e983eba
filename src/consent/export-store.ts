import { asc, inArray } from 'drizzle-orm';
import type { Reader } from '../database/index.ts';
import { artifactNow, requestNow } from './effective.ts';
import {
  artifactTable as artifacts,
  type ConsentArtifact,
  type ConsentRequest,
  requestTable as requests,
} from './table.ts';

/** Every request to these records, oldest first. */
export function findAllRequests(
  reader: Reader,
  principalIds: readonly string[],
): Promise<ConsentRequest[]> {
  return reader
    .select(requestNow)
    .from(requests)
    .where(inArray(requests.principalId, [...principalIds]))
    .orderBy(asc(requests.createdAt), asc(requests.id));
}

/** Every consent of these records, oldest first. */
export function findAllConsents(
  reader: Reader,
  principalIds: readonly string[],
): Promise<ConsentArtifact[]> {
  return reader
    .select(artifactNow)
    .from(artifacts)
    .where(inArray(artifacts.principalId, [...principalIds]))
    .orderBy(asc(artifacts.grantedAt), asc(artifacts.id));
}
