import { EventEmitter, on } from 'node:events';
import type { GraphQLSchema } from 'graphql';
import {
  Arg,
  buildSchema,
  Ctx,
  Field,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { anyone, type Context, guard, isOperator, isSignedIn } from '../../src/auth/index.ts';
import { refuse } from '../../src/errors.ts';

/** What happens behind the probe's schema, for tests to see and to steer. */
export class Probe {
  readonly events = new EventEmitter().setMaxListeners(0);
  mutations = 0;
  openStreams = 0;
  readonly contexts: Context[] = [];
  /** What `paused` waits for and answers with, and how many wait. */
  pause: Promise<string> = Promise.resolve('');
  waiting = 0;
  /** What `failing` throws. */
  fault: unknown = new Error('password=hunter2');

  emit(text: string): void {
    this.events.emit('event', text);
  }
}

/** A small guarded schema with one field of each kind that the transports must handle. */
export async function probeSchema(probe: Probe): Promise<GraphQLSchema> {
  @ObjectType()
  class Item {
    @Field(() => String)
    name!: string;

    @Field(() => [Item])
    parts!: Item[];
  }

  @ObjectType()
  class ItemConnection {
    @Field(() => [Item])
    nodes!: Item[];
  }

  @InputType()
  class TermInput {
    @Field(() => Int)
    days!: number;
  }

  @Resolver()
  class ProbeResolver {
    @Query(() => String)
    greeting(@Arg('name', () => String, { defaultValue: 'you' }) name: string): string {
      return `hello ${name}`;
    }

    @Query(() => String)
    secret(): string {
      return 'for operators';
    }

    @Query(() => String, { nullable: true })
    failing(): string {
      throw probe.fault;
    }

    @Query(() => String)
    failingWhole(): string {
      throw probe.fault;
    }

    @Query(() => ItemConnection)
    items(@Arg('first', () => Int, { nullable: true }) first?: number): ItemConnection {
      return { nodes: [{ name: `of ${first}`, parts: [] }] };
    }

    @Query(() => Int)
    validateConsents(@Arg('ids', () => [String]) ids: string[]): number {
      return ids.length;
    }

    @Query(() => Int)
    length(@Arg('text', () => String) text: string): number {
      return text.length;
    }

    @Query(() => Int)
    days(@Arg('input', () => TermInput) input: TermInput): number {
      if (input.days < 0) throw refuse('BAD_USER_INPUT', 'No negative days.');
      return input.days;
    }

    @Query(() => String)
    paused(): Promise<string> {
      probe.waiting += 1;
      return probe.pause;
    }

    @Query(() => String)
    connection(@Ctx() context: Context): string {
      probe.contexts.push(context);
      return JSON.stringify(context.connection);
    }

    @Mutation(() => Int)
    touch(): number {
      probe.mutations += 1;
      return probe.mutations;
    }

    @Subscription(() => String, { subscribe: () => probeEvents(probe) })
    happened(
      @Root() text: string,
      @Arg('times', () => Int, { defaultValue: 1 }) times: number,
    ): string {
      if (text === 'explode') throw new Error('password=hunter2');
      return text.repeat(times);
    }

    @Subscription(() => String, { subscribe: () => probeEvents(probe) })
    secretHappened(@Root() text: string): string {
      return text;
    }

    @Subscription(() => String, { subscribe: () => broken() })
    breaks(@Root() text: string): string {
      return text;
    }

    @Subscription(() => String, { subscribe: () => flood(probe) })
    flood(@Root() text: string): string {
      return text;
    }
  }

  const schema = await buildSchema({
    resolvers: [ProbeResolver],
    validate: false,
    // type-graphql insists on one, although every subscription here brings its own stream.
    pubSub: { publish: () => {}, subscribe: () => probeEvents(probe) },
  });
  const signedIn = { happened: isSignedIn, breaks: isSignedIn, flood: isSignedIn };
  const open = ['greeting', 'failing', 'failingWhole', 'items', 'validateConsents', 'length'];
  return guard(schema, {
    Query: {
      ...Object.fromEntries(
        [...open, 'days', 'paused', 'connection'].map((field) => [field, anyone]),
      ),
      secret: isOperator,
    },
    Mutation: { touch: anyone },
    Subscription: { ...signedIn, secretHappened: isOperator },
    Item: { name: anyone, parts: anyone },
    ItemConnection: { nodes: anyone },
  });
}

/** Written out by hand: a generator function would hold back `return` until the next event. */
function probeEvents(probe: Probe): AsyncGenerator<string> {
  const events = on(probe.events, 'event');
  let open = true;
  probe.openStreams += 1;
  const close = () => {
    if (open) probe.openStreams -= 1;
    open = false;
  };
  return {
    async next() {
      const { done, value } = await events.next();
      return done ? { done, value: undefined } : { done: false, value: value[0] };
    },
    async return() {
      close();
      await events.return?.();
      return { done: true, value: undefined };
    },
    async throw(error) {
      close();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      close();
    },
  };
}

// biome-ignore lint/correctness/useYield: it only fails.
async function* broken(): AsyncGenerator<string> {
  throw new Error('password=hunter2');
}

/** More than any reader takes. */
async function* flood(probe: Probe): AsyncGenerator<string> {
  probe.openStreams += 1;
  try {
    for (;;) {
      yield 'x'.repeat(60_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    probe.openStreams -= 1;
  }
}
