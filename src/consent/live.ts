import { type Context, loader } from '../auth/index.ts';
import { notFound } from '../errors.ts';
import type { HistoryAction, HistoryEntry, LogEvent, SubjectKey } from '../history/index.ts';
import { ownAccount } from '../principal/index.ts';
import { openAccountStream } from './account-streams.ts';
import { actorsOf } from './actor.ts';
import { consentById, requestById } from './loader.ts';
import { readConsent, readRequest } from './read.ts';
import { openSubjectStream, type Subject } from './subject-streams.ts';
import type { ConsentArtifact, ConsentRequest } from './table.ts';

/** What a stream is about: everything of the caller's, or one request or consent. */
export interface LiveArguments {
  after?: string | null;
  requestId?: string | null;
  consentId?: string | null;
  noticeToken?: string | null;
}

const statusActions: ReadonlySet<HistoryAction> = new Set([
  'GRANT',
  'DENY',
  'CANCEL',
  'EXPIRE',
  'WITHDRAW',
  'PAUSE',
  'RESUME',
  'UPDATE',
  'RENEW',
  'SUPERSEDE',
  'INVALIDATE',
]);

/** New requests as they are made. @throws `BAD_USER_INPUT`, `CURSOR_EXPIRED` for the cursor */
export function requestsReceived(
  context: Context,
  args: LiveArguments,
): Promise<AsyncIterable<LogEvent>> {
  return streamOf(context, args, ({ action }) => action === 'INITIATE');
}

/**
 * Changes of status, of requests and consents alike.
 *
 * @throws `NOT_FOUND` for a request or consent the caller may not see; `BAD_USER_INPUT`,
 * `CURSOR_EXPIRED` for the cursor
 */
export function statusesChanged(
  context: Context,
  args: LiveArguments,
): Promise<AsyncIterable<LogEvent>> {
  return streamOf(context, args, ({ action }) => statusActions.has(action));
}

/** The events of the caller, or of one request or consent, that concern somebody. */
export async function streamOf(
  context: Context,
  args: LiveArguments,
  concerns: (entry: HistoryEntry) => boolean,
): Promise<AsyncIterable<LogEvent>> {
  const { hub } = context.platform.history;
  const accepts = ({ entry }: LogEvent) => concerns(entry);
  const find = subjectOf(context, args);
  if (find) return openSubjectStream(context, find, { after: args.after, accepts });
  const others = actingKeys(context);
  if (!context.caller?.roles.has('principal')) {
    return hub.subscribe({ keys: others, after: args.after, accepts });
  }
  const { id } = await ownAccount(context);
  return openAccountStream(context, id, others, { after: args.after, accepts });
}

/** What finds the one subject a stream is narrowed to, which the caller must be able to see. */
function subjectOf(
  context: Context,
  { consentId, requestId, noticeToken }: LiveArguments,
): (() => Promise<Subject>) | null {
  if (consentId != null) {
    return async () => {
      const { id, requestId, principalId } = await readConsent(context, consentId, noticeToken);
      return { key: `artifact:${id}`, requestId, principalId };
    };
  }
  if (requestId == null && noticeToken == null) return null;
  return async () => {
    const asked = requestId ?? (await linkedRequest(context, noticeToken));
    const { id, principalId } = await readRequest(context, asked, noticeToken);
    return { key: `request:${id}`, requestId: id, principalId };
  };
}

async function linkedRequest(context: Context, noticeToken?: string | null): Promise<string> {
  const actors = await actorsOf(context, noticeToken);
  const link = actors.find(({ type }) => type === 'NOTICE_LINK');
  if (!link?.owner.linkedRequestId) throw notFound();
  return link.owner.linkedRequestId;
}

function actingKeys({ caller }: Context): SubjectKey[] {
  const keys: SubjectKey[] = [];
  if (caller?.roles.has('fiduciary') && caller.fiduciaryId) {
    keys.push(`fiduciary:${caller.fiduciaryId}`);
  }
  if (caller?.roles.has('practitioner') && caller.practitionerId) {
    keys.push(`practitioner:${caller.practitionerId}`);
  }
  return keys;
}

/** A change of status, as it is delivered. */
export interface StatusChange {
  event: LogEvent;
  cursor: string;
  action: HistoryAction;
  previousStatus: string | null;
  status: string | null;
  at: Date;
}

/** Made once for all subscribers to the event: they are told of it one after the other. */
export function statusChange(event: LogEvent): StatusChange {
  if (latest?.event === event) return latest;
  const { action, previousStatus, newStatus, performedAt } = event.entry;
  latest = {
    event,
    cursor: event.cursor,
    action,
    previousStatus,
    status: newStatus,
    at: performedAt,
  };
  return latest;
}

let latest: StatusChange | undefined;

/** What an event is about, as it is now, loaded for each delivery. */
export function requestOf(context: Context, { entry }: LogEvent): Promise<ConsentRequest> {
  if (!entry.requestId) throw new Error('An event about a request names none');
  return loader(context, requestById).load(entry.requestId);
}

/** The consent that an event is about; null for one about a request alone. */
export async function consentOf(
  context: Context,
  { entry }: LogEvent,
): Promise<ConsentArtifact | null> {
  return entry.artifactId ? loader(context, consentById).load(entry.artifactId) : null;
}
