import type postgres from 'postgres';
import { type Standing as CallerStanding, callerStands } from '../auth/index.ts';
import type { Sql } from '../database/index.ts';
import type { Assurance, Grant } from './consent.ts';
import type { ArtifactStatus } from './lifecycle.ts';
import type { Standing, Use } from './validation.ts';

/** One question: about a consent by its id, or about a person by the digest of their user id. */
export interface Question {
  /** Who asks: the answer says whether they still stand, so that the check costs no round trip. */
  caller: CallerStanding;
  fiduciaryId: string;
  artifactId: string | null;
  externalUserIndex: Buffer | null;
  use: Use;
}

export interface Found {
  /** Whether the caller still stands; if not, nothing else of the answer is for them. */
  callerStands: boolean;
  standing: Standing | null;
  /** The database's clock when the question was judged. */
  checkedAt: Date;
}

/** Times are milliseconds since 1970: a `Date` is made of those that are asked for. */
interface Row {
  checked_at: number;
  stands: boolean;
  id: string | null;
  principal_id: string;
  status: ArtifactStatus;
  valid_till: number;
  assurance: Assurance;
  /** As JSON. */
  grants: string;
  successor_id: string | null;
}

/**
 * Finds what each question is about, in one statement on the primary and in the order asked. Of a
 * person's several consents the one that covers the use and is in force comes first, then one that
 * covers it, then the newest.
 *
 * In each statement lists stand in a `select` of their own so that PostgreSQL does not see how long
 * they are, and keeps one plan: made anew for each length, plans cost more than what they find.
 */
export async function findStandings(sql: Sql, questions: readonly Question[]): Promise<Found[]> {
  const askers = askersOf(questions);
  if (questions.some(({ artifactId }) => artifactId === null)) {
    return read(findAny(sql, questions, askers));
  }
  return askers.askers.length === 1
    ? findForOne(sql, questions)
    : read(findById(sql, questions, askers));
}

const milliseconds = (time: string) => `round(date_part('epoch', ${time}) * 1000)`;

/**
 * Reads rows as they come: those of a thousand questions, kept until the last is there, are what the
 * garbage collection of a bulk call is about.
 */
async function read(query: postgres.PendingQuery<Row[]>): Promise<Found[]> {
  const found: Found[] = [];
  let checkedAt = new Date(0);
  await query.forEach((row) => {
    if (row.checked_at !== checkedAt.getTime()) checkedAt = new Date(row.checked_at);
    found.push({ callerStands: row.stands, standing: standingOf(row), checkedAt });
  });
  return found;
}

/**
 * The usual questions, by id and from one caller: a fifth less work, for the database and for this
 * process, than {@link findById}. Rows come in no order; when no consent is found, one row tells about
 * the caller.
 */
async function findForOne(sql: Sql, questions: readonly Question[]): Promise<Found[]> {
  const [{ caller, fiduciaryId }] = questions as [Question];
  const ids = questions.map(({ artifactId }) => artifactId?.toLowerCase() ?? '');
  const query = sql.unsafe<Row[]>(
    oneAsking,
    [
      `{${ids.join()}}`,
      caller.token,
      caller.client,
      caller.fiduciary,
      caller.practitioner,
      fiduciaryId,
    ],
    { prepare: true },
  );
  const found = await read(query);
  const byId = new Map(found.map((each) => [each.standing?.artifactId, each]));
  const [any] = found as [Found];
  return ids.map((id) => byId.get(id) ?? { ...any, standing: null });
}

const oneAsking = `
  with asker as materialized (
    select now, ${milliseconds('now')} as checked_at, ${callerStands({
      token: '$2::text',
      client: '$3::uuid',
      fiduciary: '$4::uuid',
      practitioner: '$5::uuid',
    })} as stands
    from consent_now() as now
  )
  select asker.checked_at, asker.stands,
    a.id, a.principal_id, ${milliseconds('a.valid_till')} as valid_till, a.assurance,
    a.grants::text, a.successor_id,
    case when a.status in ('ACTIVE', 'PAUSED') and a.valid_till <= asker.now
      then 'EXPIRED' else a.status end as status
  from asker
  left join (
    select found.*
    from unnest((select $1::uuid[])) as q (artifact_id)
    cross join lateral (
      select * from consent_artifact
      where id = q.artifact_id and fiduciary_id = $6::uuid
      offset 0
    ) found
  ) a on true`;

/** Who asks, each caller once for each fiduciary they ask for, and whose each question is. */
interface Askers {
  askers: Pick<Question, 'caller' | 'fiduciaryId'>[];
  /** Of each question the place of its asker, from 1. */
  places: number[];
}

/** Few ask much: whether they stand is looked up once for each of them, in the same statement. */
function askersOf(questions: readonly Question[]): Askers {
  const askers: Askers['askers'] = [];
  const places = questions.map(({ caller, fiduciaryId }) => {
    const known = askers.findIndex(
      (asker) => asker.caller === caller && asker.fiduciaryId === fiduciaryId,
    );
    return known >= 0 ? known + 1 : askers.push({ caller, fiduciaryId });
  });
  return { askers, places };
}

const callerStill = callerStands({
  token: 'asker.token',
  client: 'asker.client',
  fiduciary: 'asker.fiduciary',
  practitioner: 'asker.practitioner',
});

const momentOfCheck = `(select now, ${milliseconds('now')} as checked_at from consent_now() as now)`;

/** The table `asker`: each asker's place, whom they ask for, and whether they stand. */
function standing(sql: Sql, askers: Askers['askers']) {
  return sql`
    asker as materialized (
      select place, acting_for, ${sql.unsafe(callerStill)} as stands
      from unnest(
        (select ${askers.map(({ caller }) => caller.token)}::text[]),
        (select ${askers.map(({ caller }) => caller.client)}::uuid[]),
        (select ${askers.map(({ caller }) => caller.fiduciary)}::uuid[]),
        (select ${askers.map(({ caller }) => caller.practitioner)}::uuid[]),
        (select ${askers.map(({ fiduciaryId }) => fiduciaryId)}::uuid[])
      ) with ordinality as asker (token, client, fiduciary, practitioner, acting_for, place)
    )`;
}

/**
 * Questions by id alone: a quarter less work than {@link findAny}. Like {@link oneAsking} it finds a
 * consent by the index of both its ids (hence `offset 0`): another fiduciary's is not even read, which
 * would take longer than finding none.
 */
function findById(
  sql: Sql,
  questions: readonly Question[],
  { askers, places }: Askers,
): postgres.PendingQuery<Row[]> {
  return sql<Row[]>`
    with ${standing(sql, askers)}
    select t.checked_at, asker.stands,
      a.id, a.principal_id, ${sql.unsafe(milliseconds('a.valid_till'))} as valid_till, a.assurance,
      a.grants::text, a.successor_id,
      case when a.status in ('ACTIVE', 'PAUSED') and a.valid_till <= t.now
        then 'EXPIRED' else a.status end as status
    from unnest((select ${questions.map((q) => q.artifactId)}::uuid[]), (select ${places}::int[]))
      with ordinality as q (artifact_id, asker, ordinal)
    cross join ${sql.unsafe(momentOfCheck)} as t
    join asker on asker.place = q.asker
    left join lateral (
      select * from consent_artifact
      where id = q.artifact_id and fiduciary_id = asker.acting_for
      offset 0
    ) a on true
    order by q.ordinal`;
}

function findAny(
  sql: Sql,
  questions: readonly Question[],
  { askers, places }: Askers,
): postgres.PendingQuery<Row[]> {
  return sql<Row[]>`
    with ${standing(sql, askers)}
    select t.checked_at, asker.stands,
      c.id, c.principal_id, ${sql.unsafe(milliseconds('c.valid_till'))} as valid_till, c.assurance,
      c.grants, c.successor_id, c.status
    from unnest(
      (select ${questions.map((q) => q.artifactId)}::uuid[]),
      (select ${questions.map((q) => q.externalUserIndex?.toString('hex') ?? null)}::text[]),
      (select ${questions.map((q) => (q.artifactId === null ? JSON.stringify(wanted(q.use)) : null))}::text[]),
      (select ${places}::int[])
    ) with ordinality as q (artifact_id, user_index, wanted, asker, ordinal)
    cross join ${sql.unsafe(momentOfCheck)} as t
    join asker on asker.place = q.asker
    left join lateral (
      select a.id, a.principal_id, e.status, a.valid_till, a.assurance, a.grants::text, a.successor_id
      from consent_artifact a
      cross join lateral (
        select case when a.status in ('ACTIVE', 'PAUSED') and a.valid_till <= t.now
          then 'EXPIRED' else a.status end as status
      ) e
      where a.id = q.artifact_id and a.fiduciary_id = asker.acting_for
      union all
      (select a.id, a.principal_id, e.status, a.valid_till, a.assurance, a.grants::text, a.successor_id
      from principal p
      join consent_artifact a on a.principal_id = p.id
      cross join lateral (
        select case when a.status in ('ACTIVE', 'PAUSED') and a.valid_till <= t.now
          then 'EXPIRED' else a.status end as status
      ) e
      where q.artifact_id is null
        and p.fiduciary_id = asker.acting_for
        and p.external_user_index = decode(q.user_index, 'hex')
      order by
        (e.status = 'ACTIVE' and a.grants @> q.wanted::jsonb) desc,
        (a.grants @> q.wanted::jsonb) desc, a.granted_at desc, a.id desc
      limit 1)
    ) c on true
    order by q.ordinal`;
}

/** The grants a use needs, as JSON that the artifact's own grants must contain. */
function wanted({ purposeId, dataFields }: Use): object[] {
  if (purposeId !== null) return [{ purposeId, ...(dataFields ? { dataFields } : {}) }];
  return (dataFields ?? []).map((field) => ({ dataFields: [field] }));
}

function standingOf(row: Row): Standing | null {
  if (row.id === null) return null;
  return {
    artifactId: row.id,
    principalId: row.principal_id,
    status: row.status,
    validTill: row.valid_till,
    assurance: row.assurance,
    grants: grantsOf(row.grants),
    successorId: row.successor_id,
  };
}

const remembered = new Map<string, readonly Grant[]>();

/**
 * Many agree to the same, in the same words of JSON. These are read once: to read them for each took
 * 6 % of what a bulk call cost the server.
 */
function grantsOf(json: string): readonly Grant[] {
  const known = remembered.get(json);
  if (known) return known;
  const grants = JSON.parse(json) as Grant[];
  if (remembered.size >= 1_000) remembered.clear();
  if (json.length <= 4_000) remembered.set(json, grants);
  return grants;
}
