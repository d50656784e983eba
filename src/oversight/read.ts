import { and, desc, eq, lt } from 'drizzle-orm';
import { accessLogTable as accesses, validationCountTable as counts } from '../access/table.ts';
import type { Context } from '../auth/index.ts';
import { isUuid, type Reader } from '../database/index.ts';
import { badInput, refuse } from '../errors.ts';
import {
  type Connection,
  connectionOf,
  type PageArguments,
  pageWindow,
} from '../graphql/connection.ts';
import { ownAccount } from '../principal/index.ts';
import type { Access, ValidationCount } from './type.ts';

/**
 * Who read the personal data of a record, for the person and for operators.
 *
 * @throws `FORBIDDEN` for others who reached the record
 */
export async function readAccesses(
  context: Context,
  record: { id: string; accountId: string | null },
  args: PageArguments,
): Promise<Connection<Access>> {
  const { caller, platform } = context;
  const isTheirs = caller?.roles.has('principal') && record.accountId !== null;
  if (!caller?.roles.has('operator') && !isTheirs) throw forbidden();
  if (!caller?.roles.has('operator') && (await ownAccount(context)).id !== record.accountId) {
    throw forbidden();
  }
  const page = pageWindow(args);
  if (page.after && !isUuid(page.after.id)) {
    throw badInput('after', 'This is not a cursor that this list gave.');
  }
  const rows = await platform.database.db
    .select()
    .from(accesses)
    .where(
      and(
        eq(accesses.principalId, record.id),
        page.after ? lt(accesses.id, page.after.id) : undefined,
      ),
    )
    .orderBy(desc(accesses.id))
    .limit(page.size + 1)
    .offset(page.offset);
  return connectionOf(
    rows,
    page,
    ({ id }) => ({ key: '', id }),
    ({ what, readerType, readerId, times, readAt }) => ({
      what,
      reader: { type: readerType, id: readerId },
      times,
      readAt,
    }),
  );
}

/** How often a consent was asked about, the newest day first, a year back. */
export function readValidations(reader: Reader, consentId: string): Promise<ValidationCount[]> {
  return reader
    .select({ day: counts.day, asked: counts.asked, valid: counts.valid })
    .from(counts)
    .where(eq(counts.artifactId, consentId))
    .orderBy(desc(counts.day))
    .limit(366);
}

function forbidden() {
  return refuse('FORBIDDEN', 'This is for the person and for operators.');
}
