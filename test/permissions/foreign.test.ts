import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOpenSchema } from '../../src/schema.ts';
import { type Counted, countStatements } from '../support/statements.ts';
import { startWorld, type World } from '../support/world.ts';
import { type Actor, type Ids, makeActor, makeHousehold, nobody } from './actors.ts';
import { bytes, extraOf, refusals, rootCodeOf, withOwnLink } from './answers.ts';
import { callOf, idOf, shallow } from './calls.ts';

type Field = GraphQLField<unknown, unknown>;

/** Who may see everything; and what everybody may see. */
const overseers = new Set<string>(['operator', 'auditor']);
const open = new Set(['consentNotice', 'exporterId', 'importerId']);

let world: World;
let schema: GraphQLSchema;
let counted: Counted;
let theirs: Ids;

beforeAll(async () => {
  world = await startWorld({ config: { rateLimits: { account: 100_000, address: 100_000 } } });
  schema = await buildOpenSchema({ role: 'manager' });
  theirs = (await makeHousehold(world)).ids;
  counted = countStatements(world.platform);
});

afterAll(() => world.stop());

/**
 * A clock sees what a server does. Where someone else's id is answered like one that nothing has,
 * both must come of the same statements: then what is left to see is within one index look-up.
 */
describe("someone else's id is told from one that nothing has neither by answer nor by work", () => {
  it.each([
    ['notice link', 6],
    ['principal', 15],
    ['practitioner', 9],
    ['fiduciary', 38],
    ['operator', 2],
  ] as const)('for the %s, at every field and in every argument', async (name, atLeast) => {
    const actor = await makeActor(world, name);
    let alike = 0;
    for (const { root, field, argument } of argumentsWithIds()) {
      const thing = idOf(field.name, argument);
      const ask = (id = '') => askFor(actor, root, field, argument, { [thing]: id });
      const [unknown, forUnknown] = await ask(nobody[thing]);
      if (refusals.includes(rootCodeOf(unknown) ?? '')) continue;
      const [foreign, forForeign] = await ask(theirs[thing]);
      const place = `${actor.name}: ${field.name}, ${argument}`;
      if (bytes(foreign, theirs) !== bytes(unknown, nobody)) {
        const isOpen = open.has(field.name) || open.has(argument) || overseers.has(actor.name);
        expect(isOpen, `${place}: ${JSON.stringify([foreign.body, unknown.body])}`).toBe(true);
        continue;
      }
      expect(forForeign, place).toEqual(forUnknown);
      if (forForeign.length > 0) alike += 1;
    }
    expect(alike).toBeGreaterThanOrEqual(atLeast);
  });

  it.each(['principal', 'practitioner', 'fiduciary'] as const)(
    'for the %s, at every live field',
    async (name) => {
      const { token, own } = await makeActor(world, name);
      const { Subscription } = schema.getTypeMap() as Record<string, GraphQLObjectType>;
      for (const field of Object.values(Subscription?.getFields() ?? {})) {
        for (const { argument } of idArguments(field)) {
          const refusalFor = async (ids: Ids) => {
            const call = callOf(field, { ...own, ...ids }, [argument]);
            const stream = world.subscribe(
              `subscription { ${call} ${shallow(field.type)} }`,
              {},
              { token },
            );
            const refusal: Error = await stream.next().catch((error) => error);
            await stream.stop();
            return refusal.message;
          };
          const id = idOf(field.name, argument);
          const foreign = await refusalFor({ [id]: theirs[id] ?? '' });
          expect(foreign).toMatch(/NOT_FOUND|FORBIDDEN/);
          expect(foreign).toBe(await refusalFor({ [id]: nobody[id] ?? '' }));
        }
      }
    },
  );

  it.each(['consents', 'consentRequests', 'principalConsents(externalUserId: "user_1"'])(
    'in the filter of %s',
    async (list) => {
      const { token } = await makeActor(world, 'fiduciary');
      const ask = (purposeId = '') => {
        const call = list.includes('(') ? `${list}, ` : `${list}(`;
        const filtered = `${call}filter: { purposeId: "${purposeId}" }) { totalCount edges { cursor } }`;
        return counted(() => world.graphql(`{ fiduciary { ${filtered} } }`, {}, { token }));
      };
      const [foreign, forForeign] = await ask(theirs.purpose);
      const [unknown, forUnknown] = await ask(nobody.purpose);
      expect(foreign.body).toEqual(unknown.body);
      expect(foreign.body.errors).toBeUndefined();
      expect(forForeign).toEqual(forUnknown);
    },
  );
});

describe('in one document', () => {
  it("one's own is answered, and beside it someone else's is not found", async () => {
    const { token, own } = await makeActor(world, 'principal');
    const { body, status } = await world.graphql(
      `query ($mine: ID!, $theirs: ID!) {
        x: consent(id: $mine) { id }
        y: consent(id: $theirs) { id }
      }`,
      { mine: own.consent, theirs: theirs.consent },
      { token },
    );
    expect(status).toBe(200);
    expect(body.data).toEqual({ x: { id: own.consent }, y: null });
    expect(body.errors).toMatchObject([{ path: ['y'], extensions: { code: 'NOT_FOUND' } }]);
  });

  it("a path from one's own reaches nobody else's", async () => {
    const { token, own } = await makeActor(world, 'principal');
    const { body } = await world.graphql(
      `query ($mine: ID!) {
        consent(id: $mine) {
          principal { id consents { totalCount edges { node { id } } } }
          request { consent { id principal { id } } }
        }
        me { records { id consents { edges { node { id principal { id } } } } } }
      }`,
      { mine: own.consent },
      { token },
    );
    expect(body.errors).toBeUndefined();
    const text = JSON.stringify(body.data);
    expect(text).toContain(own.consent);
    for (const id of Object.values(theirs)) expect(text).not.toContain(id);
  });
});

/** A call of the actor's own, but for some ids. */
function askFor(
  actor: Actor,
  root: 'Query' | 'Mutation',
  field: Field,
  argument: string,
  others: Ids,
) {
  const ids = withOwnLink(actor, { ...actor.own, ...others });
  const call = callOf(field, ids, [...extraOf(actor), argument]);
  const document = `${root.toLowerCase()} { ${call} ${shallow(field.type)} }`;
  return counted(() => world.graphql(document, undefined, { token: actor.token }));
}

function argumentsWithIds() {
  return (['Query', 'Mutation'] as const).flatMap((root) => {
    const fields = Object.values((schema.getType(root) as GraphQLObjectType).getFields());
    return fields.flatMap(idArguments).map((found) => ({ root, ...found }));
  });
}

/** The arguments and input fields that take ids, by name. */
function idArguments(field: Field): { field: Field; argument: string }[] {
  const names = field.args.flatMap(({ name, type }) => idsIn(name, type));
  return names.map((argument) => ({ field, argument }));
}

function idsIn(name: string, type: GraphQLInputType): string[] {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return named.name === 'ID' ? [name] : [];
  return Object.values(named.getFields()).flatMap((inner) => idsIn(inner.name, inner.type));
}
