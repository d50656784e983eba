import type { Context } from '../auth/index.ts';
import { newId, type Tx } from '../database/index.ts';
import { refuse } from '../errors.ts';
import {
  type ConsentImport,
  checkEndpoint,
  consentImportKind,
  type Incoming,
  type Outcome,
  pinParty,
  post,
  receive,
} from '../message/index.ts';
import { personNamed } from './subject.ts';
import { beginTransfer, findTransfer } from './transfer.ts';
import { requireManager } from './trust.ts';

/** As importer: takes the signed consent, and asks the exporter for the data with it, unopened. */
export function consentImport(context: Context, message: string) {
  return receive(context, consentImportKind, message, (tx, incoming) =>
    request(context, tx, incoming),
  );
}

async function request(
  { platform }: Context,
  tx: Tx,
  incoming: Incoming<ConsentImport>,
): Promise<Outcome> {
  const { claims, exchangeId, now } = incoming;
  await requireManager(platform, tx, incoming);
  if (await findTransfer(tx, exchangeId)) {
    throw refuse('EXCHANGE_STATE', 'This exchange was told of before, in other words.');
  }
  const { exporter } = claims;
  checkEndpoint(exporter.endpoint, platform.config.privateTargets);
  await pinParty(
    tx,
    { id: exporter.id, endpoint: exporter.endpoint, standing: 'PEER' },
    exporter.keys,
  );
  const { subject, key } = await personNamed(platform, tx, claims.sub);
  const deadline = new Date(claims.deadline * 1000);
  await beginTransfer(tx, {
    exchangeId,
    side: 'IMPORT',
    state: 'DATA_REQUESTED',
    subjectId: subject.id,
    consentId: claims.cid,
    peerId: exporter.id,
    purposes: claims.purposes,
    dataTypes: claims.data_types,
    startedAt: now,
    deadline,
    tokenHash: null,
  });
  await post(tx, platform.vault, {
    typ: 'cx-data-request+jwt',
    exchangeId,
    recipient: exporter.id,
    deadline,
    key,
    claims: { consent: claims.consent, request: newId() },
  });
  return { result: {} };
}
