import { Writable } from 'node:stream';
import pino from 'pino';
import { expect } from 'vitest';
import { developmentIssuer } from '../../src/auth/index.ts';
import { newId } from '../../src/database/index.ts';
import { insertRecord, subjectIdentity } from '../../src/principal/index.ts';
import { accountTable } from '../../src/principal/table.ts';
import { sampleIds } from '../../src/sample/ids.ts';
import { loadSample } from '../../src/sample/load.ts';
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
  reaches(exchangeId: string, state: string, seconds?: number): Promise<Seen>;
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

/** Asks, and expects no refusal. */
export async function ask<Data>(
  world: Pick<World, 'graphql'>,
  query: string,
  variables: Record<string, unknown>,
  token?: string,
): Promise<Data> {
  const { body } = await world.graphql<Data>(query, variables, { token });
  if (body.errors || !body.data) throw new Error(JSON.stringify(body.errors));
  return body.data;
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

export async function openHouse(): Promise<House> {
  const log: string[] = [];
  const lines = new Writable({
    write(chunk, _encoding, done) {
      log.push(String(chunk));
      done();
    },
  });
  const side = async (role: 'manager' | 'connector'): Promise<Side> => {
    const proxy = await startRecorder();
    const world = await startWorld({
      config: { role, baseUrl: new URL(proxy.url) },
      log: pino({ level: 'debug' }, lines),
    });
    proxy.target = new URL(world.url).origin;
    const operator = await world.token({ roles: ['operator'], sub: 'operator' });
    return { world, proxy, operator, id: role === 'manager' ? proxy.url : '' };
  };
  const [manager, exporter, importer] = await Promise.all([
    side('manager'),
    side('connector'),
    side('connector'),
  ]);
  await loadSample(manager.world.platform);
  await addPerson(manager.world);
  await join(manager, exporter, sampleIds.bank);
  await join(manager, importer, sampleIds.clinic);
  for (const [dataType, text] of [
    ['diagnoses', secrets.diagnosis],
    ['prescriptions', secrets.prescription],
    ['income', secrets.unasked],
  ]) {
    await ask(
      exporter.world,
      'mutation ($input: PutSourceRecordInput!) { putSourceRecord(input: $input) { dataType } }',
      { input: { userId: secrets.exporterReference, dataType, data: { text } } },
      exporter.operator,
    );
  }
  const asha = await manager.world.token({ roles: ['principal'], sub: 'asha-of-the-exchange' });
  const clinic = await manager.world.token({
    roles: ['fiduciary'],
    sub: 'clinic',
    fiduciaryId: sampleIds.clinic,
  });

  return {
    manager,
    exporter,
    importer,
    asha,
    log,
    async consent(dataTypes = ['diagnoses', 'prescriptions']) {
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
    },
    async start(consentId) {
      const { startExchange } = await ask<{ startExchange: { exchange: { id: string } } }>(
        manager.world,
        'mutation ($input: StartExchangeInput!) { startExchange(input: $input) { exchange { id } } }',
        { input: { consentId } },
        asha,
      );
      return startExchange.exchange.id;
    },
    async reaches(exchangeId, state, seconds = 15) {
      return until(async () => {
        const { exchange } = await ask<{ exchange: Seen }>(
          manager.world,
          exchangeQuery,
          { id: exchangeId },
          asha,
        );
        expect(exchange.state).toBe(state);
        return exchange;
      }, seconds);
    },
    async stop() {
      await Promise.all([manager, exporter, importer].map(({ world }) => world.stop()));
      await Promise.all([manager, exporter, importer].map(({ proxy }) => proxy.stop()));
    },
  };
}

const exchangeQuery = `query ($id: ID!) { exchange(id: $id) {
  id state dataTypes digest failureCode finishedAt
  exporter { id fiduciary { name } } importer { id } purposes { title }
  steps { sequence state code } } }`;

/** What the importer's database holds of imported data, as rows. */
export async function importedRows({ importer }: House): Promise<readonly unknown[]> {
  return importer.world
    .owner`select exchange_id, data_type, data from imported_record order by 1, 2`;
}

/** Tries again until it holds, or a deadline is over. */
export async function until<T>(attempt: () => Promise<T>, seconds = 15): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

export async function join(manager: Side, side: Side, fiduciaryId: string): Promise<void> {
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

/** A person with an account, known to both sides under names of their own. */
async function addPerson({ platform }: World): Promise<void> {
  await platform.database.db.transaction(async (tx) => {
    const accountId = newId();
    const identity = subjectIdentity(platform.vault, developmentIssuer, 'asha-of-the-exchange');
    await tx.insert(accountTable).values({ id: accountId, identity });
    const records = [
      { fiduciaryId: sampleIds.bank, externalUserId: secrets.exporterReference },
      { fiduciaryId: sampleIds.clinic, externalUserId: secrets.importerReference },
    ];
    for (const record of records)
      await insertRecord(platform, tx, { id: newId(), accountId, ...record });
  });
}
