import { type Context, loader, signLink } from '../auth/index.ts';
import { isUuid } from '../database/index.ts';
import { badInput, notFound, refuse } from '../errors.ts';
import { knownRecord, ownAccount, type Principal } from '../principal/index.ts';
import {
  latestVersionOfPurpose,
  purposeVersionById,
  type Widening,
  widening,
} from '../purpose/index.ts';
import { actorsOf } from './actor.ts';
import { findArtifact } from './artifact-store.ts';
import { consentPage, type ListArguments, type Page } from './list.ts';
import { findRequest } from './request-store.ts';
import type { ConsentArtifact, ConsentRequest } from './table.ts';

/** A consent the caller may see. @throws `NOT_FOUND` */
export async function readConsent(
  context: Context,
  id: string,
  noticeToken?: string | null,
): Promise<ConsentArtifact> {
  const actors = await actorsOf(context, noticeToken);
  const { db } = context.platform.database;
  const consent = isUuid(id) ? await findArtifact(db, id, actors) : undefined;
  if (!consent) throw notFound();
  return consent;
}

/** A request the caller may see. @throws `NOT_FOUND` */
export async function readRequest(
  context: Context,
  id: string,
  noticeToken?: string | null,
): Promise<ConsentRequest> {
  const actors = await actorsOf(context, noticeToken);
  const { db } = context.platform.database;
  const request = isUuid(id) ? await findRequest(db, id, actors) : undefined;
  if (!request) throw notFound();
  return request;
}

/**
 * A person's consents at a fiduciary, by its own user id for them (the REST API's `GET
 * …/users/:external_user_id/consents`). A person it does not know has none.
 *
 * @throws `BAD_USER_INPUT`
 */
export async function principalConsents(
  context: Context,
  fiduciaryId: string,
  externalUserId: string,
  args: ListArguments,
): Promise<Page<ConsentArtifact>> {
  if (!externalUserId.isWellFormed()) throw badInput('externalUserId', 'This is not text.');
  const { platform } = context;
  const record = await knownRecord(platform, platform.database.db, fiduciaryId, externalUserId);
  const id = record?.id ?? nobody;
  return consentPage(context, { kind: 'principal', id, fiduciaryId }, args);
}

/**
 * The consents of a record, for its fiduciary, an operator and the person whom it is linked to. The
 * bearer of a notice link sees those of its request alone, elsewhere.
 *
 * @throws `FORBIDDEN` for a record that is not the caller's; `BAD_USER_INPUT`
 */
export async function recordConsents(
  context: Context,
  { id, fiduciaryId, accountId }: Pick<Principal, 'id' | 'fiduciaryId' | 'accountId'>,
  args: ListArguments,
): Promise<Page<ConsentArtifact>> {
  const { caller } = context;
  const keeps = caller?.roles.has('fiduciary') && caller.fiduciaryId === fiduciaryId;
  if (!keeps && !caller?.roles.has('operator') && (await ownAccount(context)).id !== accountId) {
    throw refuse('FORBIDDEN', 'You may not see the consents of this record.');
  }
  return consentPage(context, { kind: 'principal', id }, args);
}

/** An id that nothing has. */
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * Where a person reads the notice. For whoever asked, the link carries its capability in the
 * fragment, which browsers do not send to servers.
 */
export async function noticeUrlOf(context: Context, request: ConsentRequest): Promise<string> {
  const { caller, platform } = context;
  const url = new URL(`/consents/${request.id}`, platform.config.baseUrl);
  const asker =
    (caller?.roles.has('fiduciary') && caller.fiduciaryId === request.fiduciaryId) ||
    (caller?.roles.has('practitioner') && caller.practitionerId === request.practitionerId);
  if (asker) {
    const { id: requestId, linkGeneration: generation, createdAt: issuedAt } = request;
    url.hash = `token=${await signLink(platform.vault, { requestId, generation, issuedAt })}`;
  }
  return url.href;
}

export interface PurposeWidening extends Widening {
  purposeId: string;
  agreedVersion: number;
  latestVersion: number;
}

/** What later versions of a consent's purposes allow beyond those agreed to. */
export async function wideningsOf(
  context: Context,
  { grants }: Pick<ConsentArtifact, 'grants'>,
): Promise<PurposeWidening[]> {
  const found = await Promise.all(
    grants.map(async ({ purposeId, purposeVersionId }) => {
      const [agreed, latest] = await Promise.all([
        loader(context, purposeVersionById).load(purposeVersionId),
        loader(context, latestVersionOfPurpose).load(purposeId),
      ]);
      const difference = widening(agreed, latest);
      return (
        difference && {
          purposeId,
          agreedVersion: agreed.number,
          latestVersion: latest.number,
          ...difference,
        }
      );
    }),
  );
  return found.filter((item) => item !== null);
}
