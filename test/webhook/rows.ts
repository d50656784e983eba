import { newId } from '../../src/database/index.ts';
import { endpointTable } from '../../src/webhook/table.ts';
import type { TestDatabase } from '../support/database.ts';

/** Writes a fiduciary's row, for tests below the API. */
export async function insertFiduciary({ owner }: TestDatabase): Promise<string> {
  const id = newId();
  await owner`
    insert into fiduciary
      (id, name, legal_name, contact_email, privacy_policy_url, grievance_contact, withdrawal_policy)
    values (${id}, 'Bank', 'Bank Ltd.', 'a@bank.example', 'https://bank.example', '-', '-')`;
  return id;
}

/** Writes the row of an endpoint that starts at the beginning of the log. */
export async function insertEndpoint(
  database: TestDatabase,
  fiduciaryId?: string,
): Promise<string> {
  const id = newId();
  await database.db.insert(endpointTable).values({
    id,
    fiduciaryId: fiduciaryId ?? (await insertFiduciary(database)),
    url: 'https://hooks.bank.example/',
    events: [],
    secret: Buffer.alloc(1),
    cursor: 0n,
  });
  return id;
}
