import { developmentIssuer } from '../auth/index.ts';
import { newId, type Tx } from '../database/index.ts';
import { findFiduciary } from '../fiduciary/index.ts';
import { fiduciaryTable, practitionerTable } from '../fiduciary/table.ts';
import type { Platform } from '../platform.ts';
import { insertRecord, subjectIdentity } from '../principal/index.ts';
import { accountTable } from '../principal/table.ts';
import { consentAsBasis } from '../purpose/index.ts';
import { purposeTable, purposeVersionTable } from '../purpose/table.ts';
import { sampleIds, sampleSubjects, sampleUsers } from './ids.ts';
import { samplePurposes } from './purposes.ts';

/**
 * Loads the sample data into an empty database, once: a bank, a clinic with a doctor, purposes in
 * three languages, and two people with accounts, known to both.
 */
export async function loadSample(platform: Platform): Promise<void> {
  await platform.database.db.transaction(async (tx) => {
    if (await findFiduciary(tx, sampleIds.bank)) return;
    await tx.insert(fiduciaryTable).values([bank, clinic]);
    await tx.insert(practitionerTable).values({
      id: sampleIds.doctor,
      fiduciaryId: sampleIds.clinic,
      name: 'Dr. Meera Iyer',
      specialization: 'Cardiology',
    });
    await loadPurposes(tx);
    await loadPerson(platform, tx, 'asha', [
      { id: sampleIds.ashaAtBank, fiduciaryId: sampleIds.bank },
      { id: sampleIds.ashaAtClinic, fiduciaryId: sampleIds.clinic },
    ]);
    await loadPerson(platform, tx, 'ravi', [
      { id: sampleIds.raviAtBank, fiduciaryId: sampleIds.bank },
      { id: sampleIds.raviAtClinic, fiduciaryId: sampleIds.clinic },
    ]);
  });
}

const bank: typeof fiduciaryTable.$inferInsert = {
  id: sampleIds.bank,
  name: 'Trust Bank',
  legalName: 'Trust Bank Ltd.',
  contactEmail: 'privacy@trustbank.example',
  websiteUrl: 'https://trustbank.example',
  privacyPolicyUrl: 'https://trustbank.example/privacy',
  grievanceContact:
    'Write to the Grievance Officer, grievance@trustbank.example. If that does not help, complain to the Data Protection Board of India.',
  withdrawalPolicy:
    'You can withdraw your consent at any time, here or at any branch. What was done before stays lawful.',
};

const clinic: typeof fiduciaryTable.$inferInsert = {
  id: sampleIds.clinic,
  name: 'Lakeside Clinic',
  legalName: 'Lakeside Clinic LLP',
  contactEmail: 'privacy@lakeside.example',
  websiteUrl: 'https://lakeside.example',
  privacyPolicyUrl: 'https://lakeside.example/privacy',
  grievanceContact:
    'Write to grievance@lakeside.example. If that does not help, complain to the Data Protection Board of India.',
  withdrawalPolicy: 'You can withdraw your consent at any time, here or at the desk.',
  practicePurposeId: sampleIds.treatment,
};

async function loadPurposes(tx: Tx): Promise<void> {
  for (const { id, fiduciaryId, ...version } of samplePurposes) {
    await tx.insert(purposeTable).values({ id, fiduciaryId, currentVersion: 1 });
    await tx.insert(purposeVersionTable).values({
      id: newId(),
      purposeId: id,
      fiduciaryId,
      number: 1,
      legalBasis: consentAsBasis,
      requiresSignIn: false,
      ...version,
    });
  }
}

async function loadPerson(
  platform: Platform,
  tx: Tx,
  person: keyof typeof sampleUsers,
  records: { id: string; fiduciaryId: string }[],
): Promise<void> {
  const issuer = developmentIssuer;
  const account = newId();
  const identity = subjectIdentity(platform.vault, issuer, sampleSubjects[person]);
  await tx.insert(accountTable).values({ id: account, identity });
  for (const record of records) {
    await insertRecord(platform, tx, {
      ...record,
      externalUserId: sampleUsers[person],
      accountId: account,
    });
  }
}
