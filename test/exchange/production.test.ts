import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { newId } from '../../src/database/index.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../auth/openid-provider.ts';
import { ask as askOverHttp } from '../support/client.ts';
import { runProgram } from '../support/program.ts';
import { openSeed } from '../support/seed.ts';
import { until } from '../support/until.ts';
import { ask } from './house.ts';

/** One installation as an operator makes it: an empty database, keys, a certificate, an address. */
interface Installation {
  url: string;
  environment: Record<string, string>;
  operator: string;
  graphql: Parameters<typeof openSeed>[0]['graphql'];
}

/** What was opened, to be closed however far it got. */
const closers: (() => Promise<unknown>)[] = [];
let folder: string;
let provider: OpenIdProvider;
let keysOverTls: https.Server;
let manager: Installation;
let bank: Installation;
let clinic: Installation;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consentgraph-production-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ed25519', '-nodes', '-days', '1', '-subj', '/CN=localhost'],
      ...['-keyout', key, '-out', cert, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ],
    { stdio: 'ignore' },
  );
  setDefaultCACertificates([...getCACertificates('default'), await readFile(cert, 'utf8')]);
  provider = await startOpenIdProvider();
  await provider.addKey('first');
  // Production takes the issuer's keys over TLS only.
  const tls = { key: await readFile(key), cert: await readFile(cert) };
  keysOverTls = https.createServer(tls, async (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(await (await fetch(provider.jwksUrl)).text());
  });
  await new Promise<void>((resolve) => {
    keysOverTls.listen(0, '127.0.0.1', resolve);
  });
  [manager, bank, clinic] = await Promise.all([
    install('manager', key, cert),
    install('connector', key, cert),
    install('connector', key, cert),
  ]);
});

afterAll(async () => {
  for (const close of closers.reverse()) await close();
  keysOverTls?.closeAllConnections();
  keysOverTls?.close();
  await provider?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What the README asks of an operator, step by step. */
async function install(
  role: 'manager' | 'connector',
  key: string,
  cert: string,
): Promise<Installation> {
  const name = `production_${newId().replaceAll('-', '')}`;
  const { ownerUrl } = inject('template');
  // To the template itself nobody may stay connected.
  const anywhere = Object.assign(new URL(ownerUrl), { pathname: '/postgres' }).href;
  const administrator = postgres(anywhere, { max: 1, onnotice: () => {} });
  closers.push(async () => {
    await administrator.unsafe(`drop database if exists ${name} with (force)`);
    await administrator.unsafe(`drop role if exists ${name}`);
    await administrator.end();
  });
  await administrator.unsafe(`create role ${name} login password 'secret'`);
  await administrator.unsafe(`grant consentgraph_app to ${name}`);
  await administrator.unsafe(`create database ${name} owner ${name}`);
  const address = await openAddress();
  closers.push(address.close);
  const environment = {
    NODE_ENV: 'production',
    ROLE: role,
    DATABASE_URL: Object.assign(new URL(ownerUrl), {
      username: name,
      password: 'secret',
      pathname: `/${name}`,
    }).href,
    KEY_ENCRYPTION_KEYS: `2026:${randomBytes(32).toString('base64')}`,
    CMS_BASE_URL: address.url,
    DATA_DIR: join(folder, name),
    HOST: '127.0.0.1',
    PORT: '0',
    TLS_CERT_FILE: cert,
    TLS_KEY_FILE: key,
    NODE_EXTRA_CA_CERTS: cert,
    // Three servers of one machine, which production takes for a private network.
    ALLOW_PRIVATE_TARGETS: 'true',
    ...(role === 'manager' && {
      OIDC_ISSUER: provider.issuer,
      OIDC_AUDIENCE: provider.audience,
      OIDC_JWKS_URL: `https://127.0.0.1:${(keysOverTls.address() as AddressInfo).port}/jwks`,
    }),
  };
  const { stdout, stderr } = await runProgram(['bootstrap'], environment).ended;
  const [, id, secret] = /client_id +(\S+)\nclient_secret +(\S+)/.exec(stdout) ?? [];
  expect(id, stderr).toBeDefined();
  const program = runProgram(['start'], environment);
  closers.push(() => {
    program.child.kill('SIGTERM');
    return program.ended;
  });
  const [, target = ''] = await program.says(/Server listening at (https:\/\/[\d.]+:\d+)/);
  address.forwardTo(Number(new URL(target).port));
  const answer = await fetch(`${address.url}/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  const { access_token: operator } = (await answer.json()) as { access_token: string };
  return {
    url: address.url,
    environment,
    operator,
    graphql: (operation, variables, options) =>
      askOverHttp(`${address.url}/graphql`, operation, variables, options),
  };
}

/** An address that is known before the server behind it listens. */
async function openAddress() {
  let port = 0;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((incoming) => {
    const outgoing = net.connect(port, '127.0.0.1');
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwardTo(target: number) {
      port = target;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function joined(connector: Installation, fiduciaryId: string): Promise<string> {
  const { inviteParticipant } = await ask<{ inviteParticipant: { invitation: string } }>(
    manager,
    'mutation ($input: InviteParticipantInput!) { inviteParticipant(input: $input) { invitation } }',
    { input: { fiduciaryId, endpoint: `${connector.url}/graphql` } },
    manager.operator,
  );
  const { joinExchange } = await ask<{ joinExchange: { participantId: string } }>(
    connector,
    'mutation ($input: JoinExchangeInput!) { joinExchange(input: $input) { participantId } }',
    { input: inviteParticipant },
    connector.operator,
  );
  return joinExchange.participantId;
}

test('in production, over TLS and on databases of their own, a person’s data moves under their consent', async () => {
  const seed = openSeed({
    graphql: manager.graphql,
    // Operators are clients of the server; everybody else comes from the organisation's issuer.
    token: ({ roles, sub, fiduciaryId }) =>
      roles?.includes('operator')
        ? Promise.resolve(manager.operator)
        : provider.token({ claims: { roles, sub, jti: newId(), fiduciary_id: fiduciaryId } }),
  });
  const trustBank = await seed.fiduciary();
  const lakeside = await seed.fiduciary({ name: 'Lakeside Clinic' });
  const exporterId = await joined(bank, trustBank.id);
  const importerId = await joined(clinic, lakeside.id);
  const asha = await seed.person();
  await ask(
    bank,
    'mutation ($input: PutSourceRecordInput!) { putSourceRecord(input: $input) { dataType } }',
    { input: { userId: asha.externalUserId, dataType: 'diagnoses', data: { code: 'I10' } } },
    bank.operator,
  );
  await trustBank.ask(asha, [await trustBank.purpose()]);
  const treatment = await lakeside.purpose({ title: 'Treatment', dataFields: ['diagnoses'] });
  const request = await lakeside.ask(asha, [treatment], {
    exchange: { exporterId, importerId, dataTypes: ['diagnoses'] },
  });
  const consent = await asha.agree(request);
  const { startExchange } = await ask<{ startExchange: { exchange: { id: string } } }>(
    manager,
    'mutation ($input: StartExchangeInput!) { startExchange(input: $input) { exchange { id } } }',
    { input: { consentId: consent.id } },
    asha.token,
  );
  await until(async () => {
    const { exchange } = await ask<{ exchange: { state: string } }>(
      manager,
      'query ($id: ID!) { exchange(id: $id) { state } }',
      { id: startExchange.exchange.id },
      asha.token,
    );
    expect(exchange.state).toBe('COMPLETED');
  });
  const { importedRecords } = await ask<{ importedRecords: unknown[] }>(
    clinic,
    'query ($userId: String!) { importedRecords(userId: $userId) { dataType data exporterId } }',
    { userId: asha.externalUserId },
    clinic.operator,
  );
  expect(importedRecords).toEqual([{ dataType: 'diagnoses', data: { code: 'I10' }, exporterId }]);
  const { stdout } = await runProgram(['erase', '--user', asha.externalUserId], clinic.environment)
    .ended;
  expect(stdout).toContain('1 of 1: erased; for export: 0, imported: 1, exchanges stopped: 0');
});

test('production invites nobody without https', async () => {
  const { ALLOW_PRIVATE_TARGETS: _, ...environment } = manager.environment;
  const strict = runProgram(['start'], environment);
  const [, url = ''] = await strict.says(/Server listening at (https:\/\/[\d.]+:\d+)/);
  const { body } = await askOverHttp(
    `${url}/graphql`,
    'mutation ($input: InviteParticipantInput!) { inviteParticipant(input: $input) { invitation } }',
    { input: { fiduciaryId: newId(), endpoint: 'http://bank.example/graphql' } },
    { token: manager.operator },
  );
  expect(body.errors?.[0]?.extensions?.code).toBe('URL_NOT_ALLOWED');
  strict.child.kill('SIGTERM');
  await strict.ended;
});
