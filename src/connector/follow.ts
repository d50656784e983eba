import { createHash } from 'node:crypto';
import type { Tx } from '../database/index.ts';
import type { ErrorCode } from '../errors.ts';
import {
  checkEndpoint,
  consentTyp,
  exchangeSeconds,
  type Followers,
  pinParty,
  post,
  retiredKeySeconds,
  signedConsent,
  stored,
  verified,
} from '../message/index.ts';
import type { Platform } from '../platform.ts';
import { seal, unseal } from '../vault/index.ts';
import { fetchSealed } from './fetch.ts';
import { allows } from './lifecycle.ts';
import type { DataSource } from './source.ts';
import { personById } from './subject.ts';
import type { Transfer } from './table.ts';
import { advance, findTransfer, lockTransfer, updateTransfer } from './transfer.ts';
import { managerId, openFromManager } from './trust.ts';

type Follower = NonNullable<Followers[keyof Followers]>;
type Letter = Parameters<Follower['answered']>[0];

/** A release is used only while it has so much to live, in milliseconds: fetching took the rest. */
const freshRelease = 60_000;
/** Data is sent only while its release has so much to live, in milliseconds. */
const leastRelease = 5_000;

const dataPlace = (exchangeId: string) => `transfer.data:${exchangeId}`;

/** What a participant does about its own messages. */
export function connectorFollowers(platform: Platform, source: DataSource): Followers {
  const done = async () => async () => {};
  return {
    'cx-attach-token+jwt': { answered: done, ended: fail },
    'cx-data-request+jwt': { answered: done, ended: fail },
    'cx-verify+jwt': {
      answered: (letter, result, stopping) =>
        prepareData(platform, source, letter, { result, stopping }),
      ended: fail,
    },
    'cx-data+jwt': {
      sending: (tx, letter, now) => sendOrVerify(platform, tx, letter, now),
      answered: async (letter, result) => (tx, now) =>
        acknowledge(platform, tx, letter, result, now),
      ended: fail,
    },
    // The data is where it was to go; the manager calls the exchange unconfirmed.
    'cx-receipt+jwt': { answered: done, ended: async () => {} },
  };
}

async function fail(tx: Tx, { exchangeId }: Letter, code: ErrorCode, now: Date): Promise<void> {
  const transfer = await lockTransfer(tx, exchangeId);
  if (transfer && allows(transfer.state, 'FAIL'))
    await advance(tx, transfer, 'FAIL', now, { code });
}

/**
 * The consent stands: fetches the data, unless it was fetched before, and seals it once, so that its
 * digest stays the same however often it is sent. When that took long, the consent is verified again.
 */
async function prepareData(
  platform: Platform,
  source: DataSource,
  { exchangeId }: Letter,
  { result, stopping }: { result: Record<string, unknown>; stopping: AbortSignal },
): Promise<(tx: Tx, now: Date) => Promise<void>> {
  const { db } = platform.database;
  const answer = verified.parse(result);
  const { importer } = answer;
  const transfer = await findTransfer(db, exchangeId);
  if (!transfer || importer.id !== transfer.peerId) return async () => {};
  checkEndpoint(importer.endpoint, platform.config.privateTargets);
  const peer = { id: importer.id, endpoint: importer.endpoint, standing: 'PEER' } as const;
  await db.transaction((tx) => pinParty(tx, peer, importer.keys));
  const data = transfer.data
    ? undefined
    : await fetchSealed(platform, source, transfer, { answer, stopping });
  if (data === 'too large') {
    return async (tx, now) => fail(tx, letterOf(transfer), 'DATA_TOO_LARGE', now);
  }
  return async (tx, now) => {
    const locked = await lockTransfer(tx, exchangeId);
    if (!locked || !(locked.state === 'REDEEMED' || locked.state === 'SENT')) return;
    const { key } = await personById(platform, tx, locked.subjectId);
    const changes =
      data && !locked.data
        ? {
            data: seal(key, dataPlace(exchangeId), data),
            digest: createHash('sha256').update(data).digest('base64url'),
          }
        : {};
    const releaseExpiresAt = new Date(answer.release_exp * 1000);
    const ready = await updateTransfer(tx, locked, { ...changes, releaseExpiresAt });
    if (data && releaseExpiresAt.getTime() - now.getTime() < freshRelease) {
      return verifyAgain(platform, tx, ready);
    }
    await postData(platform, tx, ready, answer.release);
  };
}

function letterOf({ exchangeId, peerId: recipient }: Transfer): Letter {
  return { typ: 'cx-data+jwt', exchangeId, recipient, claims: {} };
}

async function postData(
  platform: Platform,
  tx: Tx,
  transfer: Transfer,
  release: string,
): Promise<void> {
  const { exchangeId, peerId, deadline, digest } = transfer;
  const { key } = await personById(platform, tx, transfer.subjectId);
  if (!transfer.data) throw new Error('The data of a transfer is missing');
  const data = unseal(key, dataPlace(exchangeId), transfer.data).toString();
  await post(tx, platform.vault, {
    typ: 'cx-data+jwt',
    exchangeId,
    recipient: peerId,
    deadline,
    key,
    claims: { release, data, digest },
  });
}

/** Before each sending: with a release that has run out, the consent is verified again first. */
async function sendOrVerify(
  platform: Platform,
  tx: Tx,
  { exchangeId }: Letter,
  now: Date,
): Promise<boolean> {
  const transfer = await lockTransfer(tx, exchangeId);
  if (!transfer || !(transfer.state === 'REDEEMED' || transfer.state === 'SENT')) return false;
  const { releaseExpiresAt } = transfer;
  if (!releaseExpiresAt || releaseExpiresAt.getTime() - now.getTime() < leastRelease) {
    await verifyAgain(platform, tx, transfer);
    return false;
  }
  if (transfer.state === 'REDEEMED') await advance(tx, transfer, 'SEND', now);
  return true;
}

async function verifyAgain(platform: Platform, tx: Tx, transfer: Transfer): Promise<void> {
  const { exchangeId, deadline, consentId, purposes } = transfer;
  const { key } = await personById(platform, tx, transfer.subjectId);
  // Of the token only a hash is kept: it is in the signed consent, for our eyes.
  const { token } = await openFromManager(platform, tx, transfer.signedConsent ?? '', {
    typ: consentTyp,
    claims: signedConsent,
  });
  await post(tx, platform.vault, {
    typ: 'cx-verify+jwt',
    exchangeId,
    recipient: await managerId(tx),
    deadline,
    key,
    claims: { cid: consentId, token, purposes },
  });
}

/** The importer has stored the data: its receipt goes to the manager, and the data goes from here. */
async function acknowledge(
  platform: Platform,
  tx: Tx,
  { exchangeId }: Letter,
  result: Record<string, unknown>,
  now: Date,
): Promise<void> {
  const transfer = await lockTransfer(tx, exchangeId);
  if (transfer?.state !== 'SENT') return;
  const { receipt } = stored.parse(result);
  const { consentId: cid, digest, deadline } = await advance(tx, transfer, 'ACKNOWLEDGE', now);
  const spare = (retiredKeySeconds - exchangeSeconds) * 1000;
  await post(tx, platform.vault, {
    typ: 'cx-receipt+jwt',
    exchangeId,
    recipient: await managerId(tx),
    deadline: new Date(deadline.getTime() + spare),
    claims: { cid, digest, receipt },
  });
}
