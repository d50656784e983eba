import { join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recorderOf } from '../../src/access/index.ts';
import { ruleTable } from '../../src/auth/index.ts';
import { buildOpenSchema, permissions } from '../../src/schema.ts';
import { RawClient } from '../server/client.ts';
import { startWorld, type World } from '../support/world.ts';
import { type Actor, actorNames, makeActors, makeHousehold } from './actors.ts';
import { rootCodeOf } from './answers.ts';
import { callOf, shallow } from './calls.ts';
import { managerPage, renderTable } from './table.ts';
import { fieldsOf, rootOf, type Walk, walk } from './walk.ts';

let world: World;
let schema: GraphQLSchema;
let actors: Actor[];
let of: Walk;

beforeAll(async () => {
  world = await startWorld();
  schema = await buildOpenSchema({ role: 'manager' });
  const from = world.platform.history.headCursor();
  actors = await makeActors(world);
  of = { world, schema, theirs: (await makeHousehold(world)).ids, from };
  await recorderOf(world.platform).flush();
});

afterAll(() => world.stop());

describe('who may do what', () => {
  it('queries and mutations are refused over WebSocket, every one of them, and nothing is done', async () => {
    const { token = '', own } = operator();
    const entries = () => world.owner`select count(*)::int from history`;
    const before = await entries();
    const socket = await (await RawClient.open(new URL(world.url).origin)).init(token);
    for (const root of ['Query', 'Mutation'] as const) {
      for (const field of fieldsOf(rootOf(schema, root))) {
        const operation = `${root.toLowerCase()} { ${callOf(field, own)} ${shallow(field.type)} }`;
        socket.subscribe(field.name, operation);
        const answer = await socket.message(({ id }) => id === field.name);
        expect(answer, field.name).toMatchObject({
          type: 'error',
          payload: [
            {
              message: `A ${root.toLowerCase()} is served over HTTP, at this address.`,
              extensions: { code: 'BAD_REQUEST' },
            },
          ],
        });
      }
    }
    expect(socket.closed).toBeUndefined();
    socket.leave();
    expect(await entries()).toEqual(before);
  });

  it('subscriptions are refused over HTTP, every one of them', async () => {
    const { token = '', own } = operator();
    for (const field of fieldsOf(rootOf(schema, 'Subscription'))) {
      const document = `subscription { ${callOf(field, own)} ${shallow(field.type)} }`;
      expect(rootCodeOf(await world.graphql(document, {}, { token }))).toBe('BAD_REQUEST');
    }
  });

  it('is what the table says, for every field, role, ownership and transport', async () => {
    expect(ruleTable(schema, permissions).length).toBeGreaterThan(300);
    const table = renderTable(managerPage, actorNames, await walk(of, actors));
    await expect(table).toMatchFileSnapshot(join(import.meta.dirname, 'README.md'));
  });
});

function operator(): Actor {
  const found = actors.find(({ name }) => name === 'operator');
  if (!found) throw new Error('there is no operator');
  return found;
}
