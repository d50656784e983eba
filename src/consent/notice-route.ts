import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Context, publicContext } from '../auth/index.ts';
import { checked, optional } from '../input.ts';
import { fallbackLanguage } from '../purpose/index.ts';
import type { NoticeBody } from './consent.ts';
import { type RequestNotice, readPublicNotice } from './read-notice.ts';

export interface NoticeRoutesOptions extends Pick<Context, 'platform' | 'authority'> {
  /** Asked before a notice is looked up; refuses by throwing. */
  admit?: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
}

/**
 * `GET /consents/:id?language=`: the notice of a request as JSON, in the shape of the REST API's
 * `GET /consents/:cms_request_id`. Public: it says nothing about the person.
 */
export async function noticeRoutes(
  app: FastifyInstance,
  { platform, authority, admit }: NoticeRoutesOptions,
): Promise<void> {
  if (admit) app.addHook('preHandler', admit);
  app.get<{ Params: { id: string } }>('/consents/:id', async (request, reply) => {
    const { id } = request.params;
    const { language } = checked(query, request.query);
    const context = publicContext({ platform, authority }, request);
    const notice = await readPublicNotice(context, id, language);
    reply.header('cache-control', 'no-store');
    return {
      success: true,
      message: 'Consent notice retrieved successfully',
      data: restNotice(notice),
    };
  });
}

const query = z.object({ language: optional(z.string('This is one language code.')) });

function restNotice({ request, body, hash }: RequestNotice) {
  return {
    cms_request_id: request.id,
    notice_hash: hash,
    data_fiduciary: {
      data_fiduciary_id: body.fiduciary.id,
      name: body.fiduciary.name,
      legal_name: body.fiduciary.legalName,
      logo_url: body.fiduciary.logoUrl,
      contact_email: body.fiduciary.contactEmail,
      website_url: body.fiduciary.websiteUrl,
      privacy_policy_url: body.fiduciary.privacyPolicyUrl,
      grievance_contact: body.fiduciary.grievanceContact,
    },
    practitioner: body.practitioner,
    purposes: body.purposes.map((purpose) => ({
      purpose_id: purpose.purposeId,
      purpose_version_id: purpose.purposeVersionId,
      version_number: purpose.versionNumber,
      language_code: purpose.language,
      title: purpose.title,
      description: purpose.description,
      legal_basis: purpose.legalBasis,
      data_fields: purpose.dataFields,
      processing_activities: purpose.processingActivities,
      retention_period_days: purpose.retentionDays,
      is_mandatory: purpose.mandatory,
      requires_sign_in: purpose.requiresSignIn,
    })),
    data_fields: body.dataFields,
    retention_policy: {
      retention_period_days: body.retentionDays,
      withdrawal_policy: body.withdrawalPolicy,
    },
    language_config: {
      language_code: body.language,
      is_translated: body.purposes.every(({ language }) => language === body.language),
      translations: translations(body),
    },
    duration_days: body.durationDays,
    valid_until: request.expiresAt,
    mandatory_purposes: body.purposes
      .filter(({ mandatory }) => mandatory)
      .map(({ purposeId }) => purposeId),
  };
}

/** The words that are not in English, by purpose. */
function translations({ purposes }: NoticeBody) {
  const translated = purposes.filter(({ language }) => language !== fallbackLanguage);
  return Object.fromEntries(
    translated.map(({ purposeId, title, description }) => [purposeId, { title, description }]),
  );
}
