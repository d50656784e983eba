import type { Context } from '../auth/index.ts';
import type { SubjectKey, Subscription, SubscriptionOptions } from '../history/index.ts';
import { findPrincipals, listByAccount } from '../principal/index.ts';
import { OpenStreams } from './open-streams.ts';

/** An erased record is nobody's. */
const changesLinks = new Set(['LINK', 'UNLINK', 'ERASE']);

/** Of signed-in people, by account. */
const streamsOf = OpenStreams.of({
  isOne: ({ action, principalId }) => changesLinks.has(action) && principalId !== null,
  async whose({ platform }, { principalId }) {
    const [record] = principalId ? await findPrincipals(platform.database.db, [principalId]) : [];
    // An unlinked record no longer says whose it was; links change seldom, so all are asked.
    return record?.accountId ? [record.accountId] : null;
  },
});

/**
 * Opens a person's stream and keeps it to the records that are linked to their account: one that is
 * linked or unlinked while it is open joins or leaves it in the log's order.
 */
export async function openAccountStream(
  context: Context,
  accountId: string,
  others: readonly SubjectKey[],
  options: Pick<SubscriptionOptions, 'after' | 'accepts'>,
): Promise<Subscription> {
  const streams = streamsOf(context);
  const since = streams.changes;
  const now = async () => [...others, ...(await recordKeys(context, accountId))];
  const keys = await now();
  return streams.open({
    keys: [accountId],
    since,
    subscribe: (onEnd) => context.platform.history.hub.subscribe({ ...options, keys, onEnd }),
    async check(stream) {
      stream.setKeys(await now());
    },
  });
}

/** The keys under which a person's events come. */
async function recordKeys({ platform }: Context, accountId: string): Promise<SubjectKey[]> {
  const records = await listByAccount(platform.database.db, [accountId]);
  return records.map(({ id }): SubjectKey => `principal:${id}`);
}
