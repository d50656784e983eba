import { join } from 'node:path';
import {
  type ExecutionResult,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recorderOf } from '../../src/access/index.ts';
import { ruleTable } from '../../src/auth/index.ts';
import { buildOpenSchema, permissions } from '../../src/schema.ts';
import { startWorld, type World } from '../support/world.ts';
import { type Actor, actorNames, type Ids, makeActors, makeHousehold, nobody } from './actors.ts';
import { callOf, selectionOf, shallow, takesIds } from './calls.ts';
import { type Cell, type Row, renderTable } from './table.ts';

type Field = GraphQLField<unknown, unknown>;

/** Called in the end, since what comes after would find nothing. */
const last = [
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
const refusals = ['UNAUTHENTICATED', 'FORBIDDEN'];

let world: World;
let schema: GraphQLSchema;
let actors: Actor[];
let theirs: Ids;

beforeAll(async () => {
  world = await startWorld();
  schema = await buildOpenSchema({ role: 'manager' });
  actors = await makeActors(world);
  theirs = (await makeHousehold(world)).ids;
  await recorderOf(world.platform).flush();
}, 60_000);

afterAll(() => world.stop());

describe('who may do what', () => {
  it('is what the table says, for every field, role, ownership and transport', async () => {
    expect(ruleTable(schema, permissions).length).toBeGreaterThan(300);
    const seen = await Promise.all(
      actors.map(async (actor) => ({
        types: await explore(actor),
        roots: await callAll(actor),
        live: await subscribeAll(actor),
      })),
    );
    const cellsOf = (pick: (of: (typeof seen)[number]) => Map<string, Cell>, name: string) =>
      seen.map((of) => pick(of).get(name) ?? 'out of reach');
    const rows = (type: GraphQLObjectType, pick: Parameters<typeof cellsOf>[0]): Row[] =>
      fieldsOf(type).map(({ name }) => ({ name, cells: cellsOf(pick, `${type.name}.${name}`) }));
    const table = renderTable(actorNames, [
      { title: 'Query', rows: rows(rootOf('Query'), ({ roots }) => roots) },
      { title: 'Mutation', rows: rows(rootOf('Mutation'), ({ roots }) => roots) },
      { title: 'Subscription', rows: rows(rootOf('Subscription'), ({ live }) => live) },
      ...otherTypes().map((type) => ({
        title: type.name,
        rows: rows(type, ({ types }) => types),
      })),
    ]);
    await expect(table).toMatchFileSnapshot(join(import.meta.dirname, 'README.md'));
    // A thousand and a half calls: seconds, unless the machine has other things to do.
  }, 300_000);

  it('serves queries and mutations over HTTP alone, and subscriptions over WebSocket alone', async () => {
    const { token = '', own } = actorOf('operator');
    for (const type of ['Query', 'Mutation'] as const) {
      const operation = type.toLowerCase();
      for (const field of fieldsOf(rootOf(type)).slice(0, 12)) {
        const document = `${operation} { ${callOf(field, own)} ${shallow(field.type)} }`;
        await expect(world.subscribe(document, {}, { token }).next()).rejects.toThrow(
          'is served over HTTP',
        );
      }
    }
    for (const field of fieldsOf(rootOf('Subscription'))) {
      const document = `subscription { ${callOf(field, own)} ${shallow(field.type)} }`;
      const answer = await world.graphql(document, {}, { token });
      expect(codeOf(answer)).toBe('BAD_REQUEST');
    }
  });
});

/** What an actor met at every root field, with its own ids, another's, and nobody's. */
async function callAll(actor: Actor): Promise<Map<string, Cell>> {
  const cells = new Map<string, Cell>();
  const calls = (['Query', 'Mutation'] as const)
    .flatMap((type) => fieldsOf(rootOf(type)).map((field) => ({ type, field })))
    .sort((a, b) => last.indexOf(a.field.name) - last.indexOf(b.field.name));
  for (const { type, field } of calls) {
    cells.set(`${type}.${field.name}`, await meet(actor, type, field));
  }
  return cells;
}

async function meet(actor: Actor, type: 'Query' | 'Mutation', field: Field): Promise<Cell> {
  // What a query returns is explored type by type; a payload is met nowhere else.
  const isWhole = type === 'Mutation' || field.name.startsWith('validate');
  const selection = isWhole ? selectionOf(field.type) : shallow(field.type);
  const call = async (ids: Ids) => {
    const extra = extraOf(actor);
    const document = `${type.toLowerCase()} { ${callOf(field, ids, extra)} ${selection} }`;
    return world.graphql(document, {}, { token: actor.token });
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
  if (!answer || !random) return 'yes';
  const isAlike = bytes(answer, theirs) === bytes(random, nobody);
  if (isAlike) return code === 'NOT_FOUND' ? 'nothing of theirs' : 'own';
  expect([field.name, actor.name, rootCodeOf(answer)]).not.toContain('NOT_FOUND');
  return 'any';
}

/** A notice link stays the actor's own, whatever else it is sent with. */
function withOwnLink({ own }: Actor, ids: Ids): Ids {
  return new Proxy(ids, {
    get: (target, name: string) => (name === 'noticeToken' ? own.noticeToken : target[name]),
  }) as Ids;
}

/** The answer without the ids that were asked for. */
function bytes({ body }: { body: unknown }, ids: Ids): string {
  let text = JSON.stringify(body);
  for (const id of Object.values({ ...ids, nobody: nobody.any }))
    text = text.replaceAll(id ?? '', '?');
  return text.replace(/"column":\d+/g, '"column":0');
}

/** Over WebSocket. A cursor that is none is refused after the permission, never before. */
async function subscribeAll(actor: Actor): Promise<Map<string, Cell>> {
  const cells = new Map<string, Cell>();
  for (const field of fieldsOf(rootOf('Subscription'))) {
    const document = `subscription { ${field.name}(after: "no cursor") ${shallow(field.type)} }`;
    const stream = world.subscribe(document, {}, { token: actor.token });
    const refusal: Error = await stream.next().catch((error) => error);
    cells.set(
      `Subscription.${field.name}`,
      refusal.message?.includes('BAD_USER_INPUT') ? 'own' : 'no',
    );
    if (!refusal.message?.includes('BAD_USER_INPUT')) {
      expect(refusal.message).toMatch(/FORBIDDEN|4403/);
    }
    await stream.stop();
  }
  return cells;
}

/** Walks from what an actor may query to every type it reaches, and asks for each of its fields. */
async function explore(actor: Actor): Promise<Map<string, Cell>> {
  const cells = new Map<string, Cell>();
  const extra = extraOf(actor);
  const ways: { type: GraphQLObjectType; path: string[] }[] = [];
  const follow = (field: Field, path: string[]) => {
    const type = getNamedType(field.type);
    if (isObjectType(type)) ways.push({ type, path: [...path, callOf(field, actor.own, extra)] });
  };
  const start = fieldsOf(rootOf('Query'));
  for (const field of start) follow(field, []);
  const done = new Set<string>();
  for (let way = ways.shift(); way; way = ways.shift()) {
    const { type, path } = way;
    if (done.has(type.name) || path.length > 7) continue;
    if (!(await ask(actor, path, '__typename')).isReached) continue;
    done.add(type.name);
    const calls = fieldsOf(type).map((field) => ({
      field,
      call: callOf(field, actor.own, field.args.some(isPageSize) ? ['first'] : []),
    }));
    // All at once; where something is refused, one by one.
    const all = calls.map(({ field, call }) => `${call} ${shallow(field.type)}`).join(' ');
    const isOpen = !(await ask(actor, path, all)).isRefused;
    for (const { field, call } of calls) {
      const selection = `${call} ${shallow(field.type)}`;
      const isAllowed = isOpen || !(await ask(actor, path, selection)).isRefused;
      cells.set(`${type.name}.${field.name}`, isAllowed ? 'yes' : 'no');
      const named = getNamedType(field.type);
      if (isAllowed && isObjectType(named)) ways.push({ type: named, path: [...path, call] });
    }
  }
  return cells;
}

async function ask(actor: Actor, path: string[], selection: string) {
  const document = path.reduceRight((inner, call) => `${call} { ${inner} }`, selection);
  const answer = await world.graphql(`{ ${document} }`, {}, { token: actor.token });
  const isReached = JSON.stringify(answer.body.data ?? {}).includes('__typename');
  const codes = answer.body.errors?.map(({ extensions }) => extensions?.code) ?? [];
  return { isReached, isRefused: codes.some((code) => refusals.includes(String(code))) };
}

/** Arguments that may be left out, and that tell this actor's calls apart. */
function extraOf({ name }: Actor): string[] {
  if (name === 'notice link') return ['noticeToken'];
  return name === 'operator' || name === 'fiduciary' ? ['fiduciaryId'] : [];
}

function isPageSize({ name }: { name: string }): boolean {
  return name === 'first';
}

function rootOf(name: 'Query' | 'Mutation' | 'Subscription'): GraphQLObjectType {
  return schema.getType(name) as GraphQLObjectType;
}

function otherTypes(): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .filter(({ name }) => !['Query', 'Mutation', 'Subscription'].includes(name))
    .sort((a, b) => a.name.localeCompare(b.name)) as GraphQLObjectType[];
}

function fieldsOf(type: GraphQLObjectType): Field[] {
  return Object.values(type.getFields()).sort((a, b) => a.name.localeCompare(b.name));
}

function actorOf(name: Actor['name']): Actor {
  const actor = actors.find((one) => one.name === name);
  if (!actor) throw new Error(`there is no ${name}`);
  return actor;
}

function codeOf({ body }: { body: { errors?: readonly { extensions?: unknown }[] } }) {
  return (body.errors?.[0]?.extensions as { code?: string } | undefined)?.code;
}

/** The refusal of a root field itself, not of what was asked below it. */
function rootCodeOf({ body }: { body: ExecutionResult }): string | undefined {
  const error = body.errors?.find(({ path }) => (path?.length ?? 0) <= 1);
  return error?.extensions?.code as string | undefined;
}
