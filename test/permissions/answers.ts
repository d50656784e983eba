import type { ExecutionResult } from 'graphql';
import { type Actor, type Ids, nobody } from './actors.ts';

/** What the guard says, whosever a thing is. */
export const refusals = ['UNAUTHENTICATED', 'FORBIDDEN'];

/** The refusal of a root field itself, not of what was asked below it. */
export function rootCodeOf({ body }: { body: ExecutionResult }): string | undefined {
  const error = body.errors?.find(({ path }) => (path?.length ?? 0) <= 1);
  return error?.extensions?.code as string | undefined;
}

/** The answer without the ids that were asked for. */
export function bytes({ body }: { body: unknown }, ids: Ids): string {
  let text = JSON.stringify(body);
  for (const id of Object.values({ ...ids, nobody: nobody.any }))
    text = text.replaceAll(id ?? '', '?');
  return text.replace(/"column":\d+/g, '"column":0');
}

/** Arguments that may be left out, and that tell this actor's calls apart. */
export function extraOf({ name }: Actor): string[] {
  if (name === 'notice link') return ['noticeToken'];
  return name === 'operator' || name === 'fiduciary' ? ['fiduciaryId'] : [];
}

const links = new Set(['noticeToken', 'consentToken']);

/** A notice link stays the actor's own, whatever else it is sent with. */
export function withOwnLink({ own }: Actor, ids: Ids): Ids {
  return new Proxy(ids, {
    get: (target, name: string) => (links.has(name) ? own[name] : target[name]),
  }) as Ids;
}
