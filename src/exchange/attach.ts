import { createHash } from 'node:crypto';
import type { Context } from '../auth/index.ts';
import { newId, type Tx } from '../database/index.ts';
import { refuse } from '../errors.ts';
import {
  type AttachToken,
  attachTokenKind,
  chainOf,
  consentTyp,
  currentState,
  encrypt,
  type Incoming,
  type Outcome,
  post,
  readSelf,
  receive,
  sign,
} from '../message/index.ts';
import { findParticipant } from '../participant/index.ts';
import { ownEndpoint } from './identity.ts';
import { transitionExchange } from './lifecycle.ts';
import { referenceOf } from './reference.ts';
import { step } from './step.ts';
import type { Exchange } from './table.ts';
import { endHindered, hindrance, ofExporter } from './taken.ts';

/** Takes the exporter's access token, and sends the importer the signed consent with it. */
export function attachAccessToken(context: Context, message: string) {
  return receive(context, attachTokenKind, message, (tx, incoming) =>
    attach(context, tx, incoming),
  );
}

async function attach(context: Context, tx: Tx, incoming: Incoming<AttachToken>): Promise<Outcome> {
  const { claims, now } = incoming;
  const exchange = await ofExporter(tx, incoming);
  transitionExchange(exchange.state, 'ATTACH');
  if (claims.token_exp * 1000 <= now.getTime()) {
    throw refuse('TOKEN_INVALID', 'The access token has expired.');
  }
  const hindered = await hindrance(tx, exchange);
  if (hindered) return endHindered(tx, exchange, hindered, now);
  const attached = await step(tx, exchange, 'ATTACH', now, {
    tokenHash: createHash('sha256').update(claims.token).digest(),
    tokenExpiresAt: new Date(claims.token_exp * 1000),
  });
  await postImport(context, tx, attached, claims.token);
  return { result: {} };
}

async function postImport(
  { platform }: Context,
  tx: Tx,
  exchange: Exchange,
  token: string,
): Promise<void> {
  const { id, exporterId, importerId, consentId: cid, deadline } = exchange;
  const exporter = await findParticipant(tx, exporterId);
  if (!exporter) throw new Error('The exporter of an exchange is missing');
  const { reference, key } = await referenceOf(platform, tx, exchange.importerPrincipalId);
  await post(tx, platform.vault, {
    typ: 'cx-consent-import+jwt',
    exchangeId: id,
    recipient: importerId,
    deadline,
    key,
    claims: {
      cid,
      sub: reference,
      purposes: exchange.purposeVersionIds,
      data_types: exchange.dataTypes,
      exporter: {
        id: exporterId,
        endpoint: exporter.endpoint,
        keys: await chainOf(tx, exporterId),
      },
      consent: await signedConsent(platform, tx, exchange, token),
      manager_endpoint: await ownEndpoint(tx),
      deadline: seconds(deadline),
    },
  });
}

/** The consent for the exporter's eyes: of use to none but the holder of the importer's key. */
async function signedConsent(
  { vault }: Context['platform'],
  tx: Tx,
  exchange: Exchange,
  token: string,
): Promise<string> {
  const self = await readSelf(tx, vault);
  const exporter = await currentState(tx, exchange.exporterId);
  const importer = await currentState(tx, exchange.importerId);
  if (!exporter || !importer) throw new Error('A participant has no keys');
  const claims = {
    iss: self.id,
    aud: exchange.exporterId,
    jti: newId(),
    exp: seconds(exchange.deadline),
    xid: exchange.id,
    cid: exchange.consentId,
    purposes: exchange.purposeVersionIds,
    data_types: exchange.dataTypes,
    importer: exchange.importerId,
    cnf: { jkt: importer.signing.kid },
    token,
  };
  return encrypt(await sign(consentTyp, claims, self.signing), exporter.encryption);
}

function seconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
