import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../auth/index.ts';
import type { Tx } from '../database/index.ts';
import { refuse } from '../errors.ts';
import {
  type ConsentExport,
  checkEndpoint,
  consentExportKind,
  type Incoming,
  type Outcome,
  pinParty,
  post,
  receive,
} from '../message/index.ts';
import { personNamed } from './subject.ts';
import { beginTransfer, findTransfer } from './transfer.ts';
import { requireManager } from './trust.ts';

/**
 * As exporter: takes the consent that a person gave, makes an access token for it, and sends the
 * token to the manager. Of the token itself only a hash is kept.
 */
export function consentExport(context: Context, message: string) {
  return receive(context, consentExportKind, message, (tx, incoming) =>
    issue(context, tx, incoming),
  );
}

async function issue(
  { platform }: Context,
  tx: Tx,
  incoming: Incoming<ConsentExport>,
): Promise<Outcome> {
  const { claims, from, exchangeId, now } = incoming;
  await requireManager(platform, tx, incoming);
  if (await findTransfer(tx, exchangeId)) {
    throw refuse('EXCHANGE_STATE', 'This exchange was told of before, in other words.');
  }
  const { importer } = claims;
  checkEndpoint(importer.endpoint, platform.config.privateTargets);
  await pinParty(
    tx,
    { id: importer.id, endpoint: importer.endpoint, standing: 'PEER' },
    importer.keys,
  );
  const { subject, key } = await personNamed(platform, tx, claims.sub);
  const token = randomBytes(32).toString('base64url');
  const deadline = new Date(claims.deadline * 1000);
  await beginTransfer(tx, {
    exchangeId,
    side: 'EXPORT',
    state: 'ISSUED',
    subjectId: subject.id,
    consentId: claims.cid,
    peerId: importer.id,
    purposes: claims.purposes,
    dataTypes: claims.data_types,
    startedAt: now,
    deadline,
    tokenHash: createHash('sha256').update(token).digest(),
  });
  await post(tx, platform.vault, {
    typ: 'cx-attach-token+jwt',
    exchangeId,
    recipient: from,
    deadline,
    key,
    claims: { cid: claims.cid, token, token_exp: claims.deadline },
  });
  return { result: {} };
}
