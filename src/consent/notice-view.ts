import type { ConsentNotice } from './notice-type.ts';
import type { RequestNotice } from './read-notice.ts';

/** A notice as the API shows it. */
export function noticeView({ request, body, hash }: RequestNotice): ConsentNotice {
  return {
    requestId: request.id,
    hash,
    language: body.language,
    isTranslated: body.purposes.every(({ language }) => language === body.language),
    fiduciary: body.fiduciary,
    practitioner: body.practitioner,
    purposes: body.purposes,
    dataFields: body.dataFields,
    exchange: body.exchange ?? null,
    mandatoryPurposeIds: body.purposes
      .filter(({ mandatory }) => mandatory)
      .map(({ purposeId }) => purposeId),
    retentionPolicy: {
      retentionDays: body.retentionDays,
      withdrawalPolicy: body.withdrawalPolicy,
    },
    durationDays: body.durationDays,
    validUntil: request.expiresAt,
  };
}
