import { describe, expect, test } from 'vitest';
import { isAllowedAddress, targetProblem } from '../../src/webhook/address.ts';
import { hostileAddresses, unfitAddresses } from './hostile-addresses.ts';

const production = { loopback: false };
const trial = { loopback: true };

describe('the address of an endpoint', () => {
  test.each([...hostileAddresses, ...unfitAddresses])('%s is refused', (address) => {
    expect(targetProblem(address, production)).toMatch(/\.$/);
  });

  test.each([
    'https://hooks.example.com/consents?tenant=7',
    'https://hooks.example.com:8443/',
    'https://93.184.216.34/hook',
    'https://[2606:2800:220:1:248:1893:25c8:1946]/hook',
    'https://xn--bcher-kva.example/hook',
  ])('%s is taken', (address) => {
    expect(targetProblem(address, production)).toBeNull();
  });

  test.each(['http://localhost:8080/', 'http://127.0.0.1:8080/', 'http://[::1]:8080/'])(
    '%s is taken where webhooks may be tried out',
    (address) => {
      expect(targetProblem(address, trial)).toBeNull();
    },
  );

  test('other private addresses are refused even there', () => {
    const taken = hostileAddresses
      .filter((address) => !targetProblem(address, trial))
      .map((address) => new URL(address).hostname);
    expect(new Set(taken)).toEqual(
      new Set(['127.0.0.1', '[::1]', 'localhost', 'localhost.', 'hooks.localhost']),
    );
  });
});

describe('a resolved address', () => {
  test.each([
    ['93.184.216.34', true],
    ['2606:2800:220:1:248:1893:25c8:1946', true],
    ['127.0.0.1', false],
    ['::ffff:93.184.216.34', false],
    ['::ffff:10.0.0.1', false],
    ['fe80::1%eth0', false],
    ['hooks.example.com', false],
    ['', false],
  ])('%s may be connected to: %s', (address, allowed) => {
    expect(isAllowedAddress(address, production)).toBe(allowed);
  });
});
