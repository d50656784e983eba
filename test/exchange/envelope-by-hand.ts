import {
  createCipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  sign,
} from 'node:crypto';

/*
 * Messages as a stranger would make them who has the RFCs and no library, so that what our code reads
 * was not written by it; and from given bytes alone, so that they come out the same every time.
 */

/** A party's key with its public JWK, from 32 bytes. */
export interface HandKey {
  privateKey: KeyObject;
  kid: string;
  jwk: { kty: string; crv: string; x: string; kid: string; alg: string; use: string };
  d: string;
}

/** Bytes that look like chance and are the same every time. */
export function bytesOf(label: string, length = 32): Buffer {
  return createHash('sha256').update(label).digest().subarray(0, length);
}

const prefixes = {
  Ed25519: '302e020100300506032b657004220420',
  X25519: '302e020100300506032b656e04220420',
};

/** @param use `sig` makes an Ed25519 key, `enc` an X25519 one (RFC 8037, RFC 8410) */
export function handKey(label: string, use: 'sig' | 'enc'): HandKey {
  const crv = use === 'sig' ? 'Ed25519' : 'X25519';
  const der = Buffer.concat([Buffer.from(prefixes[crv], 'hex'), bytesOf(label)]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  // RFC 7638 §3.2, RFC 8037 §2: the required members, sorted, without white space.
  const kid = createHash('sha256').update(`{"crv":"${crv}","kty":"OKP","x":"${x}"}`);
  const named = kid.digest('base64url');
  const alg = use === 'sig' ? 'Ed25519' : 'ECDH-ES+A256KW';
  const jwk = { kty: 'OKP', crv, x, kid: named, alg, use };
  return { privateKey, kid: named, jwk, d: bytesOf(label).toString('base64url') };
}

/** Compact JWS (RFC 7515 §7.1). */
export function signByHand(typ: string, claims: object, key: HandKey): string {
  const signed = `${encode({ alg: 'Ed25519', typ, kid: key.kid })}.${encode(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString('base64url')}`;
}

/** Compact JWE (RFC 7516 §7.1) with ECDH-ES+A256KW and A256GCM; `label` stands for chance. */
export function encryptByHand(
  text: string,
  recipient: HandKey,
  label: string,
  cty: 'JWT' | 'json' = 'JWT',
): string {
  const ephemeral = handKey(`${label}: ephemeral key`, 'enc');
  const { kty, crv, x } = ephemeral.jwk;
  const alg = 'ECDH-ES+A256KW';
  const header = encode({
    alg,
    enc: 'A256GCM',
    kid: recipient.kid,
    cty,
    epk: { kty, crv, x },
  });
  const shared = diffieHellman({
    privateKey: ephemeral.privateKey,
    publicKey: createPublicKey(recipient.privateKey),
  });
  const contentKey = bytesOf(`${label}: content key`);
  const wrap = createCipheriv('id-aes256-wrap', concatKdf(shared, alg), Buffer.alloc(8, 0xa6));
  const wrapped = Buffer.concat([wrap.update(contentKey), wrap.final()]);
  const iv = bytesOf(`${label}: initialization vector`, 12);
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(header));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const parts = [wrapped, iv, ciphertext, cipher.getAuthTag()];
  return [header, ...parts.map((part) => part.toString('base64url'))].join('.');
}

/** One round of the Concat KDF (RFC 7518 §4.6.2) gives the 256 bits that are needed. */
function concatKdf(shared: Buffer, alg: string): Buffer {
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const algorithm = Buffer.concat([number(alg.length), Buffer.from(alg)]);
  const nobody = number(0);
  const info = Buffer.concat([algorithm, nobody, nobody, number(256)]);
  return createHash('sha256')
    .update(Buffer.concat([number(1), shared, info]))
    .digest();
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
