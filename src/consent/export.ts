import { recordAccess } from '../access/index.ts';
import { type Context, loader } from '../auth/index.ts';
import { readClock } from '../database/index.ts';
import { fiduciaryById, practitionerById } from '../fiduciary/index.ts';
import { type HistoryEntry, readEntries } from '../history/index.ts';
import {
  dataKeyById,
  openExternalUserId,
  ownAccount,
  type Principal,
  principalsOfAccount,
} from '../principal/index.ts';
import { findAllConsents, findAllRequests } from './export-store.ts';
import { disclosuresOf } from './history.ts';
import { noticeByHash, purposesOfRequest } from './loader.ts';
import { openReason } from './sealed.ts';
import type { ConsentArtifact, ConsentRequest } from './table.ts';

/** How many entries of one record's history are read at a time. */
const historyPage = 1000;

/**
 * The person's own copy of everything about their consents, over all data fiduciaries, as one
 * machine-readable document (DPDP Rules 2025, First Schedule, Part B; DPDP Act 2023 s.11). With the
 * public keys in it, every consent can be checked offline.
 */
export async function exportMyConsents(context: Context): Promise<Record<string, unknown>> {
  const { database, vault } = context.platform;
  const account = await ownAccount(context);
  const records = await loader(context, principalsOfAccount).load(account.id);
  const ids = records.map(({ id }) => id);
  const [requests, consents, now] = await Promise.all([
    ids.length > 0 ? findAllRequests(database.db, ids) : [],
    ids.length > 0 ? findAllConsents(database.db, ids) : [],
    readClock(database.db),
  ]);
  await vault.refresh();
  return {
    format: 'consentgraph-export/1',
    exportedAt: now.toISOString(),
    accountId: account.id,
    records: await Promise.all(
      records.map((record) => exportRecord(context, record, requests, consents)),
    ),
    keys: vault.publicKeys().keys,
  };
}

async function exportRecord(
  context: Context,
  record: Principal,
  requests: ConsentRequest[],
  consents: ConsentArtifact[],
) {
  const [fiduciary, key, history] = await Promise.all([
    loader(context, fiduciaryById).load(record.fiduciaryId),
    loader(context, dataKeyById).load(record.dataKeyId),
    wholeHistory(context, record.id),
  ]);
  recordAccess(
    context,
    { principalId: record.id, fiduciaryId: record.fiduciaryId },
    'EXTERNAL_USER_ID',
  );
  return {
    principalId: record.id,
    externalUserId: key && openExternalUserId(key, record),
    linkedAt: record.linkedAt,
    fiduciary: {
      id: fiduciary.id,
      name: fiduciary.name,
      legalName: fiduciary.legalName,
      contactEmail: fiduciary.contactEmail,
      privacyPolicyUrl: fiduciary.privacyPolicyUrl,
      grievanceContact: fiduciary.grievanceContact,
    },
    requests: await Promise.all(
      requests
        .filter(({ principalId }) => principalId === record.id)
        .map((request) => exportRequest(context, request)),
    ),
    consents: await Promise.all(
      consents
        .filter(({ principalId }) => principalId === record.id)
        .map((consent) => exportConsent(context, consent)),
    ),
    history: await Promise.all(history.map((entry) => exportEntry(context, entry))),
  };
}

async function exportRequest(context: Context, request: ConsentRequest) {
  const [purposes, practitioner, reason] = await Promise.all([
    loader(context, purposesOfRequest).load(request.id),
    request.practitionerId && loader(context, practitionerById).load(request.practitionerId),
    openReason(context, request),
  ]);
  return {
    id: request.id,
    status: request.status,
    practitioner: practitioner
      ? { name: practitioner.name, specialization: practitioner.specialization }
      : null,
    reason,
    purposes: purposes.map(({ purposeId, purposeVersionId, dataFields }) => ({
      purposeId,
      purposeVersionId,
      dataFields,
    })),
    language: request.language,
    durationDays: request.durationDays,
    createdAt: request.createdAt,
    expiresAt: request.expiresAt,
    decidedAt: request.decidedAt,
  };
}

async function exportConsent(context: Context, consent: ConsentArtifact) {
  const notice = await loader(context, noticeByHash).load(consent.noticeHash);
  return {
    id: consent.id,
    requestId: consent.requestId,
    status: consent.status,
    statusChangedAt: consent.statusChangedAt,
    grantedAt: consent.grantedAt,
    validTill: consent.validTill,
    assurance: consent.assurance,
    purposes: consent.grants,
    predecessorId: consent.predecessorId,
    successorId: consent.successorId,
    notice: { hash: notice.hash, ...notice.body },
    hash: consent.hash,
    jws: consent.jws,
  };
}

async function exportEntry(context: Context, entry: HistoryEntry) {
  const disclosures = (await loader(context, disclosuresOf).load(entry.id)) ?? {};
  const details = Object.entries(disclosures).map(([name, { value }]) => [name, value]);
  return { ...entry, details: Object.fromEntries(details) };
}

async function wholeHistory(context: Context, principalId: string): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  for (;;) {
    const after = entries.at(-1)?.id;
    const page = { subjectId: principalId, limit: historyPage, after };
    const [read = []] = await readEntries(context.platform.database.db, 'principal', [page]);
    entries.push(...read);
    if (read.length < historyPage) return entries;
  }
}
