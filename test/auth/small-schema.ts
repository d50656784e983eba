import { type ExecutionResult, execute, parse, subscribe } from 'graphql';
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
import {
  type Authority,
  anyone,
  bearsNoticeLink,
  type Context,
  guard,
  isFiduciary,
  isOperator,
  isPrincipal,
  or,
  type Permissions,
  type Role,
  ruleOf,
} from '../../src/auth/index.ts';

/** What the resolvers below were asked to do: a refused call must leave no trace here. */
export const ran: string[] = [];

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
const isFirst = ruleOf('isFirst', (_context, args) => 'id' in args && args.id === '1');

export const permissions: Permissions = {
  Query: { consent: isFirst, notice: anyone },
  Mutation: { withdraw: or(isPrincipal, bearsNoticeLink) },
  Subscription: { changed: or(isPrincipal, isOperator) },
  Consent: { id: anyone, plain: anyone, secret: isFiduciary, holder: isFiduciary },
};

export const plainSchema = await buildSchema({
  resolvers: [ConsentResolver],
  validate: false,
  // type-graphql asks for one, though every subscription here makes its own stream.
  pubSub: { publish: () => {}, subscribe: () => ({ [Symbol.asyncIterator]: noEvents }) },
});

export const schema = guard(plainSchema, permissions);

/** For each test: nothing ran, and nobody watches. */
export function forget(): void {
  ran.length = 0;
  watchers.clear();
}

async function* noEvents(): AsyncGenerator<never> {}

export function as(...roles: Role[]): Context {
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

export const watchers = new Set<() => void>();

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
export function anonymous(): Context {
  return {
    platform: undefined as never,
    caller: null,
    authority,
    connection: { ip: '127.0.0.1', userAgent: null, transport: 'http' },
    correlationId: 'a test',
    loaders: new Map(),
  };
}

export async function run(document: string, contextValue: Context): Promise<ExecutionResult> {
  const answer = await execute({ schema, document: parse(document), contextValue });
  return JSON.parse(JSON.stringify({ ...answer, errors: answer.errors }));
}

export function open(document: string, contextValue: Context) {
  return subscribe({ schema, document: parse(document), contextValue });
}

export async function collect(document: string, context: Context): Promise<ExecutionResult[]> {
  const stream = await open(document, context);
  if (!(Symbol.asyncIterator in stream)) throw new Error('The subscription was refused.');
  const events: ExecutionResult[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

export function codes(answer: ExecutionResult | AsyncGenerator): unknown[] {
  const errors = 'errors' in answer ? (answer.errors ?? []) : [];
  return errors.map(({ extensions }) => extensions.code);
}
