import type { Context } from '../auth/index.ts';
import type { Tx } from '../database/index.ts';
import { refuse } from '../errors.ts';
import {
  checkSignature,
  type Incoming,
  type Outcome,
  type Report,
  readSelf,
  receipt,
  receive,
  reportKind,
  stateOfSigner,
  storedTyp,
  UnknownSigner,
  unverified,
} from '../message/index.ts';
import { step } from './step.ts';
import type { Exchange } from './table.ts';
import { ofExporter } from './taken.ts';

/** Takes the importer's receipt from the exporter: both name the same bytes, and the exchange is complete. */
export function reportTransfer(context: Context, message: string) {
  return receive(context, reportKind, message, (tx, incoming) => report(context, tx, incoming));
}

async function report(context: Context, tx: Tx, incoming: Incoming<Report>): Promise<Outcome> {
  const { claims, now } = incoming;
  const exchange = await ofExporter(tx, incoming);
  const storedDataTypes = await requireReceipt(context, tx, exchange, claims);
  await step(tx, exchange, 'COMPLETE', now, { digest: claims.digest, storedDataTypes });
  return { result: {} };
}

/**
 * @returns the kinds of data that it is a receipt for
 * @throws `RECEIPT_INVALID` unless the importer signed that it stored these bytes for this exchange
 */
async function requireReceipt(
  { platform }: Context,
  tx: Tx,
  exchange: Exchange,
  claims: Report,
): Promise<string[]> {
  const problem = 'This is no receipt of the importer for this data.';
  const forged = () => refuse('RECEIPT_INVALID', problem);
  const { importerId } = exchange;
  const check = async () => {
    const given = unverified(claims.receipt);
    const signer = await stateOfSigner(tx, importerId, given.kid);
    if (!signer) throw new UnknownSigner(importerId, 'RECEIPT_INVALID', problem);
    await checkSignature(given, signer.signing.key);
    return { typ: given.typ, said: receipt.parse(given.claims) };
  };
  const { typ, said } = await check().catch((error: unknown) => {
    throw error instanceof UnknownSigner ? error : forged();
  });
  const self = await readSelf(tx, platform.vault);
  const fits =
    typ === storedTyp &&
    said.iss === importerId &&
    said.aud === self.id &&
    said.xid === exchange.id &&
    said.rid === exchange.releaseId &&
    said.digest === claims.digest &&
    said.data_types.every((type) => exchange.dataTypes.includes(type));
  if (!fits) throw forged();
  return said.data_types;
}
