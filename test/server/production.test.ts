import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { watchConnections } from '../../src/server/connections.ts';
import { RawClient } from './client.ts';
import { ask, buildHouse, type House } from './house.ts';

const production = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  CMS_BASE_URL: 'https://consent.example',
  KEY_ENCRYPTION_KEYS: `only:${Buffer.alloc(32, 7).toString('base64')}`,
};

describe('in production', () => {
  let house: House;

  beforeAll(async () => {
    house = await buildHouse({ env: { ...production, CORS_ORIGINS: 'https://shop.example' } });
  });

  afterAll(() => house.tearDown());

  test.each([
    ['the whole schema', getIntrospectionQuery()],
    ['one type', '{ __type(name: "Query") { fields { name } } }'],
  ])('introspection of %s is a bad request', async (_name, query) => {
    const reply = await house.post({ query });
    expect(reply.status).toBe(400);
    expect(reply.body.errors?.[0]?.extensions.code).toBe('BAD_REQUEST');
    expect(reply.body).not.toHaveProperty('data');
  });

  test.each([
    ['field', '{ greetin }'],
    ['argument', '{ greeting(nam: "x") }'],
    ['type', 'query ($x: TermInpu!) { days(input: $x) }'],
    ['input field', '{ days(input: { day: 1 }) }'],
  ])('a misspelt %s is told without a suggestion', async (_name, query) => {
    const reply = await house.post({ query });
    expect(reply.status).toBe(400);
    expect(reply.text).not.toContain('Did you mean');
  });

  test('nor does a variable suggest one', async () => {
    const query = 'query ($input: TermInput!) { days(input: $input) }';
    const reply = await house.post({ query, variables: { input: { days: 1, day: 1 } } });
    expect(reply.body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(reply.text).not.toContain('Did you mean');
  });

  test.each(['/graphiql', '/graphiql/', '/sandbox', '/sandbox/embed.js'])(
    '%s does not exist',
    async (path) => {
      expect((await ask(`${house.url}${path}`)).status).toBe(404);
    },
  );

  test('only the configured origins may connect a socket', async () => {
    const closeOf = async (origin: string) => {
      const client = await RawClient.open(house.url, 'graphql-transport-ws', { origin });
      const { closed } = client;
      client.leave();
      return closed?.code;
    };
    expect(await closeOf('https://consent.example')).toBeUndefined();
    expect(await closeOf('https://shop.example')).toBeUndefined();
    expect(await closeOf(house.url)).toBe(1006);
    expect(await closeOf('https://consent.example.evil.example')).toBe(1006);
  });

  test('only the configured origins may call from a browser', async () => {
    const preflight = (origin: string) =>
      ask(`${house.url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const shop = await preflight('https://shop.example');
    expect(shop.status).toBe(204);
    expect(shop.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(shop.headers.get('access-control-allow-credentials')).toBeNull();
    const other = await preflight('https://evil.example');
    expect(other.status).toBe(405);
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('browsers are told to come back by HTTPS only', async () => {
    const { headers } = await house.post({ query: '{ greeting }' });
    expect(headers.get('strict-transport-security')).toContain('max-age=');
  });
});

describe('with a certificate', () => {
  let folder: string;
  let house: House;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'consentgraph-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ed25519', '-nodes', '-days', '1', '-subj', '/CN=localhost'],
        ...['-keyout', key, '-out', cert, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ],
      { stdio: 'ignore' },
    );
    house = await buildHouse({ env: { TLS_CERT_FILE: cert, TLS_KEY_FILE: key } });
  });

  afterAll(async () => {
    await house.tearDown();
    await rm(folder, { recursive: true });
  });

  test('who has asked something over it is not cut off by a stop', async () => {
    const [key, cert] = await Promise.all(
      ['key.pem', 'cert.pem'].map((name) => readFile(join(folder, name))),
    );
    const server = createServer({ key, cert });
    const connections = watchConnections(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const asking = get({ host: 'localhost', port, ca: cert, agent: false });
    const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
    connections.cutUnlessAsking();
    response.end('answered');
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    expect(await text(answer)).toBe('answered');
    await new Promise((resolve) => server.close(resolve));
  });

  test('TLS 1.3 is spoken and nothing older', async () => {
    const ca = await readFile(join(folder, 'cert.pem'));
    const port = Number(new URL(house.url).port);
    const protocol = (version: 'TLSv1.2' | 'TLSv1.3') =>
      new Promise((resolve) => {
        const socket = connect(
          {
            host: '127.0.0.1',
            port,
            ca,
            servername: 'localhost',
            minVersion: version,
            maxVersion: version,
          },
          () => {
            resolve(socket.getProtocol());
            socket.end();
          },
        );
        socket.on('error', () => resolve('refused'));
      });
    expect(await protocol('TLSv1.3')).toBe('TLSv1.3');
    expect(await protocol('TLSv1.2')).toBe('refused');
  });
});
