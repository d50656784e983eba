import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { artifactTyp } from '../consent/index.ts';
import { canonicalJson, sha256Hex, verifyCommitment } from '../vault/index.ts';
import {
  type BundledEntry,
  type BundledKey,
  type EvidenceBundle,
  evidenceBundle,
  evidenceStatement,
  statementTyp,
} from './bundle.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { verifiersOf } from './head.ts';
import { hashLeaf, rootOfInclusion } from './merkle.ts';

/** One thing that was checked, for a person to read. */
export interface Step {
  part: string;
  ok: boolean;
  /** What was found, or what is wrong. */
  finding: string;
}

/**
 * Checks a bundle of evidence by itself, with nothing but cryptography.
 *
 * @param trusted the issuer's published keys, got by another way; without them the bundle's own are
 * taken, which proves only that all of it is of one issuer.
 * @returns a step for each part, those that failed among them. It never throws for what is in the
 * bundle.
 */
export async function verifyBundle(
  bundle: unknown,
  trusted?: readonly { kid?: string | undefined }[],
): Promise<Step[]> {
  const parsed = evidenceBundle.safeParse(bundle);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const finding = `${issue?.path.join('.') || 'the file'}: ${issue?.message}`;
    return [{ part: 'format', ok: false, finding }];
  }
  const evidence = parsed.data;
  const steps: Step[] = [{ part: 'format', ok: true, finding: evidence.format }];
  const check = async (part: string, look: () => string | Promise<string>) => {
    try {
      steps.push({ part, ok: true, finding: await look() });
    } catch (error) {
      const finding = error instanceof Error ? error.message : String(error);
      steps.push({ part, ok: false, finding });
    }
  };
  const { artifact, entries } = evidence;
  let checkpoint: Checkpoint | undefined;

  await check('keys', () => checkKeys(evidence.keys.keys, trusted));
  await check('artifact signature', async () => {
    const { payload, kid } = await openJws(evidence, artifact.jws, artifactTyp);
    must(payload === canonicalJson(artifact.payload), 'the terms are not those that were signed');
    return `the terms were signed with key ${kid}`;
  });
  await check('artifact hash', () => {
    must(
      sha256Hex(canonicalJson(artifact.payload)) === artifact.hash,
      'it is not the hash of the terms',
    );
    must(artifact.payload.artifactId === evidence.consentId, 'the terms are of another consent');
    return artifact.hash;
  });
  await check('checkpoint', () => {
    const origin = evidence.checkpoint.slice(0, Math.max(0, evidence.checkpoint.indexOf('\n')));
    checkpoint = openCheckpoint(evidence.checkpoint, verifiersOf(evidence.keys.keys, origin));
    return `the log of ${checkpoint.origin} with ${checkpoint.size} entries is signed`;
  });
  for (const [at, entry] of entries.entries()) {
    await check(`entry ${at + 1} of ${entries.length}`, () =>
      checkEntry(evidence, entry, checkpoint),
    );
  }
  await check('order', () => checkOrder(evidence));
  await check('statement', () => checkStatement(evidence, checkpoint));
  return steps;
}

async function checkKeys(
  keys: readonly BundledKey[],
  trusted: readonly { kid?: string | undefined }[] | undefined,
): Promise<string> {
  for (const { kid, ...key } of keys) {
    must((await calculateJwkThumbprint(key)) === kid, `${kid} is not the thumbprint of its key`);
    if (!trusted) continue;
    // The thumbprint is a hash of the key, so the same name is the same key (RFC 7638).
    const isTrusted = trusted.some((known) => known.kid === kid);
    must(isTrusted, `${kid} is none of the keys that the issuer publishes`);
  }
  return trusted
    ? `all ${keys.length} are published by the issuer`
    : `taken from the bundle; compare with the issuer's /.well-known/jwks.json, or pass --keys: ${keys.map(({ kid }) => kid).join(', ')}`;
}

function checkEntry(
  { consentId, artifact }: EvidenceBundle,
  entry: BundledEntry,
  checkpoint: Checkpoint | undefined,
): string {
  const leaf = hashLeaf(Buffer.from(entry.leaf));
  must(leaf.toString('hex') === entry.hash, 'its leaf is not what the hash is of');
  const told = toldBy(entry);
  must(
    told.artifactId === consentId ||
      (told.artifactId === null && told.requestId === artifact.payload.requestId),
    'it is about another consent',
  );
  if (!checkpoint) throw new Error('the checkpoint it should be proved by does not hold');
  const path = entry.path.map((hash) => Buffer.from(hash, 'hex'));
  const root = rootOfInclusion(entry.leafIndex, checkpoint.size, leaf, path);
  must(root?.equals(checkpoint.root), 'its path does not lead to the root of the log');
  const opened = Object.entries(entry.disclosures ?? {});
  for (const [field, { value, salt }] of opened) {
    const commitment = told.commitments[field];
    must(
      commitment !== undefined && verifyCommitment(field, value, { commitment, salt }),
      `its ${field} is not what the entry commits to`,
    );
  }
  const disclosed = opened.length > 0 ? `, with ${opened.map(([field]) => field).join(', ')}` : '';
  return `${told.action} at ${told.performedAt}, in the log at ${entry.leafIndex + 1}${disclosed}`;
}

/** Versions of the consent without gaps, in the order of the log. */
function checkOrder({ consentId, entries }: EvidenceBundle): string {
  must(
    entries.every(({ leafIndex }, at) => leafIndex > (entries[at - 1]?.leafIndex ?? -1)),
    'the entries are not in the order of the log',
  );
  const own = entries.map(toldBy).filter(({ artifactId }) => artifactId === consentId);
  const first = own[0]?.sequence ?? 1;
  own.forEach(({ sequence }, at) => {
    must(sequence === first + at, `version ${first + at} of the consent is missing`);
  });
  return `versions ${first} to ${first + own.length - 1} of the consent, none missing`;
}

async function checkStatement(
  evidence: EvidenceBundle,
  checkpoint: Checkpoint | undefined,
): Promise<string> {
  const { payload } = await openJws(evidence, evidence.statement, statementTyp);
  const said = evidenceStatement.parse(JSON.parse(payload));
  must(
    said.consentId === evidence.consentId && said.artifactHash === evidence.artifact.hash,
    'it is about another consent',
  );
  must(
    said.entries.join() === evidence.entries.map(({ hash }) => hash).join(),
    `the issuer had ${said.entries.length} entries, other than the ${evidence.entries.length} here`,
  );
  must(
    said.origin === checkpoint?.origin &&
      said.logSize === checkpoint?.size &&
      said.logRoot === checkpoint?.root.toString('hex'),
    'it is about another checkpoint',
  );
  return `these are all entries, and the consent was ${said.status}, at ${said.issuedAt}`;
}

/** The signed text of a JWS by one of the bundle's keys. */
async function openJws(
  { keys }: EvidenceBundle,
  jws: string,
  typ: string,
): Promise<{ payload: string; kid: string }> {
  const header = headerOf(jws);
  must(header.typ === typ, 'it is a signature of something else');
  const key = keys.keys.find(({ kid }) => kid === header.kid);
  if (!key) throw new Error('it was made with a key that is not in the bundle');
  const { payload } = await compactVerify(jws, await importJWK({ ...key }), {
    algorithms: ['Ed25519'],
  }).catch(() => {
    throw new Error('it was changed, or made with another key');
  });
  return { payload: Buffer.from(payload).toString(), kid: key.kid };
}

function headerOf(jws: string): { kid?: unknown; typ?: unknown } {
  try {
    return decodeProtectedHeader(jws);
  } catch {
    throw new Error('its header was changed');
  }
}

interface Told {
  action: string;
  artifactId: string | null;
  requestId: string | null;
  sequence: number;
  performedAt: string;
  commitments: Record<string, string>;
}

/** A leaf whose hash was checked is what the server wrote. */
function toldBy({ leaf }: BundledEntry): Told {
  return JSON.parse(leaf);
}

function must(holds: boolean | undefined, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}
