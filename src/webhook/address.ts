import { BlockList, isIP } from 'node:net';

/** Whether webhooks may go to a server on this machine, and over plain http. Never in production. */
export interface TargetRules {
  loopback: boolean;
}

/**
 * What is wrong with a webhook's address, judged by its text alone; null when nothing is. Whatever its
 * name stands for is checked again at every attempt.
 */
export function targetProblem(text: string, { loopback }: TargetRules): string | null {
  if (!URL.canParse(text)) return 'This is an absolute https:// address.';
  const { protocol, username, password, hostname, hash } = new URL(text);
  if (protocol !== 'https:' && !(loopback && protocol === 'http:')) {
    return 'Webhooks go to https:// addresses.';
  }
  if (username || password) return 'An address holds no user name or password.';
  if (hash) return 'An address ends before its fragment.';
  const host = hostname.replace(/^\[|\]$/g, '');
  const fit = isIP(host) ? isAllowedAddress(host, { loopback }) : isAllowedName(host, { loopback });
  return fit ? null : 'Webhooks go to public addresses of the internet.';
}

/** Whether a connection may be made to an IP address. */
export function isAllowedAddress(address: string, { loopback }: TargetRules): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  if (loopback && loopbackAddresses[type].check(address, type)) return true;
  // Nothing outside 2000::/3 is public, however it may embed an IPv4 address.
  return family === 6
    ? globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6')
    : !special.check(address, 'ipv4');
}

/** A name of one label, or under a domain that is never public, cannot be meant for the internet. */
function isAllowedName(host: string, { loopback }: TargetRules): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (loopback && (name === 'localhost' || name.endsWith('.localhost'))) return true;
  const labels = name.split('.');
  const domain = labels.at(-1) ?? '';
  return labels.length > 1 && !localDomains.has(domain) && !name.endsWith('.home.arpa');
}

const localDomains = new Set(['localhost', 'local', 'internal', 'intranet', 'lan', 'home', 'corp']);

/** Apart, since a list with IPv4 in it also takes what IPv6 writes as `::ffff:127.0.0.1`. */
const loopbackAddresses = { ipv4: listOf(['127.0.0.0/8']), ipv6: listOf(['::1/128']) };
const globalUnicast = listOf(['2000::/3']);

/** What the IANA special-purpose address registries take out of the public space. */
const special = listOf([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
]);

function listOf(subnets: string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', bits] = subnet.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
