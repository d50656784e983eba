import { createHash } from 'node:crypto';
import type { Context } from '../auth/index.ts';
import type { Tx } from '../database/index.ts';
import { refuse } from '../errors.ts';
import {
  type Data,
  dataBytes,
  dataKind,
  decrypt,
  decryptionKey,
  type Incoming,
  type Outcome,
  type Release,
  readSelf,
  receive,
  recipientOf,
  release,
  releaseTyp,
  sign,
  storedTyp,
  tolerance,
} from '../message/index.ts';
import { canonicalJson } from '../vault/index.ts';
import { keepImported } from './imported.ts';
import type { Transfer } from './table.ts';
import { advance, lockTransfer } from './transfer.ts';
import { openFromManager, unknownExchange } from './trust.ts';

/** As importer: takes the data, keeps it for the person, and signs for it. */
export function dataImport(context: Context, message: string) {
  return receive(context, dataKind, message, (tx, incoming) => keep(context, tx, incoming));
}

async function keep(context: Context, tx: Tx, incoming: Incoming<Data>): Promise<Outcome> {
  const { claims, exchangeId, from, now } = incoming;
  const { platform } = context;
  const transfer = await lockTransfer(tx, exchangeId);
  if (transfer?.side !== 'IMPORT') throw unknownExchange();
  if (transfer.peerId !== from) {
    throw refuse('NOT_EXPORTER', 'Only the exporter of the exchange may send its data.');
  }
  if (transfer.state === 'STORED') {
    throw refuse('DATA_CONFLICT', 'Other data was stored for this exchange already.');
  }
  const released = await openFromManager(platform, tx, claims.release, {
    typ: releaseTyp,
    claims: release,
  });
  const self = await readSelf(tx, platform.vault);
  requireRelease(released, transfer, { self: self.id, exporter: from, now });
  const data = await openData(context, tx, claims);
  const stray = Object.keys(data).find(
    (type) => !released.data_types.includes(type) || !transfer.dataTypes.includes(type),
  );
  if (stray !== undefined) {
    throw refuse('DATA_TYPE_NOT_CONSENTED', 'The data holds a type that was not consented to.');
  }
  await advance(tx, transfer, 'STORE', now, { digest: claims.digest });
  await keepImported(platform, tx, transfer, data, now);
  const storedAt = Math.floor(now.getTime() / 1000);
  const receipt = await sign(
    storedTyp,
    {
      iss: self.id,
      aud: released.iss,
      iat: storedAt,
      xid: exchangeId,
      rid: released.rid,
      digest: claims.digest,
      data_types: Object.keys(data),
      stored_at: storedAt,
    },
    self.signing,
  );
  return { result: { receipt } };
}

function requireRelease(
  { aud, xid, cid, exporter, exp }: Release,
  transfer: Transfer,
  expected: { self: string; exporter: string; now: Date },
): void {
  if (aud !== expected.self) throw refuse('AUDIENCE_MISMATCH', 'The release is for another.');
  if (xid !== transfer.exchangeId || cid !== transfer.consentId) {
    throw refuse('EXCHANGE_MISMATCH', 'The release is of another exchange.');
  }
  if (exporter !== expected.exporter) throw refuse('NOT_EXPORTER', 'The release is for another.');
  if (exp + tolerance < expected.now.getTime() / 1000) {
    throw refuse('MESSAGE_EXPIRED', 'The release has run out: have the consent verified again.');
  }
}

async function openData(
  { platform }: Context,
  tx: Tx,
  { data, digest }: Data,
): Promise<Record<string, unknown>> {
  if (createHash('sha256').update(data).digest('base64url') !== digest) {
    throw refuse('MESSAGE_INVALID', 'The digest is not that of the data.');
  }
  const key = await decryptionKey(tx, platform.vault, recipientOf(data, 'json'));
  if (!key) throw refuse('RECIPIENT_KEY_UNKNOWN', 'The data is encrypted to another key.');
  const text = await decrypt(data, key);
  if (Buffer.byteLength(text) > dataBytes) {
    throw refuse('DATA_TOO_LARGE', `The data of an exchange may have ${dataBytes} bytes.`);
  }
  try {
    const data: unknown = JSON.parse(text);
    if (!isObject(data)) throw new TypeError('The data is a list, or nothing.');
    // What nests deeper than anybody writes by hand would exhaust the stack of whoever reads it.
    canonicalJson(data);
    return data;
  } catch {
    throw refuse('MESSAGE_INVALID', 'The data is not a JSON object by data type.');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
