/** Prefixes that belong to this program alone: whatever else begins with one is a mistake. */
const ownPrefixes = ['OIDC_', 'CMS_', 'KEY_ENCRYPTION_'];

/** Shorter names (HOST, PORT, ROLE) have innocent neighbours in every environment. */
const shortestJudged = 8;

/**
 * A line for each name that is most likely meant to be a known one: written in other letter case,
 * one edit away from it, or under a prefix of ours. Anything else in an environment is not ours to
 * judge.
 */
export function misspeltNames(names: string[], known: string[]): string[] {
  const problems: string[] = [];
  for (const name of names) {
    if (known.includes(name)) continue;
    const meant = known.find((candidate) => isNear(name, candidate));
    if (meant) problems.push(`${name}: is not known; ${meant} is`);
    else if (ownPrefixes.some((prefix) => name.startsWith(prefix))) {
      problems.push(`${name}: is not known`);
    }
  }
  return problems;
}

function isNear(name: string, known: string): boolean {
  if (known.length < shortestJudged) return false;
  return name.toUpperCase() === known || isOneEditAway(name, known);
}

/** One character more, less or other, or two neighbours swapped. */
function isOneEditAway(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  const most = Math.min(a.length, b.length) - start;
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && left === [...right].reverse().join('');
}
