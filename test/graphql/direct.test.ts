import 'reflect-metadata';
import { type GraphQLResolveInfo, graphql } from 'graphql';
import {
  Arg,
  Args,
  ArgsType,
  buildSchema,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { expect, test } from 'vitest';
import { callDirectly } from '../../src/graphql/direct.ts';

@ObjectType()
class Told {
  @Field(() => ID)
  id!: string;
}

@InputType()
class Inner {
  @Field(() => Int, { defaultValue: 3 })
  count!: number;
}

@InputType()
class Outer {
  @Field(() => [Inner], { nullable: true })
  inner?: Inner[] | null;

  @Field(() => String, { nullable: true })
  text?: string | null;
}

@ArgsType()
class ToldArguments {
  @Field(() => Int)
  first!: number;

  @Field(() => Outer, { nullable: true })
  outer?: Outer | null;
}

/** The values that the last method was given. */
let taken: unknown[] = [];

const said = (...given: unknown[]): Told => {
  taken = given;
  return { id: JSON.stringify(given) };
};

@Resolver(() => Told)
class ToldResolver {
  readonly #own = 'own';

  @Query(() => Told)
  whole(@Ctx() context: object, @Args(() => ToldArguments) args: ToldArguments): Told {
    return said(context, args, this.#own);
  }

  @Query(() => Told)
  async apart(
    @Arg('b', () => Outer, { nullable: true }) b: Outer | null | undefined,
    @Arg('a', () => ID) a: string,
    @Info() { fieldName }: GraphQLResolveInfo,
  ): Promise<Told> {
    return said(a, b === undefined ? 'left out' : b, fieldName);
  }

  @Query(() => Told)
  nothing(): Told {
    return said(this.#own);
  }

  @Mutation(() => Told)
  fails(@Arg('input', () => Outer) input: Outer): Told {
    throw new Error(JSON.stringify(input));
  }

  @FieldResolver(() => String)
  again(@Root() told: Told, @Arg('times', () => Int) times: number): string {
    return told.id.repeat(times);
  }
}

/** A method of the same field, of another schema. */
@Resolver()
class OtherResolver {
  @Query(() => Told)
  nothing(): Told {
    return said('other');
  }
}

const build = (resolver: typeof ToldResolver | typeof OtherResolver) =>
  buildSchema({ resolvers: [resolver], validate: false, orphanedTypes: [] });

test.each([
  '{ whole(first: 2) { id again(times: 2) } }',
  '{ whole(first: 2, outer: { inner: [{}, { count: 4 }], text: null }) { id } }',
  '{ whole(first: 2, outer: null) { id } }',
  '{ apart(a: "x") { id again(times: 0) } }',
  '{ apart(a: "x", b: null) { id } }',
  '{ apart(a: "x", b: { text: "y" }) { id } }',
  '{ nothing { id } other: nothing { id } }',
  'mutation { fails(input: { inner: [] }) { id } }',
  '{ apart { id } }',
])('%s is answered as type-graphql answers it', async (source) => {
  const [schema, direct] = [await build(ToldResolver), await build(ToldResolver)];
  callDirectly(direct, [ToldResolver]);
  const contextValue = { of: 'the call' };
  const expected = await graphql({ schema, source, contextValue });
  expect(await graphql({ schema: direct, source, contextValue })).toEqual(expected);
});

test('a method of another schema stays out', async () => {
  for (const resolver of [ToldResolver, OtherResolver]) {
    const schema = await build(resolver);
    const source = '{ nothing { id } }';
    const before = await graphql({ schema, source });
    callDirectly(schema, [resolver]);
    expect(await graphql({ schema, source })).toEqual(before);
  }
});

test('what graphql-js hands over comes as it is, and is made an instance of no class', async () => {
  const schema = await build(ToldResolver);
  const ask = () => graphql({ schema, source: '{ whole(first: 1, outer: {}) { id } }' });
  await ask();
  expect(taken[1]).toBeInstanceOf(ToldArguments);
  callDirectly(schema, [ToldResolver]);
  await ask();
  expect(taken[1]).not.toBeInstanceOf(ToldArguments);
  expect(taken[1]).toEqual({ first: 1, outer: {} });
});
