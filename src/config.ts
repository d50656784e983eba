import { z } from 'zod';
import { misspeltNames } from './misspelling.ts';

/** Everything that the outside decides about a server. Frozen after the start. */
export interface Config {
  environment: 'development' | 'production' | 'test';
  /** Which program this is: the consent manager, or one participant's side of a data exchange. */
  role: 'manager' | 'connector';
  /** Absent: the embedded PostgreSQL. */
  databaseUrl?: string;
  /** The user that migrates; `databaseUrl` unless said. */
  databaseOwnerUrl?: string;
  /** Connections to the database. */
  databasePoolSize: number;
  /** Holds the embedded cluster and the keys of development. */
  dataDirectory: string;
  /** Where people reach this server; notice links and token issuers begin with it. */
  baseUrl: URL;
  host: string;
  /** 0: any free one. */
  port: number;
  /** 32 bytes each; the first is current. Empty outside production: made in the data directory. */
  keyEncryptionKeys: { id: string; key: Buffer }[];
  /** The organisation's own OpenID issuer, whose tokens are accepted beside this server's. */
  issuer?: IssuerConfig;
  /** Paths of PEM files; with them the server speaks TLS 1.3 itself. */
  tls?: { certFile: string; keyFile: string };
  /** Which proxies may say whom they forward for: all, none, so many hops, or addresses. */
  trustProxy: boolean | number | string[];
  /** Origins of browser pages that may call the API from elsewhere. */
  corsOrigins: string[];
  /** Requests a minute: of one account, and of one address that nobody is signed in from. */
  rateLimits: { account: number; address: number };
  /** Whether webhooks may go to this machine, and over plain http: for trying them out. */
  webhookLoopback: boolean;
  /** A file outside the database and its backups that lists who was erased. */
  erasureList?: string;
  logLevel: (typeof logLevels)[number];
  /** Where the signed head of the log is kept outside of the database; nowhere if absent. */
  auditCheckpointFile?: string;
  /** Where the signed head of the log is sent, each time that it has grown; nowhere if absent. */
  auditCheckpointUrl?: URL;
  /** The bearer token that it is sent with. */
  auditCheckpointToken?: string;
  /** Seconds between two looks whether the log has grown, to sign its head; 0 never looks. */
  auditCheckpointSeconds: number;
  /** What `/metrics` is read with; without it, only from this machine and outside production. */
  metricsToken?: string;
  /** Whether exchange messages may go within private networks, and without TLS. */
  privateTargets: boolean;
  /** A connector's own source of data: a path of a module; the table that operators fill if absent. */
  dataSource?: string;
  /** Seconds that the source may take for one person's data. */
  dataSourceSeconds: number;
  /** Seconds between two looks for what has expired; 0 never looks. */
  sweepSeconds: number;
}

export interface IssuerConfig {
  issuer: string;
  audience: string;
  jwksUrl: URL;
  /** The `typ` header that its access tokens carry; `at+jwt` in RFC 9068. */
  tokenType: string;
  /** Names of the claims that hold what this server must know of a caller. */
  claims: { roles: string; fiduciaryId: string; practitionerId: string };
  /** The client as which people sign in to the pages; without one they cannot. */
  pages?: { clientId: string; scope: string };
}

/** What is wrong with the environment: a line for each variable, beginning with its name. */
export class ConfigProblem extends Error {
  override readonly name = 'ConfigProblem';
}

/**
 * Reads the configuration from environment variables. An empty value counts as absent.
 *
 * @throws ConfigProblem naming every variable that is missing, malformed or misspelt, never with
 * the value of one that may hold a secret.
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const problems = misspeltNames(Object.keys(given), Object.keys(variables.shape));
  const parsed = variables.superRefine(requireTogether).safeParse(given);
  for (const issue of parsed.error?.issues ?? []) {
    problems.push(`${issue.path[0]?.toString()}: ${issue.message}`);
  }
  if (!parsed.success || problems.length > 0) throw new ConfigProblem(problems.join('\n'));
  return configOf(parsed.data);
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Every variable, in the order of the README's table. */
const variables = z.object({
  NODE_ENV: choice(['development', 'production', 'test']).default('development'),
  ROLE: choice(['manager', 'connector']).default('manager'),
  DATABASE_URL: url('must be a postgres:// URL', /^postgres(ql)?:$/).optional(),
  DATABASE_OWNER_URL: url('must be a postgres:// URL', /^postgres(ql)?:$/).optional(),
  DATABASE_POOL_SIZE: wholeNumber(2, 1000).default(10),
  DATA_DIR: z.string().default('./.data'),
  CMS_BASE_URL: url('must be an http:// or https:// URL', /^https?:$/).optional(),
  HOST: z.string().optional(),
  PORT: wholeNumber(0, 65_535).default(3000),
  KEY_ENCRYPTION_KEYS: z.string().transform(keysOf).default([]),
  OIDC_ISSUER: z.string().optional(),
  OIDC_AUDIENCE: z.string().optional(),
  OIDC_JWKS_URL: url('must be an http:// or https:// URL', /^https?:$/).optional(),
  OIDC_TOKEN_TYP: z.string().default('at+jwt'),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_SCOPE: z.string().default('openid profile'),
  OIDC_CLAIM_ROLES: z.string().default('roles'),
  OIDC_CLAIM_FIDUCIARY_ID: z.string().default('fiduciary_id'),
  OIDC_CLAIM_PRACTITIONER_ID: z.string().default('practitioner_id'),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  TRUST_PROXY: z.string().default('false').transform(trustOf),
  CORS_ORIGINS: z.string().default('').transform(originsOf),
  ACCOUNT_REQUESTS_PER_MINUTE: wholeNumber(1, 1_000_000).default(1_000),
  ADDRESS_REQUESTS_PER_MINUTE: wholeNumber(1, 1_000_000).default(300),
  WEBHOOK_LOOPBACK: choice(['true', 'false']).default('false'),
  ERASURE_LIST: z.string().optional(),
  LOG_LEVEL: choice(logLevels).default('info'),
  AUDIT_CHECKPOINT_FILE: z.string().optional(),
  AUDIT_CHECKPOINT_SECONDS: wholeNumber(0, 86_400).default(60),
  AUDIT_CHECKPOINT_URL: url('must be an http:// or https:// URL', /^https?:$/).optional(),
  AUDIT_CHECKPOINT_TOKEN: z.string().optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  ALLOW_PRIVATE_TARGETS: choice(['true', 'false']).optional(),
  DATA_SOURCE: z.string().optional(),
  DATA_SOURCE_SECONDS: wholeNumber(1, 600).default(150),
  SWEEP_SECONDS: wholeNumber(0, 86_400).default(5),
});

type Variables = z.infer<typeof variables>;

function configOf(v: Variables): Config {
  const host = v.HOST ?? (v.NODE_ENV === 'production' ? '0.0.0.0' : '127.0.0.1');
  return Object.freeze({
    environment: v.NODE_ENV,
    role: v.ROLE,
    databaseUrl: v.DATABASE_URL,
    databaseOwnerUrl: v.DATABASE_OWNER_URL ?? v.DATABASE_URL,
    databasePoolSize: v.DATABASE_POOL_SIZE,
    dataDirectory: v.DATA_DIR,
    baseUrl: new URL(v.CMS_BASE_URL ?? `http://localhost:${v.PORT}`),
    host,
    port: v.PORT,
    keyEncryptionKeys: v.KEY_ENCRYPTION_KEYS,
    issuer: issuerOf(v),
    tls:
      v.TLS_CERT_FILE && v.TLS_KEY_FILE
        ? { certFile: v.TLS_CERT_FILE, keyFile: v.TLS_KEY_FILE }
        : undefined,
    trustProxy: v.TRUST_PROXY,
    corsOrigins: v.CORS_ORIGINS,
    rateLimits: {
      account: v.ACCOUNT_REQUESTS_PER_MINUTE,
      address: v.ADDRESS_REQUESTS_PER_MINUTE,
    },
    webhookLoopback: v.WEBHOOK_LOOPBACK === 'true',
    erasureList: v.ERASURE_LIST,
    logLevel: v.LOG_LEVEL,
    auditCheckpointFile: v.AUDIT_CHECKPOINT_FILE,
    auditCheckpointSeconds: v.AUDIT_CHECKPOINT_SECONDS,
    auditCheckpointUrl: v.AUDIT_CHECKPOINT_URL ? new URL(v.AUDIT_CHECKPOINT_URL) : undefined,
    auditCheckpointToken: v.AUDIT_CHECKPOINT_TOKEN,
    metricsToken: v.METRICS_TOKEN,
    privateTargets: v.ALLOW_PRIVATE_TARGETS
      ? v.ALLOW_PRIVATE_TARGETS === 'true'
      : v.NODE_ENV !== 'production',
    dataSource: v.DATA_SOURCE,
    dataSourceSeconds: v.DATA_SOURCE_SECONDS,
    sweepSeconds: v.SWEEP_SECONDS,
  });
}

function issuerOf(v: Variables): IssuerConfig | undefined {
  if (!v.OIDC_ISSUER || !v.OIDC_AUDIENCE || !v.OIDC_JWKS_URL) return undefined;
  return {
    issuer: v.OIDC_ISSUER,
    audience: v.OIDC_AUDIENCE,
    jwksUrl: new URL(v.OIDC_JWKS_URL),
    tokenType: v.OIDC_TOKEN_TYP,
    claims: {
      roles: v.OIDC_CLAIM_ROLES,
      fiduciaryId: v.OIDC_CLAIM_FIDUCIARY_ID,
      practitionerId: v.OIDC_CLAIM_PRACTITIONER_ID,
    },
    ...(v.OIDC_CLIENT_ID && { pages: { clientId: v.OIDC_CLIENT_ID, scope: v.OIDC_SCOPE } }),
  };
}

function requireTogether(v: Variables, context: z.RefinementCtx<Variables>): void {
  const need = (names: (keyof Variables)[], why: string) => {
    for (const name of names) {
      const value = v[name];
      const missing = value === undefined || (Array.isArray(value) && value.length === 0);
      if (missing)
        context.addIssue({ code: 'custom', path: [name], message: `is missing: ${why}` });
    }
  };
  if (v.NODE_ENV === 'production') {
    need(['KEY_ENCRYPTION_KEYS', 'CMS_BASE_URL'], 'production needs it');
    if (v.WEBHOOK_LOOPBACK === 'true') {
      const message = 'production sends webhooks to public addresses only';
      context.addIssue({ code: 'custom', path: ['WEBHOOK_LOOPBACK'], message });
    }
    if (v.AUDIT_CHECKPOINT_URL && !v.AUDIT_CHECKPOINT_URL.startsWith('https:')) {
      const message = 'must be an https:// URL in production';
      context.addIssue({ code: 'custom', path: ['AUDIT_CHECKPOINT_URL'], message });
    }
  }
  if (v.OIDC_ISSUER || v.OIDC_AUDIENCE || v.OIDC_JWKS_URL || v.OIDC_CLIENT_ID) {
    need(['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_JWKS_URL'], 'an OpenID issuer needs all three');
  }
  if (v.DATA_SOURCE && v.ROLE !== 'connector') {
    const message = 'only a connector has a source of data: set ROLE=connector';
    context.addIssue({ code: 'custom', path: ['DATA_SOURCE'], message });
  }
  if (v.TLS_CERT_FILE || v.TLS_KEY_FILE) {
    need(['TLS_CERT_FILE', 'TLS_KEY_FILE'], 'TLS needs the certificate and its key');
  }
  if (v.AUDIT_CHECKPOINT_TOKEN) need(['AUDIT_CHECKPOINT_URL'], 'the token is for it');
  if (v.DATABASE_OWNER_URL) need(['DATABASE_URL'], 'DATABASE_OWNER_URL only migrates it');
}

function choice<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, {
    error: ({ input }) => `must be one of ${values.join(', ')}, not ${JSON.stringify(input)}`,
  });
}

function wholeNumber(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d+$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number({ error }).min(least, { error }).max(most, { error }));
}

function url(error: string, protocol: RegExp) {
  return z
    .string()
    .refine((text) => URL.canParse(text) && protocol.test(new URL(text).protocol), { error });
}

function keysOf(text: string, context: z.RefinementCtx<string>): { id: string; key: Buffer }[] {
  const keys = text.split(',').map((entry) => {
    const [id = '', key = ''] = entry.trim().split(':');
    return { id, key: Buffer.from(key, 'base64') };
  });
  const ids = new Set(keys.map(({ id }) => id));
  if (ids.size < keys.length || keys.some(({ id, key }) => id === '' || key.length !== 32)) {
    const message = 'must be id:base64 of 32 bytes, separated by commas, each id once';
    context.addIssue({ code: 'custom', message });
  }
  return keys;
}

function trustOf(text: string): boolean | number | string[] {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d+$/.test(text) ? Number(text) : list(text);
}

function originsOf(text: string, context: z.RefinementCtx<string>): string[] {
  const origins = list(text);
  const wrong = origins.find((item) => !URL.canParse(item) || new URL(item).origin !== item);
  if (wrong !== undefined) {
    const message = `must be origins such as https://shop.example, not ${JSON.stringify(wrong)}`;
    context.addIssue({ code: 'custom', message });
  }
  return origins;
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
