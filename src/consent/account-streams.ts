import type { Context } from '../auth/index.ts';
import type { History, SubjectKey, Subscription, SubscriptionOptions } from '../history/index.ts';
import { findPrincipals, listByAccount } from '../principal/index.ts';

/** The streams of signed-in people that are open on this server, by account. */
type Streams = Map<string, Set<() => Promise<void>>>;

/**
 * Opens a person's stream and keeps it to the records that are linked to their account: one that is
 * linked or unlinked while it is open joins or leaves it in the log's order. One listener serves all
 * streams, so that an event costs nothing to those it does not concern.
 */
export async function openAccountStream(
  context: Context,
  accountId: string,
  others: readonly SubjectKey[],
  options: Pick<SubscriptionOptions, 'after' | 'accepts'>,
): Promise<Subscription> {
  const streams = streamsOf(context);
  const mine = streams.get(accountId) ?? new Set();
  let stream: Subscription | undefined;
  const keys = async () => [...others, ...(await recordKeys(context, accountId))];
  const refresh = async () => {
    const now = await keys();
    stream?.setKeys(now);
  };
  const stop = () => {
    mine.delete(refresh);
    if (mine.size === 0) streams.delete(accountId);
  };
  // Links are followed before the records are read, and they are read once more after: no link that
  // comes up in between is missed.
  streams.set(accountId, mine.add(refresh));
  try {
    stream = await context.platform.history.hub.subscribe({
      ...options,
      keys: await keys(),
      onEnd: stop,
    });
    await refresh();
    return stream;
  } catch (error) {
    if (stream) stream.end();
    else stop();
    throw error;
  }
}

/** An erased record is nobody's. */
const changesLinks = new Set(['LINK', 'UNLINK', 'ERASE']);

/** The keys under which a person's events come. */
async function recordKeys({ platform }: Context, accountId: string): Promise<SubjectKey[]> {
  const records = await listByAccount(platform.database.db, [accountId]);
  return records.map(({ id }): SubjectKey => `principal:${id}`);
}

function streamsOf({ platform }: Context): Streams {
  const { history, database } = platform;
  const known = open.get(history);
  if (known) return known;
  const streams: Streams = new Map();
  history.hub.onEvent(async ({ entry }) => {
    if (!changesLinks.has(entry.action)) return;
    if (streams.size === 0 || !entry.principalId) return;
    const [record] = await findPrincipals(database.db, [entry.principalId]);
    // An unlinked record no longer says whose it was; links change seldom, so all are asked.
    const whose = record?.accountId ? [record.accountId] : [...streams.keys()];
    for (const accountId of whose) {
      for (const refresh of streams.get(accountId) ?? []) await refresh();
    }
  });
  open.set(history, streams);
  return streams;
}

const open = new WeakMap<History, Streams>();
