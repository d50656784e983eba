import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from '../auth/index.ts';
import { newId, type Tx } from '../database/index.ts';
import { refuse } from '../errors.ts';
import {
  chainOf,
  currentState,
  encrypt,
  type Incoming,
  type Outcome,
  readSelf,
  receive,
  releaseLife,
  releaseTyp,
  sign,
  type Verified,
  type Verify,
  verifyKind,
} from '../message/index.ts';
import { findParticipant } from '../participant/index.ts';
import { transitionExchange } from './lifecycle.ts';
import { referenceOf } from './reference.ts';
import { step } from './step.ts';
import type { Exchange } from './table.ts';
import { endHindered, hindrance, ofExporter } from './taken.ts';

/**
 * Verifies for the exporter that the consent stands at this moment, and releases the data to the
 * importer for two minutes. As long as no receipt has come, the exporter may ask again.
 */
export function verifyConsent(context: Context, message: string) {
  return receive(context, verifyKind, message, (tx, incoming) => verify(context, tx, incoming));
}

async function verify(context: Context, tx: Tx, incoming: Incoming<Verify>): Promise<Outcome> {
  const { claims, now } = incoming;
  const exchange = await ofExporter(tx, incoming);
  requireToken(exchange, claims.token, now);
  if (!isSame(claims.purposes, exchange.purposeVersionIds)) {
    throw refuse('PURPOSE_MISMATCH', 'The exchange is for other purposes.');
  }
  const hindered = await hindrance(tx, exchange);
  if (hindered) return endHindered(tx, exchange, hindered, now);
  if (now >= exchange.deadline) throw refuse('EXCHANGE_STATE', 'The time of the exchange is over.');
  const released =
    exchange.state === 'RELEASED'
      ? exchange
      : await step(tx, exchange, 'RELEASE', now, { releaseId: newId() });
  const { reference, key } = await referenceOf(context.platform, tx, exchange.exporterPrincipalId);
  return { result: await verifiedOf(context, tx, released, reference, now), key };
}

async function verifiedOf(
  { platform }: Context,
  tx: Tx,
  exchange: Exchange,
  sub: string,
  now: Date,
): Promise<Verified> {
  const { importerId } = exchange;
  const importer = await findParticipant(tx, importerId);
  const keys = await currentState(tx, importerId);
  if (!importer || !keys) throw new Error('The importer of an exchange is missing');
  const self = await readSelf(tx, platform.vault);
  const iat = Math.floor(now.getTime() / 1000);
  const claims = {
    iss: self.id,
    aud: importerId,
    jti: newId(),
    iat,
    exp: iat + releaseLife,
    xid: exchange.id,
    cid: exchange.consentId,
    rid: exchange.releaseId,
    exporter: exchange.exporterId,
    data_types: exchange.dataTypes,
  };
  return {
    sub,
    data_types: exchange.dataTypes,
    importer: { id: importerId, endpoint: importer.endpoint, keys: await chainOf(tx, importerId) },
    release: await encrypt(await sign(releaseTyp, claims, self.signing), keys.encryption),
    release_exp: claims.exp,
  };
}

function requireToken({ state, tokenHash, tokenExpiresAt }: Exchange, token: string, now: Date) {
  const hash = createHash('sha256').update(token).digest();
  if (!tokenHash || !timingSafeEqual(hash, tokenHash) || !tokenExpiresAt || tokenExpiresAt <= now) {
    throw refuse('TOKEN_INVALID', 'This is not the access token of the exchange.');
  }
  if (state === 'COMPLETED') throw refuse('TOKEN_ALREADY_USED', 'The data has moved already.');
  if (state !== 'RELEASED') transitionExchange(state, 'RELEASE');
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}
