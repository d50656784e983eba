import { describe, expect, test } from 'vitest';
import { ConfigProblem, loadConfig } from '../src/config.ts';

const key = Buffer.alloc(32, 7).toString('base64');
const production = {
  NODE_ENV: 'production',
  CMS_BASE_URL: 'https://consent.example',
  KEY_ENCRYPTION_KEYS: `2026:${key}`,
};

function problems(env: Record<string, string>): string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigProblem);
    return (error as ConfigProblem).message.split('\n');
  }
}

test('an empty environment gives a development server on port 3000 of this machine', () => {
  expect(loadConfig({})).toMatchObject({
    environment: 'development',
    role: 'manager',
    host: '127.0.0.1',
    port: 3000,
    baseUrl: new URL('http://localhost:3000'),
    dataDirectory: './.data',
    keyEncryptionKeys: [],
    trustProxy: false,
    corsOrigins: [],
    logLevel: 'info',
  });
});

test('an empty value is an absent one', () => {
  expect(loadConfig({ PORT: '', DATABASE_URL: '' })).toEqual(loadConfig({}));
});

test('production listens on every interface', () => {
  expect(loadConfig(production)).toMatchObject({ environment: 'production', host: '0.0.0.0' });
});

test('the first key-encryption key is the current one', () => {
  const other = Buffer.alloc(32, 8).toString('base64');
  const { keyEncryptionKeys } = loadConfig({ KEY_ENCRYPTION_KEYS: `new:${other}, old:${key}` });
  expect(keyEncryptionKeys.map(({ id }) => id)).toEqual(['new', 'old']);
});

describe('a value that cannot be right names its variable', () => {
  test.each([
    [{ NODE_ENV: 'prod' }, 'NODE_ENV: must be one of development, production, test, not "prod"'],
    [{ ROLE: 'broker' }, 'ROLE: must be one of manager, connector, not "broker"'],
    [{ PORT: '70000' }, 'PORT: must be a whole number from 0 to 65535'],
    [{ PORT: '80x' }, 'PORT: must be a whole number from 0 to 65535'],
    [{ CMS_BASE_URL: 'consent.example' }, 'CMS_BASE_URL: must be an http:// or https:// URL'],
    [{ CORS_ORIGINS: 'https://a.example/path' }, /^CORS_ORIGINS: must be origins/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: must be one of fatal, /],
    [{ OIDC_ISSUER: 'https://id.example' }, /^OIDC_AUDIENCE: is missing: .*/],
    [
      { AUDIT_CHECKPOINT_URL: 'safe.example' },
      'AUDIT_CHECKPOINT_URL: must be an http:// or https:// URL',
    ],
    [
      { ...production, AUDIT_CHECKPOINT_URL: 'http://safe.example/' },
      'AUDIT_CHECKPOINT_URL: must be an https:// URL in production',
    ],
    [{ AUDIT_CHECKPOINT_TOKEN: 'secret' }, /^AUDIT_CHECKPOINT_URL: is missing/],
    [
      { TLS_CERT_FILE: '/cert.pem' },
      'TLS_KEY_FILE: is missing: TLS needs the certificate and its key',
    ],
    [{ DATABASE_OWNER_URL: 'postgres://x/y' }, /^DATABASE_URL: is missing/],
  ])('%o', (env, expected) => {
    expect(problems(env)[0]).toMatch(expected);
  });
});

test('everything that is wrong is told at once', () => {
  expect(problems({ PORT: 'x', ROLE: 'y', DATABSE_URL: 'z' })).toHaveLength(3);
});

test('a secret that is malformed is not repeated', () => {
  for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL', 'KEY_ENCRYPTION_KEYS']) {
    expect(problems({ [name]: 'hunter2' }).join()).not.toContain('hunter2');
    expect(problems({ [name]: 'hunter2' })[0]).toMatch(new RegExp(`^${name}: `));
  }
});

test('production sends webhooks to no address of this machine', () => {
  expect(loadConfig({ WEBHOOK_LOOPBACK: 'true' })).toMatchObject({ webhookLoopback: true });
  expect(loadConfig(production)).toMatchObject({ webhookLoopback: false });
  expect(problems({ ...production, WEBHOOK_LOOPBACK: 'true' })).toEqual([
    'WEBHOOK_LOOPBACK: production sends webhooks to public addresses only',
  ]);
});

test('production names what it lacks', () => {
  expect(problems({ NODE_ENV: 'production' })).toEqual([
    'KEY_ENCRYPTION_KEYS: is missing: production needs it',
    'CMS_BASE_URL: is missing: production needs it',
  ]);
});

test.each([
  ['DATABSE_URL', 'DATABSE_URL: is not known; DATABASE_URL is'],
  ['DATABASE_ULR', 'DATABASE_ULR: is not known; DATABASE_URL is'],
  ['database_url', 'database_url: is not known; DATABASE_URL is'],
  ['LOGLEVEL', 'LOGLEVEL: is not known; LOG_LEVEL is'],
  ['OIDC_AUDIENCES', 'OIDC_AUDIENCES: is not known; OIDC_AUDIENCE is'],
  ['OIDC_SECRET', 'OIDC_SECRET: is not known'],
])('the misspelling %s stops the start', (name, line) => {
  expect(problems({ [name]: 'anything' })).toEqual([line]);
});

test.each([
  'HOME',
  'HOSTNAME',
  'PORTS',
  'PATH',
  'ROLES',
  'DATABASE_PASSWORD',
  'LOGNAME',
  'NODE_OPTIONS',
])('the unrelated variable %s is none of our business', (name) => {
  expect(problems({ [name]: 'anything' })).toEqual([]);
});
