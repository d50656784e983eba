import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from '../auth/index.ts';
import type { Tx } from '../database/index.ts';
import { refuse } from '../errors.ts';
import {
  consentTyp,
  type DataRequest,
  dataRequestKind,
  hasSigned,
  type Incoming,
  type Outcome,
  post,
  readSelf,
  receive,
  type SignedConsent,
  signedConsent,
  tolerance,
} from '../message/index.ts';
import { personById } from './subject.ts';
import type { Transfer } from './table.ts';
import { advance, lockTransfer } from './transfer.ts';
import { openFromManager, unknownExchange } from './trust.ts';

/**
 * As exporter: takes the importer's request, opens the signed consent, and has the manager verify it.
 * The data follows once it has: this answer does not wait for it.
 */
export function dataExport(context: Context, message: string) {
  return receive(context, dataRequestKind, message, (tx, incoming) =>
    redeem(context, tx, incoming),
  );
}

async function redeem(
  { platform }: Context,
  tx: Tx,
  incoming: Incoming<DataRequest>,
): Promise<Outcome> {
  const { claims, exchangeId, now } = incoming;
  const transfer = await lockTransfer(tx, exchangeId);
  if (transfer?.side !== 'EXPORT') throw unknownExchange();
  const consent = await openFromManager(platform, tx, claims.consent, {
    typ: consentTyp,
    claims: signedConsent,
  });
  const self = await readSelf(tx, platform.vault);
  if (consent.aud !== self.id) throw refuse('AUDIENCE_MISMATCH', 'The consent is for another.');
  if (consent.xid !== exchangeId || consent.cid !== transfer.consentId) {
    throw refuse('EXCHANGE_MISMATCH', 'The signed consent is of another exchange.');
  }
  await requireHolder(tx, consent, incoming);
  requireToken(consent, transfer);
  if (consent.exp + tolerance < now.getTime() / 1000) {
    throw refuse('MESSAGE_EXPIRED', 'The signed consent has expired.');
  }
  if (transfer.state !== 'ISSUED' && transfer.state !== 'FAILED') {
    throw refuse('TOKEN_ALREADY_USED', 'The data was asked for with this consent already.');
  }
  await advance(tx, transfer, 'REDEEM', now, { signedConsent: claims.consent });
  const { key } = await personById(platform, tx, transfer.subjectId);
  await post(tx, platform.vault, {
    typ: 'cx-verify+jwt',
    exchangeId,
    recipient: consent.iss,
    deadline: transfer.deadline,
    key,
    claims: { cid: consent.cid, token: consent.token, purposes: transfer.purposes },
  });
  return { result: {} };
}

/** The consent is of use to the importer alone: whoever signs must hold the key that it names, or one that followed it. */
async function requireHolder(
  tx: Tx,
  { importer, cnf }: SignedConsent,
  { from, signingKid }: Incoming<DataRequest>,
): Promise<void> {
  const holds = signingKid === cnf.jkt || (await hasSigned(tx, importer, cnf.jkt));
  if (from !== importer || !holds) {
    throw refuse('TOKEN_HOLDER_MISMATCH', 'The signed consent belongs to another importer.');
  }
}

function requireToken({ token, purposes, data_types }: SignedConsent, transfer: Transfer): void {
  const hash = createHash('sha256').update(token).digest();
  if (!transfer.tokenHash || !timingSafeEqual(hash, transfer.tokenHash)) {
    throw refuse('TOKEN_INVALID', 'The signed consent holds no token of this exchange.');
  }
  if (!purposes.every((purpose) => transfer.purposes.includes(purpose))) {
    throw refuse('PURPOSE_MISMATCH', 'The signed consent is for other purposes.');
  }
  if (!data_types.every((type) => transfer.dataTypes.includes(type))) {
    throw refuse('DATA_TYPE_NOT_CONSENTED', 'The signed consent names other data types.');
  }
}
