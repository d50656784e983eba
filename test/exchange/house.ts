import { Writable } from 'node:stream';
import pino from 'pino';
import type postgres from 'postgres';
import { expect } from 'vitest';
import { developmentIssuer } from '../../src/auth/index.ts';
import type { Config } from '../../src/config.ts';
import { newId } from '../../src/database/index.ts';
import type { Platform } from '../../src/platform.ts';
import { insertRecord, subjectIdentity } from '../../src/principal/index.ts';
import { accountTable } from '../../src/principal/table.ts';
import { sampleIds } from '../../src/sample/ids.ts';
import { loadSample } from '../../src/sample/load.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';
import { type Recorder, startRecorder } from './recorder.ts';

/** One of the three servers, behind the proxy that the others reach it through. */
export interface Side {
  world: World;
  proxy: Recorder;
  operator: string;
  /** Its id in messages. */
  id: string;
}

/** A manager, an exporter and an importer with databases and keys of their own, and proxies between. */
export interface House {
  manager: Side;
  exporter: Side;
  importer: Side;
  /** Asha, signed in. */
  asha: string;
  log: string[];
  /** Has Asha agree that her data moves, and gives the consent. */
  consent(dataTypes?: string[]): Promise<string>;
  start(consentId: string): Promise<string>;
  /** Waits until an exchange is in a state. */
  reaches(exchangeId: string, state: string): Promise<Seen>;
  stop(): Promise<void>;
}

/** How the two sides name the person, and what the exporter has of her: never to be seen elsewhere. */
export const secrets = {
  exporterReference: 'bank-customer-48151623',
  importerReference: 'clinic-patient-99001122',
  diagnosis: 'planted-diagnosis-hypertension',
  prescription: 'planted-prescription-amlodipine',
  unasked: 'planted-unasked-income',
} as const;

/** Asks, and expects no refusal; a process that has just started on a busy machine is asked again. */
export async function ask<Data>(
  world: Pick<World, 'graphql'>,
  query: string,
  variables: Record<string, unknown>,
  token?: string,
  attempts = 20,
): Promise<Data> {
  const { body } = await world.graphql<Data>(query, variables, { token });
  if (body.data && !body.errors) return body.data;
  if (body.errors?.[0]?.extensions?.code !== 'UNAVAILABLE' || attempts === 0) {
    throw new Error(JSON.stringify(body.errors));
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  return ask(world, query, variables, token, attempts - 1);
}

/** An exchange as the person sees it. */
export interface Seen {
  id: string;
  state: string;
  digest: string | null;
  failureCode: string | null;
  dataTypes: string[];
  steps: { sequence: number; state: string; code: string | null }[];
}

/** @param exporter what is configured otherwise at the exporter */
export async function openHouse({
  exporter: atExporter = {},
}: {
  exporter?: Partial<Config>;
} = {}): Promise<House> {
  const log: string[] = [];
  const lines = new Writable({
    write(chunk, _encoding, done) {
      log.push(String(chunk));
      done();
    },
  });
  const side = async (
    role: 'manager' | 'connector',
    config: Partial<Config> = {},
  ): Promise<Side> => {
    const proxy = await startRecorder();
    const world = await startWorld({
      config: { role, baseUrl: new URL(proxy.url), ...config },
      log: pino({ level: 'trace' }, lines),
    });
    proxy.target = new URL(world.url).origin;
    const operator = await world.token({ roles: ['operator'], sub: 'operator' });
    return { world, proxy, operator, id: role === 'manager' ? proxy.url : '' };
  };
  const [manager, exporter, importer] = await Promise.all([
    side('manager'),
    side('connector', atExporter),
    side('connector'),
  ]);
  await preparePeople(manager.world.platform);
  const { asha, clinic } = await join(manager, exporter, importer, {
    mint: manager.world.token,
  });
  await fillSource(exporter);
  const sides = { manager, exporter, importer };

  return {
    manager,
    exporter,
    importer,
    asha,
    log,
    consent: (dataTypes) => consentOf(sides, clinic, asha, dataTypes),
    start: (consentId) => startOf(manager, consentId, asha),
    async reaches(exchangeId, state) {
      const owners = Object.values(sides).map(({ world }) => world.owner);
      return hurried(owners, () => reached(manager, asha, exchangeId, state));
    },
    async stop() {
      await Promise.all([manager, exporter, importer].map(({ world }) => world.stop()));
      await Promise.all([manager, exporter, importer].map(({ proxy }) => proxy.stop()));
    },
  };
}

/** Meanwhile, what waits for its next attempt need not: the pauses grow to a minute. */
export async function hurried<T>(owners: postgres.Sql[], work: () => Promise<T>): Promise<T> {
  const hurry = setInterval(() => {
    for (const owner of owners) {
      owner`update outbox set due_at = now() where due_at > now()`.catch(() => {});
    }
  }, 250);
  try {
    return await work();
  } finally {
    clearInterval(hurry);
  }
}

/** As much of a side as can be told from outside it. */
export interface Reached {
  world: Pick<World, 'graphql'>;
  proxy: Recorder;
  operator: string;
  id: string;
}
type Sides = Record<'manager' | 'exporter' | 'importer', Reached>;

/** Puts what can be exported of Asha, and more, where the exporter finds it. */
export async function fillSource({ world, operator }: Reached): Promise<void> {
  for (const [dataType, text] of [
    ['diagnoses', secrets.diagnosis],
    ['prescriptions', secrets.prescription],
    ['income', secrets.unasked],
  ]) {
    await ask(
      world,
      'mutation ($input: PutSourceRecordInput!) { putSourceRecord(input: $input) { dataType } }',
      { input: { userId: secrets.exporterReference, dataType, data: { text } } },
      operator,
    );
  }
}

/** Has Asha agree that her data moves from exporter to importer. */
export async function consentOf(
  { manager, exporter, importer }: Sides,
  clinic: string,
  asha: string,
  dataTypes: string[] = ['diagnoses', 'prescriptions'],
): Promise<string> {
  const { initiateConsent } = await ask<{
    initiateConsent: { request: { id: string; notice: { hash: string } } };
  }>(
    manager.world,
    'mutation ($input: InitiateConsentInput!) { initiateConsent(input: $input) { request { id notice { hash } } } }',
    {
      input: {
        externalUserId: secrets.importerReference,
        purposeIds: [sampleIds.treatment],
        exchange: { exporterId: exporter.id, importerId: importer.id, dataTypes },
      },
    },
    clinic,
  );
  const { id, notice } = initiateConsent.request;
  const { approveConsentRequest } = await ask<{
    approveConsentRequest: { consent: { id: string } };
  }>(
    manager.world,
    'mutation ($input: DecideConsentInput!) { approveConsentRequest(input: $input) { consent { id } } }',
    { input: { requestId: id, noticeHash: notice.hash } },
    asha,
  );
  return approveConsentRequest.consent.id;
}

export async function startOf(
  { world }: Reached,
  consentId: string,
  asha: string,
): Promise<string> {
  const { startExchange } = await ask<{ startExchange: { exchange: { id: string } } }>(
    world,
    'mutation ($input: StartExchangeInput!) { startExchange(input: $input) { exchange { id } } }',
    { input: { consentId } },
    asha,
  );
  return startExchange.exchange.id;
}

/** Waits until the person sees the exchange in a state. */
export async function reached(
  { world }: Reached,
  asha: string,
  id: string,
  state: string,
): Promise<Seen> {
  const query = `query ($id: ID!) { exchange(id: $id) {
    id state dataTypes digest failureCode steps { sequence state code } } }`;
  return until(async () => {
    const { exchange } = await ask<{ exchange: Seen }>(world, query, { id }, asha);
    expect(exchange.state).toBe(state);
    return exchange;
  });
}

/** What the importer's database holds of imported data, as rows. */
export async function importedRows({ importer }: House): Promise<readonly unknown[]> {
  return importer.world
    .owner`select exchange_id, data_type, data from imported_record order by 1, 2`;
}

/** Has both sides join by invitation, and signs Asha and the clinic in. */
export async function join(
  manager: Reached,
  exporter: Reached,
  importer: Reached,
  { mint }: { mint: World['token'] },
): Promise<{ asha: string; clinic: string }> {
  manager.id = manager.proxy.url;
  await joinOne(manager, exporter, sampleIds.bank);
  await joinOne(manager, importer, sampleIds.clinic);
  return {
    asha: await mint({ roles: ['principal'], sub: ashaSubject }),
    clinic: await mint({ roles: ['fiduciary'], sub: 'clinic', fiduciaryId: sampleIds.clinic }),
  };
}

async function joinOne(manager: Reached, side: Reached, fiduciaryId: string): Promise<void> {
  const { inviteParticipant } = await ask<{
    inviteParticipant: { invitation: string; participant: { id: string } };
  }>(
    manager.world,
    'mutation ($input: InviteParticipantInput!) { inviteParticipant(input: $input) { invitation participant { id } } }',
    { input: { fiduciaryId, endpoint: `${side.proxy.url}/graphql` } },
    manager.operator,
  );
  side.id = inviteParticipant.participant.id;
  await ask(
    side.world,
    'mutation ($input: JoinExchangeInput!) { joinExchange(input: $input) { participantId managerId } }',
    { input: { invitation: inviteParticipant.invitation } },
    side.operator,
  );
}

const ashaSubject = 'asha-of-the-exchange';

/** Sample data, and a person with an account, known to both sides under names of their own. */
export async function preparePeople(platform: Platform): Promise<void> {
  await loadSample(platform);
  await platform.database.db.transaction(async (tx) => {
    const accountId = newId();
    const identity = subjectIdentity(platform.vault, developmentIssuer, ashaSubject);
    await tx.insert(accountTable).values({ id: accountId, identity });
    for (const record of [
      { fiduciaryId: sampleIds.bank, externalUserId: secrets.exporterReference },
      { fiduciaryId: sampleIds.clinic, externalUserId: secrets.importerReference },
    ]) {
      await insertRecord(platform, tx, { id: newId(), accountId, ...record });
    }
  });
}
