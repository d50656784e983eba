import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import {
  actorsFor,
  actorsOf,
  type ConsentArtifact,
  exchangeGranted,
  lockConsentOf,
  lockedConsent,
} from '../consent/index.ts';
import { newId, type Tx } from '../database/index.ts';
import { notFound, refuse } from '../errors.ts';
import { checked, present, text } from '../input.ts';
import { chainOf, exchangeSeconds, post, wakeCourier } from '../message/index.ts';
import { findParticipants, type Participant } from '../participant/index.ts';
import { findPrincipals, listByAccount, type Principal } from '../principal/index.ts';
import { refusalOfConsent } from './consent.ts';
import { ownEndpoint } from './identity.ts';
import { referenceOf } from './reference.ts';
import { record } from './step.ts';
import { findUnderWay, insertExchange } from './store.ts';
import type { Exchange } from './table.ts';

const startInput = z.object({ consentId: text(36) });

/**
 * Starts to move a person's data, by the person, under a consent that says from where to where: the
 * first message goes to the exporter.
 *
 * @throws `NOT_FOUND`; `CONSENT_WITHDRAWN`, `CONSENT_EXPIRED`; `DATA_TYPE_NOT_CONSENTED` when no data
 * is to move under it; `PARTICIPANT_SUSPENDED`; `PRINCIPAL_NOT_LINKED` unless the person has linked
 * their records at both sides to their account; `CONFLICT` while another is under way
 */
export async function startExchange(context: Context, input: Command['input']): Promise<Exchange> {
  const { consentId } = checked(startInput, present(input));
  const actors = actorsFor(await actorsOf(context), ['PRINCIPAL']);
  const started = await runCommand(context, { name: 'startExchange', input }, async (tx) => {
    const { artifact } = await lockedConsent(tx, consentId, actors);
    return start(context, tx, artifact);
  });
  wakeCourier(context.platform);
  return started;
}

async function start(context: Context, tx: Tx, artifact: ConsentArtifact): Promise<Exchange> {
  const { platform } = context;
  const locked = await lockConsentOf(tx, artifact.id, artifact.principalId);
  if (!locked) throw notFound();
  const { consent, status, now } = locked;
  const refusal = refusalOfConsent(status);
  if (refusal) throw refusal;
  const terms = exchangeGranted(consent.exchange, consent.grants);
  if (!terms) throw refuse('DATA_TYPE_NOT_CONSENTED', 'No data is to move under this consent.');
  const participants = await findParticipants(tx, [terms.exporter.id, terms.importer.id]);
  const exporter = participants.find(({ id }) => id === terms.exporter.id);
  const importer = participants.find(({ id }) => id === terms.importer.id);
  if (!exporter || !importer) throw new Error('A participant of a consent is missing');
  for (const { status: standing } of [exporter, importer]) {
    if (standing !== 'ACTIVE') {
      throw refuse('PARTICIPANT_SUSPENDED', 'One of the two participants is stopped.');
    }
  }
  const [there, here] = await recordsOf(tx, consent, exporter, importer);
  const underWay = await findUnderWay(tx, consent.id);
  if (underWay) {
    throw refuse('CONFLICT', 'Data is moving under this consent already.', {
      conflictsWith: underWay.id,
    });
  }
  const exchange: Exchange = {
    id: newId(),
    consentId: consent.id,
    fiduciaryId: consent.fiduciaryId,
    principalId: consent.principalId,
    exporterId: exporter.id,
    importerId: importer.id,
    exporterPrincipalId: there.id,
    importerPrincipalId: here.id,
    purposeVersionIds: consent.grants.map(({ purposeVersionId }) => purposeVersionId),
    dataTypes: terms.dataTypes,
    state: 'CREATED',
    version: 1,
    startedAt: now,
    deadline: new Date(now.getTime() + exchangeSeconds * 1000),
    finishedAt: null,
    tokenHash: null,
    tokenExpiresAt: null,
    releaseId: null,
    digest: null,
    storedDataTypes: null,
    failureCode: null,
  };
  await insertExchange(tx, exchange);
  const by = { type: 'PRINCIPAL', id: consent.principalId } as const;
  await record(tx, exchange, { previous: null, now, by });
  const { reference, key } = await referenceOf(platform, tx, there.id);
  await post(tx, platform.vault, {
    typ: 'cx-consent-export+jwt',
    exchangeId: exchange.id,
    recipient: exporter.id,
    deadline: exchange.deadline,
    key,
    claims: {
      cid: consent.id,
      sub: reference,
      purposes: exchange.purposeVersionIds,
      data_types: exchange.dataTypes,
      importer: {
        id: importer.id,
        endpoint: importer.endpoint,
        keys: await chainOf(tx, importer.id),
      },
      manager_endpoint: await ownEndpoint(tx),
      deadline: Math.floor(exchange.deadline.getTime() / 1000),
    },
  });
  return exchange;
}

/** The person's records at both sides, as they have linked them to their account themselves. */
async function recordsOf(
  tx: Tx,
  consent: ConsentArtifact,
  exporter: Participant,
  importer: Participant,
): Promise<[Principal, Principal]> {
  const [own] = await findPrincipals(tx, [consent.principalId]);
  const linked = own?.accountId ? await listByAccount(tx, [own.accountId]) : [];
  const recordAt = ({ fiduciaryId }: Participant) => {
    if (own?.fiduciaryId === fiduciaryId) return own;
    return linked.find((record) => record.fiduciaryId === fiduciaryId && !record.erasedAt);
  };
  const there = recordAt(exporter);
  const here = recordAt(importer);
  if (!there || !here) {
    throw refuse(
      'PRINCIPAL_NOT_LINKED',
      'Link your record at the other side to your account first: it must be known who you are there.',
    );
  }
  return [there, here];
}
