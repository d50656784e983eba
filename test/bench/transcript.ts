import { open } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { type Base, graphql, tokenOfNotice } from './base.ts';
import type { DatabaseUrls } from './database.ts';
import { startOurs, tokenFor } from './ours.ts';
import { idOf } from './question.ts';

/** Statements as they reach PostgreSQL: in one transaction, or one by itself. */
export interface Unit {
  transaction: boolean;
  statements: { text: string; values: (string | null)[] }[];
}

/** What our server has PostgreSQL do for one consent that is asked for and given. */
export interface Transcript {
  units: Unit[];
  /** The ids that are new each time, and the person's. */
  fresh: string[];
  principal: string;
}

/**
 * Records it from PostgreSQL's own log, so that whoever runs the same statements does run the same
 * ones, today and after the next change. What happens in the background is left out.
 */
export async function recordWrite(urls: DatabaseUrls, base: Base): Promise<Transcript> {
  const owner = postgres(urls.owner, { max: 1, onnotice: () => {} });
  const database = new URL(urls.owner).pathname.slice(1);
  try {
    const [setting] = await owner`show data_directory`;
    const file = await open(join(String(setting?.data_directory), 'server.log'));
    await owner.unsafe(`alter database ${database} set log_statement = 'all'`);
    await owner.unsafe(`alter database ${database} set log_error_verbosity = 'default'`);
    const ours = await startOurs('recorded', urls, base, { env: { SWEEP_SECONDS: '0' } });
    try {
      const token = await tokenFor(ours.url, base);
      const record = async (i: number): Promise<Unit[]> => {
        await settle();
        const { size } = await file.stat();
        await askAndGive(ours.url, token, base, idOf('principal', i));
        await settle();
        const length = (await file.stat()).size - size;
        const { buffer } = await file.read(Buffer.alloc(length), 0, length, size);
        return unitsOf(buffer.toString());
      };
      // The first ones fill what the server remembers.
      for (const i of [2_490, 2_491]) await askAndGive(ours.url, token, base, idOf('principal', i));
      const units = await record(2_492);
      const known = idsIn(await record(2_493));
      const principal = idOf('principal', 2_492);
      const fresh = [...idsIn(units)].filter((id) => !known.has(id) && id !== principal);
      return { units, fresh, principal };
    } finally {
      await ours.stop();
      await file.close();
      await owner.unsafe(`alter database ${database} reset all`);
    }
  } finally {
    await owner.end();
  }
}

/** One consent, asked for and given by the notice link. */
export async function askAndGive(
  url: string,
  token: string,
  { purposes }: Base,
  principalId: string,
): Promise<void> {
  const asked = await graphql<{
    initiateConsent: { request: { id: string; noticeUrl: string; notice: { hash: string } } };
  }>(
    url,
    `mutation ($person: ID!, $purpose: ID!) {
      initiateConsent(input: { principalId: $person, purposeIds: [$purpose] }) {
        request { id noticeUrl notice { hash } }
      }
    }`,
    { person: principalId, purpose: purposes.granted },
    token,
  );
  const { id, noticeUrl, notice } = asked.initiateConsent.request;
  await graphql(
    url,
    `mutation ($id: ID!, $hash: String!, $token: String!) {
      submitConsent(
        input: { requestId: $id, agree: true, noticeHash: $hash, noticeToken: $token }
      ) { consent { id status } }
    }`,
    { id, hash: notice.hash, token: tokenOfNotice(noticeUrl) },
  );
}

const background =
  /sequence_history|pg_notify|^listen|from "log"|permit|server_at_work|pgboss|^select 1$/i;

function unitsOf(log: string): Unit[] {
  const units: Unit[] = [];
  const open = new Map<string, Unit>();
  let last: Unit['statements'][number] | undefined;
  const entries = log.split(/^(?=\d{4}-\d\d-\d\d \S+ \S+ \[\d+\] )/m);
  for (const entry of entries) {
    const [, pid = '', kind, text = ''] =
      /^\S+ \S+ \S+ \[(\d+)\] (\w+): {2}(.*)$/s.exec(entry.trimEnd()) ?? [];
    if (kind === 'DETAIL' && last) last.values = valuesOf(text);
    if (kind !== 'LOG') continue;
    const said = /^(?:statement|execute [^:]+): (.*)$/s.exec(text)?.[1]?.trim();
    if (said === undefined) continue;
    if (/^begin/i.test(said)) {
      const unit: Unit = { transaction: true, statements: [] };
      open.set(pid, unit);
      units.push(unit);
    } else if (/^(commit|rollback)/i.test(said)) open.delete(pid);
    else {
      last = { text: said, values: [] };
      const unit = open.get(pid);
      if (unit) unit.statements.push(last);
      else if (!background.test(said)) units.push({ transaction: false, statements: [last] });
    }
  }
  return units.filter(({ statements }) => !statements.some(({ text }) => background.test(text)));
}

function valuesOf(detail: string): (string | null)[] {
  const values: (string | null)[] = [];
  for (const [, place, value, quoted] of detail.matchAll(/\$(\d+) = (NULL|'((?:[^']|'')*)')/g)) {
    values[Number(place) - 1] = value === 'NULL' ? null : (quoted ?? '').replaceAll("''", "'");
  }
  return values;
}

const anyId = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

function idsIn(units: Unit[]): Set<string> {
  const values = units.flatMap(({ statements }) => statements.flatMap((s) => s.values));
  return new Set(values.flatMap((value) => value?.match(anyId) ?? []));
}

/** Until what goes on after an answer is over. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500));
}
