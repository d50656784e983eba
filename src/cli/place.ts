import { readFile } from 'node:fs/promises';

/**
 * The text in a file, or at an address.
 *
 * @throws Error that names the place
 */
export async function readPlace(place: string): Promise<string> {
  if (!/^https?:/.test(place)) return readFile(place, 'utf8');
  const answer = await fetch(place, { signal: AbortSignal.timeout(30_000) }).catch((cause) => {
    throw new Error(`${place} cannot be reached`, { cause });
  });
  if (!answer.ok) throw new Error(`${place} answered ${answer.status}`);
  return answer.text();
}
