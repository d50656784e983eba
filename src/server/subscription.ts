import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import { CloseCode, type ServerOptions, type SubscribePayload } from 'graphql-ws';
import {
  type Authenticator,
  type Authority,
  type Caller,
  type Connection,
  type Context,
  unauthenticated,
  untilExpiry,
} from '../auth/index.ts';
import { refuse } from '../errors.ts';
import type { Platform } from '../platform.ts';
import { type Admission, countingRefused, requireAdmitted, subjectOf } from './admission.ts';
import { faultForLog, formatError, refusalOf } from './answer.ts';
import { type Documents, operationOf } from './document.ts';
import { type CountError, countErrors } from './error-counter.ts';
import type { SocketLimits } from './limits.ts';
import { type Planner, planner } from './plan.ts';

/** What one socket is known by. */
export interface SocketSession {
  readonly connection: Connection;
  readonly correlationId: string;
  readonly close: (code: number, reason: string) => void;
  /** Null until `connection_init` has been accepted. */
  caller: Caller | null;
  /** Stops what watches over the caller's authority. */
  release?: () => void;
}

export interface Subscriptions {
  platform: Platform;
  schema: GraphQLSchema;
  documents: Documents;
  authenticator: Authenticator;
  authority: Authority;
  limiter?: Admission | undefined;
  limits: SocketLimits;
  countError: CountError;
}

type Init = { authorization?: unknown; Authorization?: unknown };

/**
 * How graphql-ws serves our sockets: only callers with a token, only subscriptions, by the limits
 * that hold over HTTP, and only as long as the token and its caller's authority last.
 */
export function subscriptionServer(options: Subscriptions): ServerOptions<
  Init & Record<string, unknown>,
  SocketSession
> & {
  /** Subscriptions that are open now, over all sockets. */
  countSubscriptions(): number;
} {
  const { platform, schema, documents, authority, limits } = options;
  const planFor = planner(schema);
  const open = new Set<{ readonly subscriptions: object }>();
  return {
    countSubscriptions() {
      let count = 0;
      for (const { subscriptions } of open) count += Object.keys(subscriptions).length;
      return count;
    },
    connectionInitWaitTimeout: limits.initMilliseconds,
    subscribe: (args) => refusedAsError(args, planFor),

    async onConnect(socket) {
      open.add(socket);
      const { connectionParams, extra: session } = socket;
      const caller = await callerOf(options, connectionParams, session);
      if (!caller) return false;
      session.caller = caller;
      session.release = watchOver(authority, caller, session);
      return true;
    },

    onClose(socket) {
      open.delete(socket);
      socket.extra.release?.();
    },

    async onSubscribe({ subscriptions, extra: session }, _id, payload) {
      try {
        if (Object.keys(subscriptions).length > limits.subscriptions) {
          throw refuse(
            'RATE_LIMITED',
            `One socket may hold ${limits.subscriptions} subscriptions.`,
          );
        }
        if (session.caller) await authority.confirm(session.caller);
        await admit(session);
        return argumentsFor(payload, session);
      } catch (error) {
        if (error instanceof Refused) return error.errors;
        return [asGraphQLError(error)];
      }
    },

    onNext({ extra }, _id, _payload, _args, result) {
      if (!result.errors) return undefined;
      return { ...result, errors: tell(result.errors, extra.correlationId) };
    },

    onError({ extra }, _id, _payload, errors) {
      const causes = errors.flatMap(({ originalError }, index) =>
        originalError instanceof Refused ? originalError.errors : (errors[index] ?? []),
      );
      return tell(causes, extra.correlationId);
    },
  };

  function tell(errors: readonly GraphQLError[], correlationId: string): GraphQLFormattedError[] {
    for (const error of errors) {
      if (refusalOf(error)) continue;
      platform.log.error({ correlationId, fault: faultForLog(error) }, 'a subscription failed');
    }
    const told = errors.map((error) => formatError(error, correlationId));
    countErrors(options.countError, told);
    return told;
  }

  /** A subscription that starts counts as a request; what it delivers does not. */
  async function admit({ caller, connection }: SocketSession): Promise<void> {
    const quota = await options.limiter?.take(subjectOf(caller, connection.ip));
    if (quota) requireAdmitted(quota);
  }

  function argumentsFor(payload: SubscribePayload, session: SocketSession): ExecutionArgs {
    const { query, operationName, variables } = payload;
    const checked = documents.check(query);
    if (!('document' in checked)) throw new Refused(checked);
    const operation = operationOf(checked, operationName);
    if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
      throw refuse('BAD_REQUEST', `A ${operation.operation} is served over HTTP, at this address.`);
    }
    checked.weigh(operation, variables ?? {});
    const contextValue: Context = {
      platform,
      caller: session.caller,
      authority,
      connection: session.connection,
      correlationId: session.correlationId,
      loaders: new Map(),
    };
    return {
      schema,
      document: checked.document,
      operationName,
      variableValues: variables,
      contextValue,
    };
  }
}

/** The caller that `connection_init` names; null closes the socket, unless it is closed already. */
async function callerOf(
  { authenticator, authority, limiter, platform, countError }: Subscriptions,
  init: Init | undefined,
  session: SocketSession,
): Promise<Caller | null> {
  const authorization = init?.authorization ?? init?.Authorization;
  try {
    if (typeof authorization !== 'string') throw unauthenticated();
    const caller = await countingRefused(limiter, session.connection.ip, () =>
      authenticator.authenticate(authorization),
    );
    if (caller) await authority.confirm(caller);
    return caller;
  } catch (error) {
    const refusal = refusalOf(error);
    countError(refusal?.code ?? 'INTERNAL_SERVER_ERROR');
    if (refusal?.code === 'UNAUTHENTICATED') return null;
    if (!refusal) platform.log.error({ fault: faultForLog(error) }, 'a sign-in failed');
    session.close(1013, 'Try again later');
    return null;
  }
}

/** Closes the socket when its token expires, and when its caller loses their authority. */
function watchOver(authority: Authority, caller: Caller, session: SocketSession): () => void {
  const end = (reason: string) => () => session.close(CloseCode.Forbidden, reason);
  const unwatch = authority.watch(caller, end('Authority revoked'));
  const stopWaiting = untilExpiry(caller, end('Token expired'));
  return () => {
    unwatch();
    stopWaiting();
  };
}

/**
 * A subscription that is refused before its first event is answered with `error`, which ends it,
 * not with a `next` that carries errors.
 */
async function refusedAsError(args: ExecutionArgs, planFor: Planner) {
  const events = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in events)) return refusing(events);
  const { document, operationName, variableValues, contextValue } = args;
  const operation = getOperationAST(document, operationName);
  const plan = operation && planFor(document, operation);
  return answersTo(
    events[Symbol.asyncIterator](),
    (event) =>
      plan?.(variableValues ?? {}, contextValue as Context, event) ??
      execute({ ...args, rootValue: event }),
  );
}

/** What `subscribe` of graphql-js makes of the events, with fewer promises for each of them. */
function answersTo<Event>(
  events: AsyncIterator<Event>,
  answer: (event: Event) => ExecutionResult | Promise<ExecutionResult>,
): AsyncIterableIterator<ExecutionResult> {
  const answered = (
    next: IteratorResult<Event>,
  ): IteratorResult<ExecutionResult> | Promise<IteratorResult<ExecutionResult>> => {
    if (next.done) return ended;
    const result = answer(next.value);
    return result instanceof Promise ? result.then(delivered) : delivered(result);
  };
  return {
    next: () => events.next().then(answered),
    async return() {
      await events.return?.();
      return ended;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const ended = { value: undefined, done: true } as const;

function delivered(value: ExecutionResult): IteratorResult<ExecutionResult> {
  return { value, done: false };
}

// biome-ignore lint/correctness/useYield: it only refuses.
async function* refusing({ errors = [] }: ExecutionResult): AsyncGenerator<ExecutionResult> {
  throw new Refused(errors);
}

/** Several errors at once, on their way through graphql-ws. */
class Refused extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super('refused');
    this.errors = errors;
  }
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}
