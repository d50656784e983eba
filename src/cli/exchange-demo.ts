import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDevelopmentIssuer, type Role } from '../auth/index.ts';
import { sampleIds, sampleSubjects, sampleUsers } from '../sample/ids.ts';

/** One of the three programs, with a database and keys of its own. */
interface Program {
  name: string;
  url: string;
  dataDirectory: string;
  child: ChildProcess;
}

/**
 * Starts a manager, an exporter and an importer as three processes with a PostgreSQL each, moves a
 * person's data from one to the other under her consent, and prints each step.
 */
export async function exchangeDemo(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'consentgraph-demo-'));
  const programs: Program[] = [];
  try {
    say('Starting a manager, the bank (exporter) and the clinic (importer), each with a database…');
    const [manager, bank, clinic] = await Promise.all(
      [
        ['manager', 'manager'],
        ['bank', 'connector'],
        ['clinic', 'connector'],
      ].map(async ([name = '', role = '']) => {
        const program = await startProgram(folder, name, role);
        programs.push(program);
        await listens(program);
        say(`  ${name.padEnd(8)} ${program.url}/graphql   process ${program.child.pid}`);
        return program;
      }),
    );
    if (!manager || !bank || !clinic) throw new Error('A program is missing');
    await run(manager, bank, clinic);
  } finally {
    await Promise.all(programs.map(stopProgram));
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(manager: Program, bank: Program, clinic: Program): Promise<void> {
  const operator = await tokenOf(manager, 'operator');
  const exporterId = await joined(manager, operator, bank, sampleIds.bank);
  const importerId = await joined(manager, operator, clinic, sampleIds.clinic);
  say('Both joined the exchange by invitation, and proved that they hold their keys.');

  const bankOperator = await tokenOf(bank, 'operator');
  for (const [dataType, data] of Object.entries(sampleData)) {
    await ask(bank, bankOperator, putRecord, { userId: sampleUsers.asha, dataType, data });
  }
  say(`The bank keeps ${Object.keys(sampleData).join(', ')} of its customer ${sampleUsers.asha}.`);

  const clinicToken = await tokenOf(manager, 'fiduciary', { fiduciaryId: sampleIds.clinic });
  const dataTypes = ['diagnoses', 'prescriptions'];
  const { initiateConsent } = await ask<{
    initiateConsent: { request: { id: string; notice: { hash: string } } };
  }>(manager, clinicToken, initiate, {
    externalUserId: sampleUsers.asha,
    purposeIds: [sampleIds.treatment],
    exchange: { exporterId, importerId, dataTypes },
  });
  const { id: requestId, notice } = initiateConsent.request;
  say(`The clinic asks Asha to let ${dataTypes.join(' and ')} move from the bank to the clinic.`);

  const asha = await tokenOf(manager, 'principal', { sub: sampleSubjects.asha });
  const { approveConsentRequest } = await ask<{
    approveConsentRequest: { consent: { id: string } };
  }>(manager, asha, approve, { requestId, noticeHash: notice.hash });
  const consentId = approveConsentRequest.consent.id;
  say(`Asha agrees: consent ${consentId}.`);

  const { startExchange } = await ask<{ startExchange: { exchange: { id: string } } }>(
    manager,
    asha,
    start,
    { consentId },
  );
  say(`She starts the exchange ${startExchange.exchange.id}:`);
  await follow(manager, asha, startExchange.exchange.id);

  const { importedRecords } = await ask<{
    importedRecords: { dataType: string; data: unknown }[];
  }>(clinic, await tokenOf(clinic, 'operator'), imported, { userId: sampleUsers.asha });
  say('What the clinic has stored, and the manager has never seen:');
  for (const { dataType, data } of importedRecords) say(`  ${dataType}: ${JSON.stringify(data)}`);
}

/** Prints each step as it is taken, until the exchange is over. */
async function follow(manager: Program, token: string, id: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  let shown = 0;
  for (;;) {
    const { exchange } = await ask<{
      exchange: {
        finishedAt: string | null;
        digest: string | null;
        steps: { state: string; at: string }[];
      };
    }>(manager, token, progress, { id });
    for (const { state, at } of exchange.steps.slice(shown)) {
      say(`  ${at}  ${state.padEnd(15)} ${meanings[state] ?? ''}`);
    }
    shown = exchange.steps.length;
    if (exchange.finishedAt) {
      if (exchange.digest)
        say(`  Both sides signed for the same bytes, SHA-256 ${exchange.digest}.`);
      return;
    }
    if (performance.now() > deadline) throw new Error('The exchange took longer than a minute');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function joined(
  manager: Program,
  operator: string,
  program: Program,
  fiduciaryId: string,
): Promise<string> {
  const endpoint = `${program.url}/graphql`;
  const { inviteParticipant } = await ask<{ inviteParticipant: { invitation: string } }>(
    manager,
    operator,
    invite,
    { fiduciaryId, endpoint },
  );
  const { invitation } = inviteParticipant;
  const { joinExchange } = await ask<{ joinExchange: { participantId: string } }>(
    program,
    await tokenOf(program, 'operator'),
    joinByInvitation,
    { invitation },
  );
  return joinExchange.participantId;
}

async function startProgram(folder: string, name: string, role: string): Promise<Program> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const dataDirectory = join(folder, name);
  const main = process.argv[1] ?? '';
  const child = spawn(process.execPath, [...process.execArgv, main, 'start'], {
    env: {
      PATH: process.env.PATH,
      ROLE: role,
      PORT: String(port),
      CMS_BASE_URL: url,
      DATA_DIR: dataDirectory,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { name, url, dataDirectory, child };
}

async function listens({ name, url, child }: Program): Promise<void> {
  const deadline = performance.now() + 240_000;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${url}/graphql?query={__typename}`).catch(() => undefined);
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`The ${name} did not start`);
}

async function stopProgram({ child }: Program): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** A port that was free a moment ago: participants must be told an address before they listen. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function tokenOf(
  { dataDirectory }: Program,
  role: Role,
  claims: { sub?: string; fiduciaryId?: string } = {},
): Promise<string> {
  const issuer = openDevelopmentIssuer({ environment: 'development', dataDirectory });
  return issuer.mint({ sub: role, roles: [role], ...claims });
}

/** A first start keeps a small machine busy: a server that says so is asked again. */
async function ask<Data>(
  program: Program,
  token: string,
  query: string,
  input: Record<string, unknown>,
  attempts = 6,
): Promise<Data> {
  const response = await fetch(`${program.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables: query.startsWith('query') ? input : { input } }),
  });
  const { data, errors } = (await response.json()) as {
    data?: Data;
    errors?: { extensions: { retryable: boolean } }[];
  };
  if (data && !errors) return data;
  if (!errors?.[0]?.extensions.retryable || attempts === 1) {
    throw new Error(`The ${program.name} refused: ${JSON.stringify(errors)}`);
  }
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  return ask(program, token, query, input, attempts - 1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const sampleData = {
  diagnoses: [{ code: 'I10', text: 'Essential hypertension', since: '2024-03-11' }],
  prescriptions: [{ medicine: 'Amlodipine 5 mg', dose: 'once a day' }],
  'laboratory results': [{ test: 'HbA1c', value: 5.4, unit: '%' }],
};

const meanings: Record<string, string> = {
  CREATED: 'Asha has started it.',
  EXPORT_SENT: 'The manager tells the bank of the consent.',
  TOKEN_ATTACHED: 'The bank has made an access token for it.',
  IMPORT_SENT: 'The manager hands the clinic the signed consent, which only the bank can open.',
  RELEASED: 'The clinic asked the bank; the bank had the consent verified, and sends the data.',
  COMPLETED: 'The clinic has stored the data and signed for it.',
};

const invite =
  'mutation ($input: InviteParticipantInput!) { inviteParticipant(input: $input) { invitation } }';
const joinByInvitation =
  'mutation ($input: JoinExchangeInput!) { joinExchange(input: $input) { participantId } }';
const putRecord =
  'mutation ($input: PutSourceRecordInput!) { putSourceRecord(input: $input) { dataType } }';
const initiate =
  'mutation ($input: InitiateConsentInput!) { initiateConsent(input: $input) { request { id notice { hash } } } }';
const approve =
  'mutation ($input: DecideConsentInput!) { approveConsentRequest(input: $input) { consent { id } } }';
const start =
  'mutation ($input: StartExchangeInput!) { startExchange(input: $input) { exchange { id } } }';
const progress = 'query ($id: ID!) { exchange(id: $id) { finishedAt digest steps { state at } } }';
const imported = 'query ($userId: String!) { importedRecords(userId: $userId) { dataType data } }';
