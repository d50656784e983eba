/**
 * Appends entries to the log as withdrawals do, one transaction each, and has them given positions as
 * a server does. From the commit on it is all the same, and so many a second fit on the machine.
 */
import { type Database, openDatabase, type Tx } from '../../../src/database/index.ts';
import { coalesced } from '../../../src/history/coalesced.ts';
import { append, sequenceHistory, sequencingBatch } from '../../../src/history/index.ts';
import { logConnections } from '../../../src/history/pump.ts';
import { serve } from './serve.ts';

export interface EntriesLoad {
  database: string;
  /** The consents that entries are to be about, one each, by id. */
  consents: string[];
  /** Entries a second. */
  rate: number;
}

export interface EntriesMade {
  /** Milliseconds since 1970 with fractions, of each commit as PostgreSQL knows it. */
  commits: [id: string, at: number][];
}

serve(make);

interface Consent {
  id: string;
  fiduciary_id: string;
  principal_id: string;
  practitioner_id: string | null;
  request_id: string;
  version: number;
  status: string;
}

/**
 * The one database that such a process writes to, and gives positions in. Kept for what is asked next:
 * the first statements of a connection take many times as long.
 */
let opened: Promise<{ writing: Database; sequencing: Database }> | undefined;

async function open(url: string) {
  const [writing, sequencing] = await Promise.all([
    openDatabase({ url, max: 5 }),
    openDatabase({ ...logConnections, url, max: 1 }),
  ]);
  return { writing, sequencing };
}

async function make({ database, consents, rate }: EntriesLoad): Promise<EntriesMade> {
  opened ??= open(database);
  const { writing, sequencing } = await opened;
  const { sql, db } = writing;
  const rows = await sql<Consent[]>`
    select id, fiduciary_id, principal_id, practitioner_id, request_id, version, status
    from consent_artifact where id = any(${consents}::uuid[])`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  let failed: unknown;
  const sequence = coalesced(
    async () => {
      while ((await sequenceHistory(sequencing.sql)).sequenced === sequencingBatch);
    },
    (error) => {
      failed = error;
    },
  );

  const started = performance.now();
  await Promise.all(
    consents.map(async (id, n) => {
      const due = Math.max(0, started + (n * 1_000) / rate - performance.now());
      await new Promise((resolve) => setTimeout(resolve, due));
      // A statement by itself is a transaction by itself.
      await append(db as unknown as Tx, entryAbout(byId.get(id) as Consent));
      sequence.request();
    }),
  );
  await sequence.close();
  if (failed) throw failed;
  const commits = await sql<{ id: string; at: number }[]>`
    select artifact_id as id,
      (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as at
    from history where action = 'WITHDRAW' and artifact_id = any(${consents}::uuid[])`;
  return { commits: commits.map(({ id, at }) => [id, at]) };
}

function entryAbout(consent: Consent) {
  return {
    action: 'WITHDRAW' as const,
    fiduciaryId: consent.fiduciary_id,
    principalId: consent.principal_id,
    practitionerId: consent.practitioner_id,
    requestId: consent.request_id,
    artifactId: consent.id,
    sequence: consent.version + 1,
    previousStatus: consent.status,
    newStatus: 'WITHDRAWN',
    performedBy: { type: 'FIDUCIARY' as const, id: consent.fiduciary_id },
    performedAt: new Date(),
  };
}
