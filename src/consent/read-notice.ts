import { type Context, loader } from '../auth/index.ts';
import { isUuid, type Reader } from '../database/index.ts';
import { notFound, refuse } from '../errors.ts';
import {
  type Fiduciary,
  fiduciaryById,
  findFiduciary,
  findPractitioner,
  type Practitioner,
  practitionerById,
} from '../fiduciary/index.ts';
import {
  currentVersions,
  type LanguageCode,
  languageCode,
  latestVersionOfPurpose,
  type PurposeVersion,
  purposeById,
  purposeVersionById,
} from '../purpose/index.ts';
import { purposesOfRequest, requestById } from './loader.ts';
import { type AskedPurpose, type Notice, noticeOf } from './notice.ts';
import { findNoticeRequest, findPinned, type Pinned, type Undecided } from './request-store.ts';
import type { ConsentRequest } from './table.ts';

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
  const [parties, pinned] = await Promise.all([
    partiesOf(context, request),
    pinnedOf(context, request),
  ]);
  return { request, ...noticeOf(request, ...parties, askedThen(pinned), language) };
}

/**
 * The notice as it is now, which a renewal of a consent would agree to, loaded in batches; null when
 * none of its purposes is in use any more.
 */
export async function renewalNoticeOf(
  context: Context,
  consent: { requestId: string; language: string },
  code?: string | null,
): Promise<RequestNotice | null> {
  const language = languageCode(code ?? consent.language, 'language');
  const request = await loader(context, requestById).load(consent.requestId);
  const pinned = await pinnedOf(context, request);
  const current = await Promise.all(
    pinned.map(async ({ row: { purposeId } }) => {
      const purpose = await loader(context, purposeById).load(purposeId);
      return purpose.retiredAt ? [] : loader(context, latestVersionOfPurpose).load(purposeId);
    }),
  );
  const asked = askedToday(pinned, current.flat());
  if (asked.length === 0) return null;
  return { request, ...noticeOf(request, ...(await partiesOf(context, request)), asked, language) };
}

/** The notice of a request inside the transaction that decides it. */
export function noticeToDecide(undecided: Undecided, language: LanguageCode): Notice {
  const { request, fiduciary, practitioner, pinned } = undecided;
  return noticeOf(request, fiduciary, practitioner, askedThen(pinned), language);
}

/**
 * The notice that a renewal agrees to, inside its transaction.
 *
 * @throws `CONFLICT` when none of the purposes is in use any more
 */
export async function readRenewalNotice(
  reader: Reader,
  request: ConsentRequest,
  language: LanguageCode,
): Promise<Notice & { fiduciary: Fiduciary }> {
  const pinned = await findPinned(reader, request.id);
  const purposeIds = pinned.map(({ row }) => row.purposeId);
  const current = await currentVersions(reader, request.fiduciaryId, purposeIds);
  const asked = askedToday(pinned, current);
  if (asked.length === 0) {
    throw refuse('CONFLICT', 'None of the purposes of this consent is in use any more.');
  }
  const [fiduciary, practitioner] = await findParties(reader, request);
  return { ...noticeOf(request, fiduciary, practitioner, asked, language), fiduciary };
}

type Parties = [Fiduciary, Practitioner | null];

function askedThen(pinned: Pinned[]): AskedPurpose[] {
  return pinned.map(({ row, version }) => ({ version, dataFields: row.dataFields }));
}

/**
 * The purposes of a request in their versions of today. One that was retired is asked no more. All
 * fields of a version were asked then: all are asked now; some were: no others are.
 */
function askedToday(pinned: Pinned[], current: PurposeVersion[]): AskedPurpose[] {
  return pinned.flatMap(({ row, version }) => {
    const now = current.find(({ purposeId }) => purposeId === row.purposeId);
    if (!now) return [];
    const whole = version.dataFields.length === row.dataFields.length;
    const dataFields = now.dataFields.filter((field) => whole || row.dataFields.includes(field));
    return dataFields.length > 0 ? [{ version: now, dataFields }] : [];
  });
}

async function pinnedOf(context: Context, request: ConsentRequest): Promise<Pinned[]> {
  const rows = await loader(context, purposesOfRequest).load(request.id);
  return Promise.all(
    rows.map(async (row) => {
      return { row, version: await loader(context, purposeVersionById).load(row.purposeVersionId) };
    }),
  );
}

async function partiesOf(context: Context, request: ConsentRequest): Promise<Parties> {
  const { fiduciaryId, practitionerId } = request;
  return Promise.all([
    loader(context, fiduciaryById).load(fiduciaryId),
    practitionerId ? loader(context, practitionerById).load(practitionerId) : null,
  ]);
}

async function findParties(reader: Reader, request: ConsentRequest): Promise<Parties> {
  const { fiduciaryId, practitionerId } = request;
  const [fiduciary, practitioner] = await Promise.all([
    findFiduciary(reader, fiduciaryId),
    practitionerId ? findPractitioner(reader, practitionerId, fiduciaryId) : undefined,
  ]);
  if (!fiduciary) throw new Error('A request has no fiduciary');
  return [fiduciary, practitioner ?? null];
}
