import { z } from 'zod';
import { readClock, type Tx } from '../database/index.ts';
import { badInput } from '../errors.ts';
import { findFiduciary } from '../fiduciary/index.ts';
import { listOf, optional, text } from '../input.ts';
import { findParticipant, type Participant } from '../participant/index.ts';
import { lockReplaced } from './artifact-store.ts';
import type { ExchangeTerms, Grant } from './consent.ts';
import { type ArtifactStatus, artifactStatusAt } from './lifecycle.ts';
import type { AskedPurpose } from './notice.ts';
import type { ConsentArtifact } from './table.ts';

export const exchangeInput = z.object({
  exporterId: z.uuid('This is the id of a participant.'),
  importerId: z.uuid('This is the id of a participant.'),
  dataTypes: optional(listOf(text(100), 1, 200)),
});

/**
 * Pins between which participants data is to move. The data fiduciary that asks is one of the two:
 * nobody asks for data to move between others.
 *
 * @throws `BAD_USER_INPUT` naming the field
 */
export async function exchangeTerms(
  tx: Tx,
  fiduciaryId: string,
  asked: AskedPurpose[],
  exchange: z.output<typeof exchangeInput> | null,
): Promise<ExchangeTerms | null> {
  if (!exchange) return null;
  const { exporterId, importerId } = exchange;
  const exporter = await side(tx, 'exporterId', exporterId);
  const importer = await side(tx, 'importerId', importerId);
  if (exporterId === importerId) {
    throw badInput('exchange.importerId', 'Data does not move to where it comes from.');
  }
  if (![exporter, importer].some((one) => one.fiduciaryId === fiduciaryId)) {
    throw badInput('exchange.exporterId', 'One of the two participants must be yours.');
  }
  const fields = new Set(asked.flatMap(({ dataFields }) => dataFields));
  const dataTypes = exchange.dataTypes ?? [...fields];
  const stray = dataTypes.findIndex((type) => !fields.has(type));
  if (stray >= 0) {
    throw badInput(`exchange.dataTypes.${stray}`, 'This is not among the fields asked for.');
  }
  return {
    exporter: { id: exporterId, name: exporter.name },
    importer: { id: importerId, name: importer.name },
    dataTypes,
  };
}

/** What was granted of it: the data types of the purposes that were agreed to. */
export function exchangeGranted(
  asked: ExchangeTerms | null,
  grants: Grant[],
): ExchangeTerms | null {
  if (!asked) return null;
  const granted = new Set(grants.flatMap(({ dataFields }) => dataFields));
  const dataTypes = asked.dataTypes.filter((type) => granted.has(type));
  return dataTypes.length > 0 ? { ...asked, dataTypes } : null;
}

async function side(tx: Tx, field: string, id: string): Promise<Participant & { name: string }> {
  const participant = await findParticipant(tx, id);
  const fiduciary = participant && (await findFiduciary(tx, participant.fiduciaryId));
  if (!fiduciary || participant.status === 'INVITED') {
    throw badInput(`exchange.${field}`, 'This is not a participant of the exchange.');
  }
  return { ...participant, name: fiduciary.name };
}

/**
 * The consent that data moves under, locked so that nobody withdraws it meanwhile, with where it
 * stands at this moment.
 *
 * @param id of a consent of this person
 */
export async function lockConsentOf(
  tx: Tx,
  id: string,
  principalId: string,
): Promise<{ consent: ConsentArtifact; status: ArtifactStatus; now: Date } | undefined> {
  const consent = await lockReplaced(tx, id, principalId);
  if (!consent) return undefined;
  const now = await readClock(tx);
  return { consent, status: artifactStatusAt(consent, now), now };
}
