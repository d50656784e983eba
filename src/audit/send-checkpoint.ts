import type { Platform } from '../platform.ts';

/** How long the other side may take. */
const patienceMs = 15_000;

/** What was taken last by the place that a server sends to. */
const taken = new WeakMap<Platform['database'], string>();

/**
 * Sends a checkpoint to the configured URL, if there is one and it was not taken from this server
 * before: a POST of the note as it is, `text/plain`. Redirects are not followed.
 *
 * @throws Error when it was not answered with a status of 200 to 299; it is sent again next time
 */
export async function sendCheckpoint(
  { config, database }: Pick<Platform, 'config' | 'database'>,
  note: string,
  signal?: AbortSignal,
): Promise<void> {
  const { auditCheckpointUrl: url, auditCheckpointToken: token } = config;
  if (!url || taken.get(database) === note) return;
  const late = AbortSignal.timeout(patienceMs);
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: note,
    redirect: 'error',
    signal: signal ? AbortSignal.any([late, signal]) : late,
  });
  await answer.body?.cancel();
  if (!answer.ok) {
    throw new Error(`the checkpoint was not taken by ${url.host}: it answered ${answer.status}`);
  }
  taken.set(database, note);
}
