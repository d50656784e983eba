import type { Context } from '../auth/index.ts';
import { Refusal } from '../errors.ts';
import type { SubjectKey, Subscription, SubscriptionOptions } from '../history/index.ts';
import { OpenStreams } from './open-streams.ts';

/** What a stream is narrowed to, and what a caller may come to see it through. */
export interface Subject {
  key: SubjectKey;
  requestId: string;
  principalId: string;
}

/** By the request and the record that they are about. */
const streamsOf = OpenStreams.of({
  isOne: ({ action }) => action === 'REVOKE_LINK' || action === 'UNLINK' || action === 'ERASE',
  whose: async (_, { action, requestId, principalId }) => [
    action === 'REVOKE_LINK' ? `request:${requestId}` : `principal:${principalId}`,
  ],
});

/**
 * Opens the stream of one request or consent for as long as the caller can see it. When the notice
 * link is revoked, or the record unlinked or erased, that they see it through, the stream ends before
 * any later event.
 *
 * @param find throws what the caller is refused with when they do not see it, or no longer
 */
export async function openSubjectStream(
  context: Context,
  find: () => Promise<Subject>,
  options: Pick<SubscriptionOptions, 'after' | 'accepts'>,
): Promise<Subscription> {
  const streams = streamsOf(context);
  const since = streams.changes;
  const { key, requestId, principalId } = await find();
  return streams.open({
    keys: [`request:${requestId}`, `principal:${principalId}`],
    since,
    subscribe: (onEnd) =>
      context.platform.history.hub.subscribe({ ...options, keys: [key], onEnd }),
    async check(stream) {
      try {
        await find();
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        stream.end(error);
      }
    },
  });
}
