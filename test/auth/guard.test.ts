import 'reflect-metadata';
import {
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  parse,
  subscribe as subscribeTo,
} from 'graphql';
import {
  Arg,
  buildSchema,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Authority,
  anyone,
  bearsNoticeLink,
  type Caller,
  type Context,
  guard,
  isFiduciary,
  isOperator,
  isPrincipal,
  mergePermissions,
  or,
  type Permissions,
  type Role,
  ruleTable,
} from '../../src/auth/index.ts';
import { rule } from '../../src/auth/shield.ts';

/** What the resolvers below were asked to do: a refused call must leave no trace here. */
let ran: string[] = [];

@ObjectType({ simpleResolvers: true })
class Consent {
  @Field(() => ID) id!: string;
  @Field(() => String) plain!: string;
  @Field(() => String) secret!: string;
  @Field(() => String) unruled!: string;
}

const consentOf = (id: string): Consent => ({
  id,
  plain: `plain ${id}`,
  secret: `secret ${id}`,
  unruled: 'never shown',
});

@Resolver(() => Consent)
class ConsentResolver {
  @Query(() => Consent)
  consent(@Arg('id', () => ID) id: string): Consent {
    ran.push(`consent ${id}`);
    return consentOf(id);
  }

  @Query(() => Consent)
  notice(): Consent {
    return consentOf('notice');
  }

  @Query(() => String, { nullable: true })
  forgotten(): string {
    ran.push('forgotten');
    return 'leaked';
  }

  @Mutation(() => Consent)
  withdraw(
    @Arg('id', () => ID) id: string,
    @Arg('noticeToken', () => String, { nullable: true }) _noticeToken?: string,
  ): Consent {
    ran.push(`withdraw ${id}`);
    return consentOf(id);
  }

  @Subscription(() => Consent, {
    subscribe: async function* () {
      ran.push('subscribe');
      yield 'first';
      yield 'second';
    },
  })
  changed(@Root() id: string): Consent {
    ran.push(`deliver ${id}`);
    return consentOf(id);
  }

  @Subscription(() => Consent, {
    nullable: true,
    subscribe: async function* () {
      ran.push('subscribe unruled');
      yield 'first';
    },
  })
  unruledChanged(@Root() id: string): Consent {
    return consentOf(id);
  }

  @FieldResolver(() => String)
  holder(@Root() consent: Consent, @Ctx() context: Context): string {
    ran.push('holder');
    return `${context.caller?.subject} reads ${consent.id}`;
  }
}

/** Stands for a rule that depends on arguments: only the first consent may be seen. */
const isFirst = rule('isFirst', { cache: 'no_cache' })((_parent, args) => args.id === '1');

const permissions: Permissions = {
  Query: { consent: isFirst, notice: anyone },
  Mutation: { withdraw: or(isPrincipal, bearsNoticeLink) },
  Subscription: { changed: or(isPrincipal, isOperator) },
  Consent: { id: anyone, plain: anyone, secret: isFiduciary, holder: isFiduciary },
};

let plainSchema: GraphQLSchema;
let schema: GraphQLSchema;

beforeAll(async () => {
  plainSchema = await buildSchema({
    resolvers: [ConsentResolver],
    validate: false,
    // type-graphql asks for one, though every subscription here makes its own stream.
    pubSub: { publish: () => {}, subscribe: () => ({ [Symbol.asyncIterator]: noEvents }) },
  });
  schema = guard(plainSchema, permissions);
});

beforeEach(() => {
  ran = [];
  watchers.clear();
});

describe('a guarded schema', () => {
  test('answers an anonymous caller UNAUTHENTICATED and a signed-in one FORBIDDEN', async () => {
    const document = 'mutation { withdraw(id: 1) { id } }';
    expect(codes(await run(document, anonymous()))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await run(document, as('fiduciary')))).toEqual(['FORBIDDEN']);
    expect(ran).toEqual([]);
    expect(await run(document, as('principal'))).toEqual({ data: { withdraw: { id: '1' } } });
  });

  test('refuses a field that nobody has ruled on, to every role', async () => {
    for (const context of [anonymous(), as('operator'), as('principal', 'fiduciary', 'auditor')]) {
      const answer = await run('{ forgotten notice { id } }', context);
      expect(answer.data).toEqual({ forgotten: null, notice: { id: 'notice' } });
      expect(codes(answer)).toEqual([context.caller ? 'FORBIDDEN' : 'UNAUTHENTICATED']);
    }
    expect(codes(await run('{ notice { unruled } }', as('operator')))).toEqual(['FORBIDDEN']);
    expect(ran).toEqual([]);
  });

  test('judges two aliases of one field separately', async () => {
    const document = '{ x: consent(id: 1) { id } y: consent(id: 2) { id } }';
    const answer = await run(document, as('principal'));
    expect(codes(answer)).toEqual(['FORBIDDEN']);
    expect(answer.errors?.map(({ path }) => path)).toEqual([['y']]);
    expect(ran).toEqual(['consent 1']);
  });

  test('guards a nested field wherever the parent came from', async () => {
    const document = 'mutation { withdraw(id: 1) { plain secret } }';
    expect(codes(await run(document, as('principal')))).toEqual(['FORBIDDEN']);
    expect(await run(document, as('principal', 'fiduciary'))).toEqual({
      data: { withdraw: { plain: 'plain 1', secret: 'secret 1' } },
    });
  });

  test('refuses a nested resolver before it runs', async () => {
    expect(codes(await run('{ notice { holder } }', anonymous()))).toEqual(['UNAUTHENTICATED']);
    expect(ran).toEqual([]);
    expect(await run('{ notice { holder } }', as('fiduciary'))).toEqual({
      data: { notice: { holder: 'somebody reads notice' } },
    });
  });

  test('lets the bearer of a notice link through to the command that checks the link', async () => {
    const document = 'mutation { withdraw(id: 1, noticeToken: "…") { id } }';
    expect(await run(document, anonymous())).toEqual({ data: { withdraw: { id: '1' } } });
  });

  test('leaves the fields that anyone may see as fast as they were', () => {
    const fields = (type: string) => {
      const found = schema.getType(type);
      return found && 'getFields' in found ? found.getFields() : {};
    };
    const plain = fields('Consent').plain;
    const secret = fields('Consent').secret;
    expect(plain && 'resolve' in plain ? plain.resolve : null).toBeUndefined();
    expect(secret && 'resolve' in secret ? secret.resolve : null).toBeTypeOf('function');
  });

  test('leaves the schema it was given unguarded', async () => {
    const answer = await execute({
      schema: plainSchema,
      document: parse('{ forgotten }'),
      contextValue: anonymous(),
    });
    expect(answer.data).toEqual({ forgotten: 'leaked' });
  });

  test('refuses to start on a rule for a field that does not exist', () => {
    expect(() => guard(plainSchema, { Query: { consents: anyone } })).toThrow('Query.consents');
    expect(() => guard(plainSchema, { Qery: { consent: anyone } })).toThrow('Qery');
  });
});

describe('a guarded subscription', () => {
  test('is refused before its event stream is made', async () => {
    for (const field of ['changed', 'unruledChanged']) {
      const document = `subscription { ${field} { id } }`;
      expect(codes(await open(document, anonymous()))).toEqual(['UNAUTHENTICATED']);
      expect(codes(await open(document, as('fiduciary')))).toEqual(['FORBIDDEN']);
    }
    expect(ran).toEqual([]);
  });

  test('delivers to those the rule names', async () => {
    const events = await collect('subscription { changed { id } }', as('operator'));
    expect(events.map(({ data }) => data)).toEqual([
      { changed: { id: 'first' } },
      { changed: { id: 'second' } },
    ]);
  });

  test('is judged again for every event, and every event has fresh loaders', async () => {
    const roles = new Set<Role>(['principal']);
    const context = as(...roles);
    const live = { ...context, caller: { ...(context.caller as Caller), roles } };
    const stream = await open('subscription { changed { id } }', live);
    if (!(Symbol.asyncIterator in stream)) throw new Error('The subscription was refused.');
    live.loaders.set('a loader', 'of the request');
    expect((await stream.next()).value).toEqual({ data: { changed: { id: 'first' } } });
    expect(live.loaders.size).toBe(0);
    roles.delete('principal');
    expect(codes((await stream.next()).value ?? {})).toEqual(['FORBIDDEN']);
    expect(ran).toEqual(['subscribe', 'deliver first']);
  });

  test('ends when its caller no longer stands, without a later event', async () => {
    const stream = await open('subscription { changed { id } }', as('operator'));
    if (!(Symbol.asyncIterator in stream)) throw new Error('The subscription was refused.');
    await stream.next();
    for (const loseStanding of watchers) loseStanding();
    await expect(stream.next()).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    expect(ran).toEqual(['subscribe', 'deliver first']);
    expect(watchers.size).toBe(0);
  });

  test('guards the fields of what it delivers', async () => {
    const [first] = await collect('subscription { changed { secret } }', as('principal'));
    expect(codes(first ?? {})).toEqual(['FORBIDDEN']);
  });
});

describe('the table of permissions', () => {
  test('names the rule of every field', () => {
    const complete = mergePermissions(permissions, {
      Query: { forgotten: isOperator },
      Subscription: { unruledChanged: isOperator },
      Consent: { unruled: isOperator },
    });
    expect(ruleTable(plainSchema, complete)).toEqual([
      { field: 'Consent.holder', rule: 'isFiduciary' },
      { field: 'Consent.id', rule: 'anyone' },
      { field: 'Consent.plain', rule: 'anyone' },
      { field: 'Consent.secret', rule: 'isFiduciary' },
      { field: 'Consent.unruled', rule: 'isOperator' },
      { field: 'Mutation.withdraw', rule: 'isPrincipal or bearsNoticeLink' },
      { field: 'Query.consent', rule: 'isFirst' },
      { field: 'Query.forgotten', rule: 'isOperator' },
      { field: 'Query.notice', rule: 'anyone' },
      { field: 'Subscription.changed', rule: 'isPrincipal or isOperator' },
      { field: 'Subscription.unruledChanged', rule: 'isOperator' },
    ]);
  });

  test('does not exist while a field has no rule', () => {
    expect(() => ruleTable(plainSchema, permissions)).toThrow(
      /Query\.forgotten has no rule.*unruledChanged has no rule|unruledChanged.*Query\.forgotten/,
    );
  });

  test('does not exist while a rule has no field', () => {
    expect(() => ruleTable(plainSchema, { ...permissions, Query: { consents: anyone } })).toThrow(
      'Query.consents is not in the schema',
    );
  });

  test('refuses two rules for one field', () => {
    expect(() => mergePermissions(permissions, { Query: { notice: isOperator } })).toThrow(
      'Two rules for Query.notice.',
    );
  });
});

async function* noEvents(): AsyncGenerator<never> {}

function as(...roles: Role[]): Context {
  return {
    ...anonymous(),
    caller: {
      roles: new Set(roles),
      issuer: 'https://issuer.example',
      subject: 'somebody',
      tokenId: 'a token',
      expiresAt: new Date(Date.now() + 60_000),
    },
  };
}

const watchers = new Set<() => void>();

/** Takes its word from the tests: the one that reads the log has tests of its own. */
const authority: Authority = {
  confirm: async () => {},
  stands: () => true,
  watch: (_caller, onLost) => {
    watchers.add(onLost);
    return () => watchers.delete(onLost);
  },
};

/** The rules and the guard look at the caller and nothing else, so there is no platform here. */
function anonymous(): Context {
  return {
    platform: undefined as never,
    caller: null,
    authority,
    connection: { ip: '127.0.0.1', userAgent: null, transport: 'http' },
    correlationId: 'a test',
    loaders: new Map(),
  };
}

async function run(document: string, contextValue: Context): Promise<ExecutionResult> {
  const answer = await execute({ schema, document: parse(document), contextValue });
  return JSON.parse(JSON.stringify({ ...answer, errors: answer.errors }));
}

function open(document: string, contextValue: Context) {
  return subscribeTo({ schema, document: parse(document), contextValue });
}

async function collect(document: string, context: Context): Promise<ExecutionResult[]> {
  const stream = await open(document, context);
  if (!(Symbol.asyncIterator in stream)) throw new Error('The subscription was refused.');
  const events: ExecutionResult[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

function codes(answer: ExecutionResult | AsyncGenerator): unknown[] {
  const errors = 'errors' in answer ? (answer.errors ?? []) : [];
  return errors.map(({ extensions }) => extensions.code);
}
