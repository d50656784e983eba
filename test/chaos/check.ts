import { setTimeout as delay } from 'node:timers/promises';
import type postgres from 'postgres';
import { patience } from '../support/until.ts';
import { eventName, type Listener } from './listener.ts';
import type { Acknowledged } from './load.ts';
import type { Receiver } from './receiver.ts';

interface Logged {
  id: string;
  position: string | null;
  action: string;
  requestId: string;
  artifactId: string | null;
  fiduciaryId: string;
  principalId: string;
}

/** Everything that history has, and where the log has it. */
export async function readAll(owner: postgres.Sql): Promise<Logged[]> {
  return owner<Logged[]>`
    select history.id, log.position, action, request_id as "requestId",
      artifact_id as "artifactId", fiduciary_id as "fiduciaryId", principal_id as "principalId"
    from history left join log on log.history_id = history.id
    where request_id is not null order by log.position`;
}

/** Waits until something holds, or never does: what is wrong then, the checks tell. */
export async function settled(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await delay(100)) {
    if (await holds()) return;
  }
}

/** Every acknowledged mutation is in the state, in history once, and in the log. */
export async function checkAcknowledged(
  owner: postgres.Sql,
  acknowledged: readonly Acknowledged[],
  all: readonly Logged[],
): Promise<string[]> {
  const violations: string[] = [];
  const entries = Map.groupBy(
    all,
    ({ action, requestId, artifactId }) => `${action} ${artifactId ?? requestId}`,
  );
  const statuses = new Map(
    (
      await owner<{ id: string; status: string }[]>`
        select id, status::text from consent_request union all
        select id, status::text from consent_artifact`
    ).map(({ id, status }) => [id, status]),
  );
  const last = new Map(acknowledged.map(({ id, status }) => [id, status]));
  for (const [id, status] of last) {
    const found = statuses.get(id) ?? 'missing';
    if (found !== status) violations.push(`${id} was acknowledged as ${status} and is ${found}`);
  }
  for (const { kind, id, action } of acknowledged) {
    // The grant of a request is the first entry of its consent.
    if (kind === 'request' && action === 'GRANT') continue;
    const found = entries.get(`${action} ${id}`) ?? [];
    if (found.length !== 1)
      violations.push(`${action} of ${id} is in history ${found.length} times`);
    if (found.some(({ position }) => position === null)) {
      violations.push(`${action} of ${id} has no position in the log`);
    }
  }
  return violations;
}

/** What a listener is to have received: the changes of status that it may see, in order. */
export function expectedOf(all: readonly Logged[], concerns: (entry: Logged) => boolean): string[] {
  return all
    .filter((entry) => entry.action !== 'INITIATE' && concerns(entry))
    .map(({ action, requestId, artifactId }) => eventName(action, requestId, artifactId));
}

/** Each event once, and in the order of the log. */
export function checkReceived({ name, received }: Listener, expected: readonly string[]): string[] {
  const counts = Map.groupBy(received, (event) => event);
  const missing = expected.filter((event) => !counts.has(event));
  const repeated = [...counts].filter(([, times]) => times.length > 1).map(([event]) => event);
  const violations = [
    ...missing.map((event) => `${name} did not receive ${event}`),
    ...repeated.map((event) => `${name} received ${event} more than once`),
  ];
  const isInOrder = received.join() === expected.join();
  if (violations.length === 0 && !isInOrder)
    violations.push(`${name} received events out of order`);
  return violations;
}

/** What has become of deliveries that are not over, for whoever looks into a violation. */
export async function describePending(owner: postgres.Sql): Promise<string[]> {
  const rows = await owner<{ line: string }[]>`
    select format('event %s waits: %s attempts, the next in %s', event_id, attempts,
      next_attempt_at - consent_now()) as line
    from webhook_delivery where status = 'PENDING'
    union all
    select format('endpoint %s has looked at %s of %s entries: due %s, rests until %s', id, "cursor",
      (select max(position) from log), due_at, rest_until)
    from webhook_endpoint`;
  return rows.map(({ line }) => line);
}

/** Each event delivered at least once, under one id of its own. */
export function checkDelivered({ events }: Receiver, all: readonly Logged[]): string[] {
  const told = all.filter(({ action }) => action !== 'INITIATE');
  const ids = new Set<string>();
  const violations: string[] = [];
  for (const { id, action } of told) {
    const under = events.get(id);
    if (!under) violations.push(`no webhook told of ${action} ${id}`);
    if (under && under.size > 1) violations.push(`${action} ${id} was told under several ids`);
    for (const webhookId of under ?? []) {
      if (ids.has(webhookId)) violations.push(`${webhookId} told of two events`);
      ids.add(webhookId);
    }
  }
  return violations;
}
