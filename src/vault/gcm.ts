import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const ivLength = 12;
const tagLength = 16;
/** Without it, node:crypto would accept tags of four bytes, which can be guessed. */
const options = { authTagLength: tagLength };

/** What encryption adds to a text: the random iv before it and the tag after it. */
export const gcmOverhead = ivLength + tagLength;

/** AES-256-GCM (NIST SP 800-38D) under a fresh random iv: iv (12) ‖ ciphertext ‖ tag (16). */
export function encrypt(key: KeyObject, associated: Buffer, plain: Buffer): Buffer {
  const iv = freshIv();
  const cipher = createCipheriv(algorithm, key, iv, options).setAAD(associated);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

let ivs = Buffer.alloc(0);

/** Each once. Drawn many at a time: to draw one takes as long as to encrypt a short text. */
function freshIv(): Buffer {
  if (ivs.length === 0) ivs = randomBytes(ivLength * 256);
  const iv = ivs.subarray(0, ivLength);
  ivs = ivs.subarray(ivLength);
  return iv;
}

/** The reverse of {@link encrypt}. Throws when a bit of key, associated data or text differs. */
export function decrypt(key: KeyObject, associated: Buffer, encrypted: Buffer): Buffer {
  if (encrypted.length < gcmOverhead) throw new RangeError('shorter than iv and tag');
  const decipher = createDecipheriv(algorithm, key, encrypted.subarray(0, ivLength), options)
    .setAAD(associated)
    .setAuthTag(encrypted.subarray(-tagLength));
  const plain = decipher.update(encrypted.subarray(ivLength, -tagLength));
  decipher.final();
  return plain;
}
