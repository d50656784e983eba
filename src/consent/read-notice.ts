import { type Context, loader } from '../auth/index.ts';
import { isUuid, type Reader } from '../database/index.ts';
import { notFound } from '../errors.ts';
import {
  type Fiduciary,
  fiduciaryById,
  findFiduciary,
  findPractitioner,
  practitionerById,
} from '../fiduciary/index.ts';
import {
  currentVersions,
  findVersions,
  type LanguageCode,
  languageCode,
  type PurposeVersion,
  purposeVersionById,
} from '../purpose/index.ts';
import { purposesOfRequest } from './loader.ts';
import { type AskedPurpose, type Notice, noticeOf } from './notice.ts';
import { findNoticeRequest, findRequestPurposes } from './request-store.ts';
import type { ConsentRequest, RequestPurpose } from './table.ts';

export interface RequestNotice extends Notice {
  request: ConsentRequest;
}

/**
 * The notice of a request as anyone who knows its id may read it (the REST API's `GET
 * /consents/:id`).
 *
 * @param code a language code; the request's own language unless given
 * @throws `NOT_FOUND`, `BAD_USER_INPUT` for a language that is not listed
 */
export async function readPublicNotice(
  context: Context,
  requestId: string,
  code?: string | null,
): Promise<RequestNotice> {
  const { db } = context.platform.database;
  const request = isUuid(requestId) ? await findNoticeRequest(db, requestId) : undefined;
  if (!request) throw notFound();
  return noticeOfRequest(context, request, code);
}

/** The same for a request at hand, loaded in batches. */
export async function noticeOfRequest(
  context: Context,
  request: ConsentRequest,
  code?: string | null,
): Promise<RequestNotice> {
  const language = languageCode(code ?? request.language, 'language');
  const [fiduciary, practitioner, purposes] = await Promise.all([
    loader(context, fiduciaryById).load(request.fiduciaryId),
    request.practitionerId && loader(context, practitionerById).load(request.practitionerId),
    loader(context, purposesOfRequest).load(request.id),
  ]);
  const asked = await Promise.all(
    purposes.map(async ({ purposeVersionId, dataFields }) => ({
      version: await loader(context, purposeVersionById).load(purposeVersionId),
      dataFields,
    })),
  );
  return { request, ...noticeOf(request, fiduciary, practitioner || null, asked, language) };
}

/** The notice of a request inside the transaction that decides it. */
export async function readNotice(
  reader: Reader,
  request: ConsentRequest,
  language: LanguageCode,
): Promise<Notice & { fiduciary: Fiduciary }> {
  const asked = (await askedIn(reader, request)).map(({ row, version }) => ({
    version,
    dataFields: row.dataFields,
  }));
  return withParties(reader, request, asked, language);
}

/**
 * The notice that a renewal agrees to: the purposes of the request in their versions of today. A
 * purpose that was retired is asked no more. All fields of a version were asked then: all are asked
 * now; some were: no others are.
 */
export async function readRenewalNotice(
  reader: Reader,
  request: ConsentRequest,
  language: LanguageCode,
): Promise<Notice & { fiduciary: Fiduciary }> {
  const pinned = await askedIn(reader, request);
  const purposeIds = pinned.map(({ row }) => row.purposeId);
  const current = await currentVersions(reader, request.fiduciaryId, purposeIds);
  const asked = pinned.flatMap(({ row, version }) => {
    const now = current.find(({ purposeId }) => purposeId === row.purposeId);
    if (!now) return [];
    const whole = version.dataFields.length === row.dataFields.length;
    const dataFields = now.dataFields.filter((field) => whole || row.dataFields.includes(field));
    return dataFields.length > 0 ? [{ version: now, dataFields }] : [];
  });
  return withParties(reader, request, asked, language);
}

async function askedIn(
  reader: Reader,
  request: ConsentRequest,
): Promise<{ row: RequestPurpose; version: PurposeVersion }[]> {
  const rows = await findRequestPurposes(reader, [request.id]);
  const versions = await findVersions(
    reader,
    rows.map(({ purposeVersionId }) => purposeVersionId),
  );
  return rows.map((row) => {
    const version = versions.find(({ id }) => id === row.purposeVersionId);
    if (!version) throw new Error('A pinned purpose version is missing');
    return { row, version };
  });
}

async function withParties(
  reader: Reader,
  request: ConsentRequest,
  asked: AskedPurpose[],
  language: LanguageCode,
): Promise<Notice & { fiduciary: Fiduciary }> {
  const { fiduciaryId, practitionerId } = request;
  const fiduciary = await findFiduciary(reader, fiduciaryId);
  if (!fiduciary) throw new Error('A request has no fiduciary');
  const practitioner =
    practitionerId && (await findPractitioner(reader, practitionerId, fiduciaryId));
  return { ...noticeOf(request, fiduciary, practitioner || null, asked, language), fiduciary };
}
