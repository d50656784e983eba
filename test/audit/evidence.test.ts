import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EvidenceBundle } from '../../src/audit/bundle.ts';
import { type Step, verifyBundle } from '../../src/audit/verify-bundle.ts';
import { dataOf } from '../support/answer.ts';
import type { SeededConsent, SeededFiduciary, SeededPerson } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';

const evidenceQuery = `query Evidence($id: ID!, $noticeToken: String, $disclosing: Boolean) {
  consent(id: $id, noticeToken: $noticeToken) { evidence(disclosing: $disclosing) }
}`;

let world: World;
let bank: SeededFiduciary;
let asha: SeededPerson;
let consent: SeededConsent;
let bundle: EvidenceBundle;

beforeAll(async () => {
  world = await startWorld();
  bank = await world.seed.fiduciary();
  const purpose = await bank.purpose();
  asha = await world.seed.person();
  const other = await world.seed.person();
  await other.agree(await bank.ask(other, [purpose]));
  consent = await asha.agree(await bank.ask(asha, [purpose]));
  await asha.withdraw(consent, { reason: 'I moved to another bank' });
  bundle = await evidence(asha.token);
});
afterAll(() => world.stop());

async function evidence(
  token: string | undefined,
  variables: { noticeToken?: string; disclosing?: boolean } = {},
): Promise<EvidenceBundle> {
  const answer = await world.graphql<{ consent: { evidence: EvidenceBundle } }>(
    evidenceQuery,
    { id: consent.id, ...variables },
    { token },
  );
  return dataOf(answer).consent.evidence;
}

describe('the evidence of a consent', () => {
  test('verifies offline, step by step', async () => {
    const steps = await verifyBundle(bundle);
    expect(failed(steps)).toEqual([]);
    expect(steps.map(({ part }) => part)).toEqual([
      'format',
      'keys',
      'artifact signature',
      'artifact hash',
      'checkpoint',
      'entry 1 of 3',
      'entry 2 of 3',
      'entry 3 of 3',
      'order',
      'statement',
    ]);
    expect(findingOf(steps, 'entry 3 of 3')).toMatch(/^WITHDRAW at /);
    expect(findingOf(steps, 'statement')).toMatch(/the consent was WITHDRAWN/);
  });

  test('verifies with the keys that the issuer publishes, and not with those of another', async () => {
    const published = await (await fetch(new URL('/.well-known/jwks.json', world.url))).json();
    expect(failed(await verifyBundle(bundle, published.keys))).toEqual([]);
    const strangers = await verifyBundle(bundle, [{ kid: 'another' }]);
    expect(failed(strangers)).toEqual([
      expect.stringMatching(/^keys: .* is none of the keys that the issuer publishes$/),
    ]);
  });

  test('is the same for the person, the data fiduciary, an operator and the bearer of the link', async () => {
    const operator = await world.seed.operator();
    const { noticeToken } = consent.request;
    for (const [token, more] of [
      [bank.token, {}],
      [operator, {}],
      [undefined, { noticeToken }],
    ] as const) {
      const { entries } = await evidence(token, more);
      expect(entries).toEqual(bundle.entries);
    }
  });

  test('is refused to strangers like a consent that does not exist', async () => {
    const stranger = await world.seed.fiduciary();
    const variables = { id: consent.id };
    const answer = await world.graphql(evidenceQuery, variables, { token: stranger.token });
    expect(answer.body.errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
  });

  test('names nobody, and tells reasons only when asked, provably', async () => {
    expect(JSON.stringify(bundle)).not.toContain('another bank');
    expect(JSON.stringify(bundle)).not.toContain(asha.externalUserId);
    const open = await evidence(asha.token, { disclosing: true });
    expect(failed(await verifyBundle(open))).toEqual([]);
    const reason = open.entries[2]?.disclosures?.reason;
    expect(reason?.value).toBe('I moved to another bank');
    const lie = structuredClone(open);
    Object.assign(lie.entries[2]?.disclosures?.reason ?? {}, { value: 'I was told to' });
    expect(failed(await verifyBundle(lie))).toEqual([
      'entry 3 of 3: its reason is not what the entry commits to',
    ]);
    const operators = await evidence(await world.seed.operator(), { disclosing: true });
    expect(operators.entries.some(({ disclosures }) => disclosures)).toBe(false);
  });
});

describe('a bundle that was tampered with', () => {
  const tampered: [string, (bundle: EvidenceBundle) => void, string[]][] = [
    [
      'other terms',
      ({ artifact }) => {
        artifact.payload.validTill = '2099-01-01T00:00:00.000Z';
      },
      ['artifact signature: the terms are not', 'artifact hash: it is not the hash'],
    ],
    [
      'another hash of the terms',
      ({ artifact }) => {
        artifact.hash = '0'.repeat(64);
      },
      ['artifact hash:', 'statement: it is about another consent'],
    ],
    [
      'another signature',
      ({ artifact }) => {
        artifact.jws = artifact.jws.replace(/[^.]{8}$/, 'AAAAAAAA');
      },
      ['artifact signature: it was changed'],
    ],
    [
      'another path through the tree',
      ({ entries }) => {
        const [entry] = entries;
        if (entry)
          entry.path = entry.path.map((hash) =>
            hash.replace(/^./, (at) => (at === '0' ? '1' : '0')),
          );
      },
      ['entry 1 of 3: its path does not lead to the root'],
    ],
    [
      'a leaf that tells another story',
      ({ entries }) => {
        const [entry] = entries;
        if (entry) entry.leaf = entry.leaf.replace('INITIATE', 'CANCEL');
      },
      ['entry 1 of 3: its leaf is not what the hash is of'],
    ],
    [
      'another place in the log',
      ({ entries }) => {
        const [entry] = entries;
        if (entry) entry.leafIndex -= 1;
      },
      ['entry 1 of 3: its path does not lead to the root'],
    ],
    [
      'the withdrawal left out',
      ({ entries }) => {
        entries.pop();
      },
      ['statement: the issuer had 3 entries, other than the 2 here'],
    ],
    [
      'an entry left out of the middle',
      ({ entries }) => {
        entries.splice(1, 1);
      },
      ['statement:'],
    ],
    [
      'another log',
      (bundle) => {
        bundle.checkpoint = bundle.checkpoint.replace(/\n\d+\n/, '\n999\n');
      },
      ['checkpoint: its text or its signature', 'entry 1', 'entry 2', 'entry 3', 'statement:'],
    ],
    [
      'a key of one’s own',
      ({ keys }) => {
        const [key] = keys.keys;
        if (key) key.x = 'A'.repeat(43);
      },
      ['keys:'],
    ],
    ['something beside', (bundle) => Object.assign(bundle, { note: 'trust me' }), ['format:']],
  ];

  test.each(tampered)('with %s is named', async (_what, tamper, findings) => {
    const copy = structuredClone(bundle);
    tamper(copy);
    const found = failed(await verifyBundle(copy));
    for (const [at, finding] of findings.entries()) expect(found[at]).toContain(finding);
  });

  test('in any one character does not verify', async () => {
    const text = JSON.stringify(bundle);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(text.length - 1),
        fc.constantFrom(...'0aZ-_"{ \\'),
        async (at, character) => {
          if (text[at] === character) return;
          const changed = text.slice(0, at) + character + text.slice(at + 1);
          const parsed = parse(changed);
          if (parsed === undefined || JSON.stringify(parsed) === text) return;
          expect(failed(await verifyBundle(parsed)), changed.slice(at - 40, at + 40)).not.toEqual(
            [],
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([null, 42, 'text', [], {}, { format: 'consentgraph-evidence/2' }])(
    'beyond recognition, such as %j, is no bundle',
    async (nonsense) => {
      expect(failed(await verifyBundle(nonsense))).toHaveLength(1);
    },
  );
});

function failed(steps: Step[]): string[] {
  return steps.filter(({ ok }) => !ok).map(({ part, finding }) => `${part}: ${finding}`);
}

function findingOf(steps: Step[], part: string): string | undefined {
  return steps.find((step) => step.part === part)?.finding;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
