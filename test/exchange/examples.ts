import { createHash } from 'node:crypto';
import { bytesOf, encryptByHand, type HandKey, handKey, signByHand } from './envelope-by-hand.ts';

/** A party of the examples. */
export interface ExampleParty {
  party: string;
  name: string;
  signing: HandKey;
  encryption: HandKey;
  statement: string;
}

/** One message or answer: what it says, how it travels, and what it carries inside. */
export interface Example {
  title: string;
  typ: string;
  claims: Record<string, unknown> & { iss: string; aud: string; iat: number; exp: number };
  jwe: string;
  inside: { title: string; typ: string; claims: unknown }[];
}

const startedAt = 1_795_219_200;
const uuid = (end: string) => `01940000-0000-7000-8000-${end.padStart(12, '0')}`;

function partyOf(name: string, party: string): ExampleParty {
  const signing = handKey(`${name}: signing key`, 'sig');
  const encryption = handKey(`${name}: encryption key`, 'enc');
  const jwks = { keys: [signing.jwk, encryption.jwk] };
  const claims = { iss: party, iat: startedAt - 1000, seq: 1, jwks };
  const statement = signByHand('cx-keys+jwt', claims, signing);
  return { name, party, signing, encryption, statement };
}

export const manager = partyOf('manager', 'https://consent.example');
export const exporter = partyOf('exporter', uuid('e001'));
export const importer = partyOf('importer', uuid('f001'));

const endpoints = {
  manager: 'https://consent.example/graphql',
  exporter: 'https://bank.example/graphql',
  importer: 'https://clinic.example/graphql',
};
const peer = ({ name, party, statement }: ExampleParty) => ({
  id: party,
  endpoint: endpoints[name as keyof typeof endpoints],
  keys: [statement],
});

/** Every message and answer of one exchange, and of a connector that joined before it. */
export function makeExamples(): Example[] {
  let made = 0;
  const nextId = () => uuid(String(++made));
  const xid = uuid('c001');
  const consentId = uuid('d001');
  const purposes = [uuid('a001')];
  const dataTypes = ['diagnoses'];
  const deadline = startedAt + 600;
  const token = bytesOf('access token').toString('base64url');

  function letter(
    [title, typ]: [string, string],
    from: ExampleParty,
    to: ExampleParty,
    { life, about = xid, ...claims }: { life: number; about?: string } & Record<string, unknown>,
    inside: Example['inside'] = [],
  ): Example {
    const common = {
      iss: from.party,
      aud: to.party,
      jti: nextId(),
      iat: startedAt,
      exp: startedAt + life,
      xid: about,
    };
    const all = { ...common, ...claims };
    const jws = signByHand(typ, all, from.signing);
    return { title, typ, claims: all, jwe: encryptByHand(jws, to.encryption, title), inside };
  }
  const answer = (
    title: string,
    from: ExampleParty,
    to: ExampleParty,
    asked: Example,
    verdict: Record<string, unknown>,
    inside: Example['inside'] = [],
  ) => {
    const about = String(asked.claims.xid);
    const claims = { life: 120, about, irt: asked.claims.jti, ...verdict };
    return letter([title, 'cx-answer+jwt'], from, to, claims, inside);
  };

  const invitationClaims = {
    iss: manager.party,
    sub: importer.party,
    jti: nextId(),
    iat: startedAt - 500,
    exp: startedAt - 500 + 86_400,
    manager_endpoint: endpoints.manager,
    manager_keys: [manager.statement],
    endpoint: endpoints.importer,
  };
  const invitation = signByHand('cx-invitation+jwt', invitationClaims, manager.signing);
  const registering = { life: 120, about: importer.party, invitation, keys: [importer.statement] };
  const register = letter(
    ['0 · registerParticipant', 'cx-register+jwt'],
    importer,
    manager,
    registering,
    [{ title: 'The invitation', typ: 'cx-invitation+jwt', claims: invitationClaims }],
  );
  const challenge = bytesOf('challenge').toString('base64url');
  const challenged = answer('0 · the answer', manager, importer, register, {
    result: { challenge },
  });
  const proved = letter(
    ['0 · registerParticipant, with the challenge', 'cx-register+jwt'],
    importer,
    manager,
    { ...registering, challenge },
  );
  const joined = answer('0 · the second answer', manager, importer, proved, {
    result: { joined: true },
  });

  const told = { cid: consentId, purposes, data_types: dataTypes };
  const consentExport = letter(['1 · consentExport', 'cx-consent-export+jwt'], manager, exporter, {
    life: 600,
    ...told,
    sub: 'bank-user-7',
    importer: peer(importer),
    manager_endpoint: endpoints.manager,
    deadline,
  });
  const taken = answer('1 · the answer', exporter, manager, consentExport, { result: {} });
  const attach = letter(['2 · attachAccessToken', 'cx-attach-token+jwt'], exporter, manager, {
    life: 120,
    cid: consentId,
    token,
    token_exp: deadline,
  });

  const consentClaims = {
    iss: manager.party,
    aud: exporter.party,
    jti: nextId(),
    exp: deadline,
    xid,
    ...told,
    importer: importer.party,
    cnf: { jkt: importer.signing.kid },
    token,
  };
  const consent = encryptByHand(
    signByHand('cx-consent+jwt', consentClaims, manager.signing),
    exporter.encryption,
    'signed consent',
  );
  const consentImport = letter(
    ['3 · consentImport', 'cx-consent-import+jwt'],
    manager,
    importer,
    {
      life: 600,
      ...told,
      sub: 'clinic-patient-3',
      exporter: peer(exporter),
      consent,
      manager_endpoint: endpoints.manager,
      deadline,
    },
    [
      {
        title: 'The signed consent, which the exporter alone can open',
        typ: 'cx-consent+jwt',
        claims: consentClaims,
      },
    ],
  );
  const request = nextId();
  const dataExport = letter(['4 · dataExport', 'cx-data-request+jwt'], importer, exporter, {
    life: 120,
    consent,
    request,
  });
  const refused = answer(
    '4 · the answer to a second request with the same consent',
    exporter,
    importer,
    { ...dataExport, claims: { ...dataExport.claims, jti: nextId() } },
    {
      error: {
        code: 'TOKEN_ALREADY_USED',
        message: 'The data was asked for with this consent already.',
      },
    },
  );
  const verify = letter(['5 · verifyConsent', 'cx-verify+jwt'], exporter, manager, {
    life: 120,
    cid: consentId,
    token,
    purposes,
  });
  const rid = uuid('b001');
  const releaseClaims = {
    iss: manager.party,
    aud: importer.party,
    jti: nextId(),
    iat: startedAt,
    exp: startedAt + 120,
    xid,
    cid: consentId,
    rid,
    exporter: exporter.party,
    data_types: dataTypes,
  };
  const release = encryptByHand(
    signByHand('cx-release+jwt', releaseClaims, manager.signing),
    importer.encryption,
    'release',
  );
  const verified = answer(
    '5 · the answer',
    manager,
    exporter,
    verify,
    {
      result: {
        sub: 'bank-user-7',
        data_types: dataTypes,
        importer: peer(importer),
        release,
        release_exp: releaseClaims.exp,
      },
    },
    [
      {
        title: 'The release, which the importer alone can open',
        typ: 'cx-release+jwt',
        claims: releaseClaims,
      },
    ],
  );
  const content = { diagnoses: [{ code: 'I10' }] };
  const data = encryptByHand(JSON.stringify(content), importer.encryption, 'data', 'json');
  const digest = createHash('sha256').update(data).digest('base64url');
  const dataImport = letter(
    ['6 · dataImport', 'cx-data+jwt'],
    exporter,
    importer,
    { life: 120, release, data, digest },
    [{ title: 'The data, which the importer alone can open', typ: 'json', claims: content }],
  );
  const receiptClaims = {
    iss: importer.party,
    aud: manager.party,
    iat: startedAt,
    xid,
    rid,
    digest,
    data_types: dataTypes,
    stored_at: startedAt,
  };
  const receipt = signByHand('cx-stored+jwt', receiptClaims, importer.signing);
  const stored = answer('6 · the answer', importer, exporter, dataImport, { result: { receipt } }, [
    { title: 'The receipt', typ: 'cx-stored+jwt', claims: receiptClaims },
  ]);
  const report = letter(['7 · reportTransfer', 'cx-receipt+jwt'], exporter, manager, {
    life: 600,
    cid: consentId,
    digest,
    receipt,
  });
  return [
    ...[register, challenged, proved, joined],
    ...[consentExport, taken, attach, consentImport, dataExport, refused],
    ...[verify, verified, dataImport, stored, report],
  ];
}

/** The page of examples. */
export function renderExamples(): string {
  const json = (value: unknown) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
  const parties = [manager, exporter, importer].map(
    ({ name, party, signing, encryption, statement }) => {
      const keys = [signing, encryption].map(({ jwk, d }) => ({ ...jwk, d }));
      return json({ name, party, keys, statements: [statement] });
    },
  );
  const examples = makeExamples().map(({ title, typ, claims, jwe, inside }) =>
    [
      `## ${title}`,
      `\`typ\` \`${typ}\``,
      json(claims),
      `\`\`\`jwe\n${jwe}\n\`\`\``,
      ...inside.flatMap((one) => [`${one.title} (\`${one.typ}\`) says:`, json(one.claims)]),
    ].join('\n\n'),
  );
  return `${[
    '# One exchange, byte by byte',
    [
      'A connector joins, and one exchange goes through all messages of [the protocol](PROTOCOL.md),',
      "with the parties' private keys, so that each step can be followed by hand: open the JWE with the",
      "receiver's key, and check the JWS inside with the sender's. The keys are published here and good",
      'for nothing else. A test makes this page, and checks that every byte of it holds.',
    ].join('\n'),
    '## Keys',
    ...parties,
    ...examples,
  ].join('\n\n')}\n`;
}
