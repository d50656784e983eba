import type { Context } from '../auth/index.ts';
import { Refusal } from '../errors.ts';
import type { History, SubjectKey, Subscription, SubscriptionOptions } from '../history/index.ts';

/** What a stream is narrowed to, and what a caller may come to see it through. */
export interface Subject {
  key: SubjectKey;
  requestId: string;
  principalId: string;
}

/** The narrowed streams that are open on this server, by the request and the record they are about. */
type Streams = Map<SubjectKey, Set<() => Promise<void>>>;

/**
 * Opens the stream of one request or consent for as long as the caller can see it. When the notice
 * link is revoked, or the record unlinked or erased, that they see it through, the stream ends before
 * any later event. One listener serves all streams, so that an event costs nothing to those it does
 * not concern.
 *
 * @param find throws what the caller is refused with when they do not see it, or no longer
 */
export async function openSubjectStream(
  context: Context,
  find: () => Promise<Subject>,
  options: Pick<SubscriptionOptions, 'after' | 'accepts'>,
): Promise<Subscription> {
  const { key, requestId, principalId } = await find();
  const streams = streamsOf(context);
  const watched: SubjectKey[] = [`request:${requestId}`, `principal:${principalId}`];
  let stream: Subscription | undefined;
  const check = async () => {
    try {
      await find();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      stream?.end(error);
    }
  };
  const stop = () => {
    for (const subject of watched) {
      const checks = streams.get(subject);
      checks?.delete(check);
      if (checks?.size === 0) streams.delete(subject);
    }
  };
  for (const subject of watched) {
    streams.set(subject, (streams.get(subject) ?? new Set()).add(check));
  }
  try {
    stream = await context.platform.history.hub.subscribe({ ...options, keys: [key], onEnd: stop });
    // What ended after it was found, and came up before the stream was there to be ended.
    await check();
    return stream;
  } catch (error) {
    if (stream) stream.end();
    else stop();
    throw error;
  }
}

function streamsOf({ platform: { history } }: Context): Streams {
  const known = open.get(history);
  if (known) return known;
  const streams: Streams = new Map();
  history.hub.onEvent(async ({ entry: { action, requestId, principalId } }) => {
    const subject: SubjectKey | undefined =
      action === 'REVOKE_LINK'
        ? `request:${requestId}`
        : action === 'UNLINK' || action === 'ERASE'
          ? `principal:${principalId}`
          : undefined;
    if (subject) for (const check of [...(streams.get(subject) ?? [])]) await check();
  });
  open.set(history, streams);
  return streams;
}

const open = new WeakMap<History, Streams>();
