import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
} from 'graphql';
import { expect } from 'vitest';
import type { World } from '../support/world.ts';
import { type Actor, type Ids, nobody } from './actors.ts';
import { bytes, extraOf, refusals, rootCodeOf, withOwnLink } from './answers.ts';
import { callOf, selectionOf, shallow, takesIds } from './calls.ts';
import type { Cell, Row } from './table.ts';

export type Field = GraphQLField<unknown, unknown>;
type Root = 'Query' | 'Mutation' | 'Subscription';

/** What is walked, and with whose ids. */
export interface Walk {
  world: Pick<World, 'graphql' | 'subscribe'>;
  schema: GraphQLSchema;
  /** Everything of a household that is no actor's own. */
  theirs: Ids;
  /** A cursor from before all of it. */
  from?: string;
}

/** Called in the end, since what comes after would find nothing. */
const last = [
  'renewConsent',
  'updateConsent',
  'withdrawConsent',
  'suspendParticipant',
  'reinstateParticipant',
  'retirePurpose',
  'unlinkMyRecord',
  'deleteWebhookEndpoint',
  'revokeClient',
  'dismissPractitioner',
  'suspendFiduciary',
  'erasePrincipal',
];
/** The bearer of a notice link sends it; it is a capability, so that whoever has it owns. */
const byCapability = new Set(['linkMyRecord']);

/** What each actor met at every field, a section for each type: the roots first. */
export async function walk(
  of: Walk,
  actors: readonly Actor[],
): Promise<{ title: string; rows: Row[] }[]> {
  const met = await Promise.all(
    actors.map(async (actor) => {
      const cells = await explore(of, actor);
      await subscribeAll(of, actor, cells);
      // What changes something is called when everything was looked at.
      await callAll(of, actor, cells);
      return cells;
    }),
  );
  return types(of.schema).map((type) => ({
    title: type.name,
    rows: fieldsOf(type).map(({ name }) => ({
      name,
      cells: met.map((cells) => cells.get(`${type.name}.${name}`) ?? 'out of reach'),
    })),
  }));
}

/** With an actor's own ids, with another's, and with nobody's, at every root field. */
async function callAll(of: Walk, actor: Actor, cells: Map<string, Cell>): Promise<void> {
  const calls = (['Query', 'Mutation'] as const)
    .flatMap((root) => fieldsOf(rootOf(of.schema, root)).map((field) => ({ root, field })))
    .sort((a, b) => last.indexOf(a.field.name) - last.indexOf(b.field.name));
  for (const { root, field } of calls) {
    cells.set(`${root}.${field.name}`, await meet(of, actor, root, field, cells));
  }
}

async function meet(
  { world, theirs }: Walk,
  actor: Actor,
  root: Root,
  field: Field,
  cells: Map<string, Cell>,
): Promise<Cell> {
  // What a query returns is explored type by type; a payload is met nowhere else.
  const isWhole = root === 'Mutation' || field.name.startsWith('validate');
  const selection = isWhole ? selectionOf(field.type) : shallow(field.type);
  const call = async (ids: Ids) => {
    const document = `${root.toLowerCase()} { ${callOf(field, ids, extraOf(actor))} ${selection} }`;
    return world.graphql<Record<string, unknown>>(document, {}, { token: actor.token });
  };
  const foreign = takesIds(field) && !byCapability.has(field.name) ? theirs : undefined;
  // Another's first: their own call may end what the answer rests on.
  const answer = foreign && (await call(withOwnLink(actor, foreign)));
  const isRefused = refusals.includes((answer && rootCodeOf(answer)) ?? '');
  const random = answer && !isRefused ? await call(withOwnLink(actor, nobody)) : undefined;
  const own = await call(actor.own);
  const code = rootCodeOf(own);
  if (refusals.includes(code ?? '')) {
    if (answer) expect(rootCodeOf(answer), `${actor.name}: ${field.name}`).toBe(code);
    return 'no';
  }
  if (root === 'Mutation') unfold(field, [own, answer], cells);
  if (!answer || !random) return 'yes';
  const isAlike = bytes(answer, theirs) === bytes(random, nobody);
  if (isAlike) return code === 'NOT_FOUND' ? 'nothing of theirs' : 'own';
  expect([field.name, actor.name, rootCodeOf(answer)]).not.toContain('NOT_FOUND');
  return 'any';
}

interface Answered {
  body: {
    data?: Record<string, unknown> | null;
    errors?: readonly { path?: readonly unknown[] | undefined; extensions?: unknown }[];
  };
}

/** Notes which fields of a payload an actor was given. */
function unfold(field: Field, answers: (Answered | undefined)[], cells: Map<string, Cell>): void {
  const payload = getNamedType(field.type);
  const given = answers.find((answer) => answer?.body.data?.[field.name]);
  if (!given || !isObjectType(payload)) return;
  for (const { name } of fieldsOf(payload)) {
    const problem = given.body.errors?.find(({ path }) => path?.[1] === name);
    const { code = '' } = (problem?.extensions ?? {}) as { code?: string };
    cells.set(`${payload.name}.${name}`, refusals.includes(code) ? 'no' : 'yes');
  }
}

/** Over WebSocket. A cursor that is none is refused after the permission, never before. */
async function subscribeAll(of: Walk, actor: Actor, cells: Map<string, Cell>): Promise<void> {
  const { world, schema, from } = of;
  if (!schema.getSubscriptionType()) return;
  for (const field of fieldsOf(rootOf(schema, 'Subscription'))) {
    const open = (after: string, selection: string) =>
      world.subscribe<Record<string, unknown>>(
        `subscription ($after: String) { ${field.name}(after: $after) ${selection} }`,
        {},
        { token: actor.token, after },
      );
    const refused = open('no cursor', shallow(field.type));
    const refusal: Error = await refused.next().catch((error) => error);
    await refused.stop();
    const isAllowed = refusal.message.includes('BAD_USER_INPUT');
    cells.set(`Subscription.${field.name}`, isAllowed ? 'own' : 'no');
    if (!isAllowed) {
      expect(refusal.message).toMatch(/FORBIDDEN|4403/);
      continue;
    }
    const stream = open(from ?? '', selectionOf(field.type));
    const { data, errors } = await stream.next();
    unfold(field, [{ body: { ...(data && { data }), ...(errors && { errors }) } }], cells);
    await stream.stop();
  }
}

/** Walks from what an actor may query to every type it reaches, and asks for each of its fields. */
async function explore({ world, schema }: Walk, actor: Actor): Promise<Map<string, Cell>> {
  const cells = new Map<string, Cell>();
  const extra = extraOf(actor);
  const ways: { type: GraphQLObjectType; path: string[] }[] = [];
  for (const field of fieldsOf(rootOf(schema, 'Query'))) {
    const type = getNamedType(field.type);
    if (isObjectType(type)) ways.push({ type, path: [callOf(field, actor.own, extra)] });
  }
  const done = new Set<string>();
  for (let way = ways.shift(); way; way = ways.shift()) {
    const { type, path } = way;
    if (done.has(type.name) || path.length > 7) continue;
    if (!(await ask(path, '__typename')).isReached) continue;
    done.add(type.name);
    const calls = fieldsOf(type).map((field) => ({
      field,
      call: callOf(field, actor.own, pageOf(field)),
    }));
    // All at once; where something is refused, one by one.
    const all = calls.map(({ field, call }) => `${call} ${shallow(field.type)}`).join(' ');
    const isOpen = !(await ask(path, all)).isRefused;
    for (const { field, call } of calls) {
      const selection = `${call} ${shallow(field.type)}`;
      const isAllowed = isOpen || !(await ask(path, selection)).isRefused;
      cells.set(`${type.name}.${field.name}`, isAllowed ? 'yes' : 'no');
      const named = getNamedType(field.type);
      if (isAllowed && isObjectType(named)) ways.push({ type: named, path: [...path, call] });
    }
  }
  return cells;

  async function ask(path: string[], selection: string) {
    const document = path.reduceRight((inner, call) => `${call} { ${inner} }`, selection);
    const answer = await world.graphql(`{ ${document} }`, {}, { token: actor.token });
    const isReached = JSON.stringify(answer.body.data ?? {}).includes('__typename');
    const codes = answer.body.errors?.map(({ extensions }) => extensions?.code) ?? [];
    return { isReached, isRefused: codes.some((code) => refusals.includes(String(code))) };
  }
}

/** One entry of a list: as its first page, where it has pages, so that those are seen too. */
function pageOf({ args }: Field): string[] {
  const names = args.map(({ name }) => name);
  return names.includes('page') ? ['page', 'limit'] : ['first'];
}

export function rootOf(schema: GraphQLSchema, name: Root): GraphQLObjectType {
  return schema.getType(name) as GraphQLObjectType;
}

export function fieldsOf(type: GraphQLObjectType): Field[] {
  return Object.values(type.getFields()).sort((a, b) => a.name.localeCompare(b.name));
}

function types(schema: GraphQLSchema): GraphQLObjectType[] {
  const roots = ['Query', 'Mutation', 'Subscription'];
  const all = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__'),
  ) as GraphQLObjectType[];
  return all.sort((a, b) => order(a) - order(b) || a.name.localeCompare(b.name));

  function order({ name }: GraphQLObjectType): number {
    const place = roots.indexOf(name);
    return place < 0 ? roots.length : place;
  }
}
