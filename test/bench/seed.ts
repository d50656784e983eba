import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import pino from 'pino';
import postgres from 'postgres';
import { createClient } from '../../src/auth/index.ts';
import { loadConfig } from '../../src/config.ts';
import type { Embedded } from '../../src/database/embedded.ts';
import { openPlatform } from '../../src/open-platform.ts';
import { externalUserIndex } from '../../src/principal/index.ts';
import { sampleIds } from '../../src/sample/ids.ts';
import { loadSample } from '../../src/sample/load.ts';
import { type Base, graphql, tokenOfNotice } from './base.ts';
import { startOurs, tokenFor } from './ours.ts';
import { idOf } from './question.ts';

/** Migrates, loads the sample's bank with its purposes, and has its server ask for one consent. */
export async function seedBase(cluster: Embedded, file: string): Promise<Base> {
  const keys = `bench:${randomBytes(32).toString('base64')}`;
  const platform = await openPlatform(
    loadConfig({
      NODE_ENV: 'production',
      DATABASE_URL: cluster.url,
      DATABASE_OWNER_URL: cluster.ownerUrl,
      KEY_ENCRYPTION_KEYS: keys,
      CMS_BASE_URL: 'https://consent.example',
    }),
    pino({ level: 'silent' }),
  );
  const fiduciaryId = sampleIds.bank;
  const owner = postgres(cluster.ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await loadSample(platform);
    // The limit is checked for each request, and never reached.
    await owner`update fiduciary set requests_per_minute = 1e9, requests_per_day = 2e9`;
    const { clientId, clientSecret } = await platform.database.db.transaction((tx) =>
      createClient(tx, { role: 'fiduciary', fiduciaryId, name: 'benchmark' }),
    );
    await owner`create table bench_user (i integer primary key, user_index bytea not null)`;
    const users = Array.from({ length: 1_000 }, (_, i) => ({
      i,
      user_index: externalUserIndex(platform.vault, fiduciaryId, `user-${i}`),
    }));
    await owner`insert into bench_user ${owner(users)}`;
    const base: Base = {
      keys,
      client: { id: clientId, secret: clientSecret },
      fiduciaryId,
      purposes: { granted: sampleIds.accountOpening, other: sampleIds.offers },
      consentId: '',
    };
    await platform.close();
    base.consentId = await firstConsent({ owner: cluster.ownerUrl, app: cluster.url }, base);
    await writeFile(file, JSON.stringify(base));
    return base;
  } finally {
    await owner.end();
  }
}

async function firstConsent(urls: { owner: string; app: string }, base: Base): Promise<string> {
  const ours = await startOurs('ours', urls, base);
  try {
    const token = await tokenFor(ours.url, base);
    const { initiateConsent } = await graphql<{
      initiateConsent: { request: { id: string; noticeUrl: string; notice: { hash: string } } };
    }>(
      ours.url,
      `mutation ($purpose: ID!) {
        initiateConsent(input: { externalUserId: "the-first", purposeIds: [$purpose] }) {
          request { id noticeUrl notice { hash } }
        }
      }`,
      { purpose: base.purposes.granted },
      token,
    );
    const { id, noticeUrl, notice } = initiateConsent.request;
    const { submitConsent } = await graphql<{ submitConsent: { consent: { id: string } } }>(
      ours.url,
      `mutation ($id: ID!, $hash: String!, $notice: String!) {
        submitConsent(
          input: { requestId: $id, agree: true, noticeHash: $hash, noticeToken: $notice }
        ) { consent { id } }
      }`,
      { id, hash: notice.hash, notice: tokenOfNotice(noticeUrl) },
    );
    return submitConsent.consent.id;
  } finally {
    await ours.stop();
  }
}

const copied = [
  'principal',
  'consent_request',
  'consent_request_purpose',
  'consent_artifact',
  'consent_artifact_purpose',
];

/**
 * Multiplies the first consent: every copy is a row that the server itself wrote, with another id,
 * status and time. Four consents a person; their records share a data key.
 */
export async function seedCopies(
  ownerUrl: string,
  { consentId }: Base,
  size: number,
  progress: (text: string) => void,
): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const id = (kind: Parameters<typeof idOf>[0], i: string) =>
    `(lpad(to_hex(${0x0194_0000_0000}::bigint + ${i}), 12, '0') || '-7000-8000-${idOf(kind, 0).slice(24)}')::uuid`;
  const people = Math.ceil(size / 4);
  const artifact = `select * from first_consent_artifact where id = '${consentId}'`;
  const request = `select request_id from (${artifact}) a`;
  try {
    await sql`set session_replication_role = replica`; // Trusts the copies' foreign keys.
    await sql`set maintenance_work_mem = '512MB'`;
    // What is written to a table that the same transaction emptied needs no log.
    await sql`begin`;
    for (const table of copied) {
      await sql.unsafe(`create temp table first_${table} on commit drop as table ${table}`);
    }
    await sql.unsafe(`truncate ${copied.join(', ')} cascade`);
    await copy('principal', `id = (select principal_id from (${artifact}) a)`, people, {
      id: id('principal', 'i'),
      external_user_id: 'null',
      external_user_index: '(select user_index from bench_user u where u.i = n.i)',
      created_at: `t.created_at + i * interval '1 ms'`,
    });
    await copy('consent_request', `id = (${request})`, size, {
      id: id('request', 'i'),
      principal_id: id('principal', 'i / 4'),
      created_at: `t.created_at + i * interval '1 ms'`,
    });
    await copy('consent_request_purpose', `request_id = (${request})`, size, {
      request_id: id('request', 'i'),
    });
    await copy('consent_artifact', `id = '${consentId}'`, size, {
      id: id('artifact', 'i'),
      principal_id: id('principal', 'i / 4'),
      request_id: id('request', 'i'),
      // Recorded as expired already, so that no server has a hundred thousand to record.
      status: `case i % 10 when 0 then 'WITHDRAWN'::artifact_status when 1 then 'EXPIRED' else t.status end`,
      granted_at: `t.granted_at + i * interval '1 ms' - interval '20 days'`,
      valid_till: `case when i % 10 = 1 then t.granted_at - interval '1 day' else t.valid_till + i * interval '1 ms' end`,
    });
    await copy('consent_artifact_purpose', `artifact_id = '${consentId}'`, size, {
      artifact_id: id('artifact', 'i'),
    });
    await sql`commit`;
    progress('gathering statistics');
    await sql.unsafe('vacuum analyze');
  } finally {
    await sql.end();
  }

  async function copy(
    table: string,
    original: string,
    count: number,
    changed: Record<string, string>,
  ): Promise<void> {
    progress(`${table}: ${count.toLocaleString('en')} rows`);
    const columns = await sql<{ name: string }[]>`
      select attname as name from pg_attribute
      where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
        and attgenerated = ''
      order by attnum`;
    const indexes = await sql<{ name: string; definition: string }[]>`
      select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
      from pg_index where indrelid = ${table}::regclass
        and not exists (select from pg_constraint where conindid = indexrelid)`;
    for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
    await sql.unsafe(`insert into ${table} table first_${table}`);
    await sql.unsafe(
      `insert into ${table} (${columns.map(({ name }) => `"${name}"`).join(', ')})
      select ${columns.map(({ name }) => changed[name] ?? `t."${name}"`).join(', ')}
      from (select * from first_${table} where ${original}) t
      cross join generate_series(0, ${count - 1}) n (i)`,
    );
    for (const { definition } of indexes) await sql.unsafe(definition);
  }
}
