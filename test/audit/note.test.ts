import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type Checkpoint,
  openCheckpoint,
  originOf,
  signCheckpoint,
} from '../../src/audit/checkpoint.ts';
import {
  NoteInvalid,
  openNote,
  parseVerifierLine,
  signNote,
  verifierLine,
} from '../../src/audit/note.ts';

/** The example of Go's sumdb/note, where the format comes from. */
const published = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  signature:
    'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
};

const ours = generateKeyPairSync('ed25519');
const verifier = { name: 'consent.example', publicKey: ours.publicKey };

describe('a signed note', () => {
  test('of the published example is opened', () => {
    const note = `${published.text}\n— PeterNeumann ${published.signature}\n`;
    const { text, by } = openNote(note, [parseVerifierLine(published.key)]);
    expect(text).toBe(published.text);
    expect(verifierLine(by)).toBe(published.key);
  });

  test('may bear the signatures of others beside', () => {
    const stranger = generateKeyPairSync('ed25519');
    const line = signNote('a text\n', 'witness', stranger.privateKey).split('\n')[2];
    const note = signNote('a text\n', verifier.name, ours.privateKey).replace(
      '\n— ',
      `\n${line}\n— `,
    );
    expect(openNote(note, [verifier]).text).toBe('a text\n');
  });

  test.each([
    ['another text', (note: string) => note.replace('a text', 'b text'), 'changed'],
    ['no signature', () => 'a text\n', 'no signed note'],
    ['a stranger’s name', (note: string) => note.replace('consent.', 'content.'), 'known key'],
    ['half a signature', (note: string) => `${note.slice(0, -9)}\n`, 'malformed|changed'],
    ['a line too much', (note: string) => `${note}more\n`, 'malformed'],
  ])('with %s is refused', (_what, change, why) => {
    const note = change(signNote('a text\n', verifier.name, ours.privateKey));
    expect(() => openNote(note, [verifier])).toThrow(new RegExp(why));
  });

  test('is not opened by another key of the same name', () => {
    const note = signNote('a text\n', verifier.name, ours.privateKey);
    const { publicKey } = generateKeyPairSync('ed25519');
    expect(() => openNote(note, [{ ...verifier, publicKey }])).toThrow(NoteInvalid);
  });

  test.each(['', 'a+b', 'PeterNeumann+00000000+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'])(
    'is not verified with the key line "%s"',
    (line) => {
      expect(() => parseVerifierLine(line)).toThrow(NoteInvalid);
    },
  );
});

describe('a checkpoint', () => {
  const checkpoint: Checkpoint = {
    origin: 'consent.example',
    size: 20_852_163,
    root: Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64'),
  };

  test('is written as the format has it', () => {
    expect(signCheckpoint(checkpoint, ours.privateKey)).toMatch(
      /^consent\.example\n20852163\nCsUYapGGPo4dkMgIAUqom\/Xajj7h2fB2MPA3j2jxq2I=\n\n— consent\.example \S{92}\n$/,
    );
  });

  test('says on opening what was signed', () => {
    const note = signCheckpoint(checkpoint, ours.privateKey);
    expect(openCheckpoint(note, [verifier])).toEqual({ ...checkpoint, by: verifier });
  });

  test.each([
    'consent.example\n0123\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
    'consent.example\n12\nCsUY\n',
    'consent.example\n12\n',
    'other.example\n12\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
  ])('is not any text that was signed, such as %j', (text) => {
    const note = signNote(text, verifier.name, ours.privateKey);
    expect(() => openCheckpoint(note, [verifier])).toThrow(NoteInvalid);
  });

  test.each([
    ['https://consent.example/', 'consent.example'],
    ['http://localhost:3000', 'localhost:3000'],
    ['https://example.org/consent/', 'example.org/consent'],
  ])('of the log at %s is of the origin %s', (url, origin) => {
    expect(originOf(new URL(url))).toBe(origin);
  });
});
