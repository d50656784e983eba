import { z } from 'zod';
import type { Context } from '../auth/index.ts';
import { type Command, runCommand } from '../command/index.ts';
import { isUuid, newId, readClock, type Tx } from '../database/index.ts';
import { badInput, notFound, refuse } from '../errors.ts';
import { actingFiduciary, findFiduciary, updateFiduciary } from '../fiduciary/index.ts';
import { checked, listOf, text, whole } from '../input.ts';
import { fallbackLanguage, languageCode } from './language.ts';
import type { Translations } from './purpose.ts';
import { findPurpose, insertPurpose, insertVersion, updatePurpose } from './store.ts';
import type { Purpose, PurposeVersion } from './table.ts';

/** Consent is the legal basis of every purpose unless a fiduciary words it otherwise. */
export const consentAsBasis = 'Section 6(1) read with section 4(1)(a), DPDP Act 2023';

const versionInput = z.object({
  title: text(200),
  description: text(5000),
  legalBasis: text(500).default(consentAsBasis),
  dataFields: listOf(text(100), 1, 200),
  processingActivities: listOf(text(200), 1, 50),
  retentionDays: whole(1, 36_500),
  mandatory: z.boolean().default(false),
  requiresSignIn: z.boolean().default(false),
  translations: z
    .array(z.object({ language: z.string(), title: text(200), description: text(5000) }))
    .max(23, 'One translation a language.')
    .default([]),
});

type OfFiduciary = Command['input'] & { fiduciaryId?: string | null };
type OfPurpose = Command['input'] & { purposeId: string };

/** Makes a purpose with its version 1. @throws `BAD_USER_INPUT`, `NOT_FOUND` for an unknown fiduciary */
export async function createPurpose(
  context: Context,
  input: OfFiduciary & { version: object },
): Promise<Purpose> {
  const fiduciaryId = actingFiduciary(context, input.fiduciaryId);
  const terms = versionTerms(input.version);
  return runCommand(context, { name: 'createPurpose', input }, async (tx) => {
    if (!isUuid(fiduciaryId) || !(await findFiduciary(tx, fiduciaryId))) throw notFound();
    const purpose = await insertPurpose(tx, { id: newId(), fiduciaryId, currentVersion: 1 });
    await insertVersion(tx, {
      id: newId(),
      purposeId: purpose.id,
      fiduciaryId,
      number: 1,
      ...terms,
    });
    return purpose;
  });
}

/**
 * Adds the next version of a purpose. Requests made from now on are pinned to it; consents already
 * given stay on the version they were given on.
 *
 * @throws `NOT_FOUND`, `BAD_USER_INPUT`, `CONFLICT` when the purpose is retired
 */
export async function publishPurposeVersion(
  context: Context,
  input: OfPurpose & { version: object },
): Promise<{ purpose: Purpose; version: PurposeVersion }> {
  const terms = versionTerms(input.version);
  return runCommand(context, { name: 'publishPurposeVersion', input }, async (tx) => {
    const { id, fiduciaryId, currentVersion } = await lockedInUse(context, tx, input.purposeId);
    const number = currentVersion + 1;
    const version = await insertVersion(tx, {
      id: newId(),
      purposeId: id,
      fiduciaryId,
      number,
      ...terms,
    });
    return { purpose: await updatePurpose(tx, id, { currentVersion: number }), version };
  });
}

/** Takes a purpose out of use: it can no longer be asked for. Consents given for it stay valid. */
export async function retirePurpose(context: Context, input: OfPurpose): Promise<Purpose> {
  return runCommand(context, { name: 'retirePurpose', input }, async (tx) => {
    const { id } = await lockedInUse(context, tx, input.purposeId);
    return updatePurpose(tx, id, { retiredAt: await readClock(tx) });
  });
}

/** Sets the purpose a practitioner's request stands on when it names none. */
export async function setPracticePurpose(context: Context, input: OfPurpose): Promise<Purpose> {
  return runCommand(context, { name: 'setPracticePurpose', input }, async (tx) => {
    const purpose = await lockedInUse(context, tx, input.purposeId);
    await updateFiduciary(tx, purpose.fiduciaryId, { practicePurposeId: purpose.id });
    return purpose;
  });
}

async function lockedInUse(context: Context, tx: Tx, id: string): Promise<Purpose> {
  const own = context.caller?.roles.has('operator') ? null : actingFiduciary(context);
  const purpose = isUuid(id) ? await findPurpose(tx, id, own, { lock: true }) : undefined;
  if (!purpose) throw notFound();
  if (purpose.retiredAt) throw refuse('CONFLICT', 'This purpose is retired.');
  return purpose;
}

function versionTerms(version: object) {
  const given = Object.entries(version).filter(([, value]) => value != null);
  const { translations, ...terms } = checked(z.object({ version: versionInput }), {
    version: Object.fromEntries(given),
  }).version;
  const byLanguage: Translations = {};
  for (const { language, ...words } of translations) {
    const code = languageCode(language, 'version.translations.language');
    if (code === fallbackLanguage || byLanguage[code]) {
      throw badInput(
        'version.translations.language',
        `"${code}" has its words already; translate into another language.`,
      );
    }
    byLanguage[code] = words;
  }
  return { ...terms, translations: byLanguage };
}
