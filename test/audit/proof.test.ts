import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../src/audit/checkpoint.ts';
import { hashLeaf, isConsistent, rootOfInclusion } from '../../src/audit/merkle.ts';
import { parseVerifierLine } from '../../src/audit/note.ts';
import { sequenceHistory } from '../../src/history/sequence.ts';
import { dataOf, refusalOf } from '../support/answer.ts';
import type { SeededConsent, SeededFiduciary, SeededPerson } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';

interface Checkpoint {
  note: string;
  origin: string;
  size: number;
  rootHash: string;
  verifierKey: string;
}

interface Proof {
  entryId: string;
  leaf: string;
  leafHash: string;
  leafIndex: number;
  path: string[];
  checkpoint: Checkpoint;
}

const proofParts = `entryId leaf leafHash leafIndex path
  checkpoint { note origin size rootHash verifierKey }`;
const checkpointQuery = '{ auditCheckpoint { note origin size rootHash verifierKey signedAt } }';
const historyQuery = `query History($id: ID!) {
  consent(id: $id) { history { edges { node { id hash proof { ${proofParts} } } } } }
}`;
const proofQuery = `query Proof($id: ID!) { auditProof(entryId: $id) { ${proofParts} } }`;
const consistencyQuery = `query Consistency($from: SafeInt!, $to: SafeInt) {
  auditConsistency(from: $from, to: $to) {
    from { size rootHash } to { size rootHash } path
  }
}`;

let world: World;
let auditor: string;
let bank: SeededFiduciary;
let asha: SeededPerson;
let consent: SeededConsent;

beforeAll(async () => {
  world = await startWorld();
  auditor = await world.token({ roles: ['auditor'], sub: 'auditor' });
  bank = await world.seed.fiduciary();
  asha = await world.seed.person();
  consent = await asha.agree(await bank.ask(asha, [await bank.purpose()]));
});
afterAll(() => world.stop());

/** The head once everything that was committed has its place in the log. */
async function checkpointNow(): Promise<Checkpoint> {
  await sequenceHistory(world.platform.database.sql);
  const answer = await world.graphql<{ auditCheckpoint: Checkpoint }>(checkpointQuery, undefined, {
    token: auditor,
  });
  return dataOf(answer).auditCheckpoint;
}

describe('the signed head of the log', () => {
  test('opens with the key that comes beside it, which is published', async () => {
    const checkpoint = await checkpointNow();
    const verifier = parseVerifierLine(checkpoint.verifierKey);
    const opened = openCheckpoint(checkpoint.note, [verifier]);
    expect(opened.size).toBe(checkpoint.size);
    expect(opened.root.toString('hex')).toBe(checkpoint.rootHash);
    expect(opened.origin).toBe('consent.example');
    const { keys } = await (await fetch(new URL('/.well-known/jwks.json', world.url))).json();
    const { x } = verifier.publicKey.export({ format: 'jwk' });
    expect(keys.map((key: { x: string }) => key.x)).toContain(x);
  });

  test('is signed once for each size', async () => {
    const [first, ...more] = await Promise.all([checkpointNow(), checkpointNow(), checkpointNow()]);
    for (const other of more) expect(other).toEqual(first);
  });

  test('stays verifiable when its key was retired', async () => {
    const before = await checkpointNow();
    await world.platform.vault.rotateSigningKey('checkpoint');
    expect(await checkpointNow()).toEqual(before);
    await bank.ask(asha, [await bank.purpose()]);
    const after = await checkpointNow();
    expect(after.size).toBeGreaterThan(before.size);
    expect(after.verifierKey).not.toBe(before.verifierKey);
  });
});

describe('an entry of a history', () => {
  test('is proved to whoever may see it, all entries of a page against one checkpoint', async () => {
    for (const token of [asha.token, bank.token]) {
      const answer = await world.graphql<{
        consent: { history: { edges: { node: { id: string; hash: string; proof: Proof } }[] } };
      }>(historyQuery, { id: consent.id }, { token });
      const { edges } = dataOf(answer).consent.history;
      expect(edges.length).toBeGreaterThan(0);
      expect(new Set(edges.map(({ node }) => node.proof.checkpoint.note)).size).toBe(1);
      for (const { node } of edges) {
        expect(node.proof.leafHash).toBe(node.hash);
        expectProved(node.proof);
      }
    }
  });

  test('is proved to an auditor by its id', async () => {
    const id = await lastEntry();
    const answer = await world.graphql<{ auditProof: Proof }>(
      proofQuery,
      { id },
      { token: auditor },
    );
    expectProved(dataOf(answer).auditProof);
  });

  test.each(['00000000-0000-7000-8000-000000000000', 'nonsense'])(
    'that does not exist, such as %s, is not found',
    async (id) => {
      const answer = await world.graphql(proofQuery, { id }, { token: auditor });
      expect(refusalOf(answer).code).toBe('NOT_FOUND');
    },
  );
});

describe('the log', () => {
  test('is proved to have grown from what it was', async () => {
    const before = await checkpointNow();
    await asha.withdraw(consent);
    const after = await checkpointNow();
    const { from, to, path } = await consistency(before.size);
    expect(from.rootHash).toBe(before.rootHash);
    expect(to.rootHash).toBe(after.rootHash);
    const tree = (state: { size: number; rootHash: string }) => ({
      size: state.size,
      root: hex(state.rootHash),
    });
    expect(isConsistent(tree(from), tree(to), path.map(hex))).toBe(true);
    const earlier = await consistency(1, before.size);
    expect(earlier.to.rootHash).toBe(before.rootHash);
  });

  test.each([
    [-1, null, 'from'],
    [1_000_000, null, 'from'],
    [3, 2, 'from'],
    [1, 1_000_000, 'to'],
    [0, -1, 'to'],
  ])('never went from %j to %j', async (from, to, field) => {
    const answer = await world.graphql(consistencyQuery, { from, to }, { token: auditor });
    expect(refusalOf(answer)).toMatchObject({ code: 'BAD_USER_INPUT', fields: [field] });
  });

  test('as a whole is for auditors and operators', async () => {
    const operator = await world.seed.operator();
    const id = await lastEntry();
    const queries: [string, Record<string, unknown>][] = [
      [checkpointQuery, {}],
      [proofQuery, { id }],
      [consistencyQuery, { from: 0 }],
    ];
    for (const [query, variables] of queries) {
      dataOf(await world.graphql(query, variables, { token: operator }));
      for (const [token, code] of [
        [bank.token, 'FORBIDDEN'],
        [asha.token, 'FORBIDDEN'],
        [undefined, 'UNAUTHENTICATED'],
      ] as const) {
        expect(refusalOf(await world.graphql(query, variables, { token })).code).toBe(code);
      }
    }
  });

  async function consistency(from: number, to?: number) {
    const answer = await world.graphql<{
      auditConsistency: {
        from: { size: number; rootHash: string };
        to: { size: number; rootHash: string };
        path: string[];
      };
    }>(consistencyQuery, { from, to }, { token: auditor });
    return dataOf(answer).auditConsistency;
  }
});

async function lastEntry(): Promise<string> {
  const [row] = await world.owner`select id from history order by seq desc limit 1`;
  return row?.id;
}

function expectProved({ leaf, leafHash, leafIndex, path, checkpoint }: Proof): void {
  const hash = hashLeaf(Buffer.from(leaf));
  expect(hash.toString('hex')).toBe(leafHash);
  const root = rootOfInclusion(leafIndex, checkpoint.size, hash, path.map(hex));
  expect(root?.toString('hex')).toBe(checkpoint.rootHash);
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
