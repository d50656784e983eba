import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { commit, verifyCommitment } from '../../src/vault/index.ts';

test('a commitment opens with its value and salt, whatever the order of members', () => {
  const made = commit('reason', { text: 'I moved', urgent: false });
  expect(verifyCommitment('reason', { urgent: false, text: 'I moved' }, made)).toBe(true);
});

test('a commitment does not open for another value, field or salt', () => {
  const made = commit('ip', '203.0.113.7');
  expect(verifyCommitment('ip', '203.0.113.8', made)).toBe(false);
  expect(verifyCommitment('claimedIp', '203.0.113.7', made)).toBe(false);
  const { salt } = commit('ip', '203.0.113.7');
  expect(verifyCommitment('ip', '203.0.113.7', { ...made, salt })).toBe(false);
});

test('a malformed commitment does not open', () => {
  const { salt } = commit('ip', 'x');
  expect(verifyCommitment('ip', 'x', { commitment: '', salt })).toBe(false);
  expect(verifyCommitment('ip', 'x', { commitment: '%%%', salt: '' })).toBe(false);
});

test('two commitments to the same value have nothing in common', () => {
  const [one, other] = [commit('phone', '+91 98'), commit('phone', '+91 98')];
  expect(one.commitment).not.toBe(other.commitment);
  expect(one.salt).not.toBe(other.salt);
});

test('anyone can check a commitment with HMAC-SHA-256 and canonical JSON alone', () => {
  const { commitment, salt } = commit('notes', 'né');
  const hmac = createHmac('sha256', Buffer.from(salt, 'base64url')).update('["notes","né"]');
  expect(Buffer.from(salt, 'base64url')).toHaveLength(32);
  expect(commitment).toBe(hmac.digest('base64url'));
});

test('a value without canonical JSON cannot be committed to', () => {
  expect(() => commit('reason', undefined)).toThrow(TypeError);
  expect(() => commit('reason', '\ud800')).toThrow(TypeError);
});
