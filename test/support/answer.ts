import type { Answer, Operation } from './client.ts';
import type { World } from './world.ts';

/** @throws Error with what the server said, when it refused any part. */
export function dataOf<Data>({ body }: Answer<Data>): Data {
  if (body.errors || !body.data) throw new Error(`refused: ${JSON.stringify(body.errors)}`);
  return body.data;
}

/** What a refused field or request says of itself. */
export interface RefusalSeen {
  code: string;
  message: string;
  retryable: boolean;
  /** The paths of the fields at fault. */
  fields: string[];
  conflictsWith?: string;
}

/** The first refusal of an answer. @throws Error when nothing was refused */
export function refusalOf({ body }: Answer<unknown>): RefusalSeen {
  const [error] = body.errors ?? [];
  if (!error) throw new Error(`not refused: ${JSON.stringify(body.data)}`);
  const { code, retryable, fields, conflictsWith } = error.extensions as unknown as {
    code: string;
    retryable: boolean;
    fields?: { field: string }[];
    conflictsWith?: string;
  };
  return {
    code,
    message: error.message,
    retryable,
    fields: fields?.map(({ field }) => field) ?? [],
    ...(conflictsWith ? { conflictsWith } : {}),
  };
}

/** Asks for data, or for the refusal that a test expects. */
export function asking(world: () => Pick<World, 'graphql'>) {
  return {
    async data<Data, Variables>(
      operation: Operation<Data, Variables>,
      variables: Variables,
      token?: string,
    ): Promise<Data> {
      return dataOf(await world().graphql(operation, variables, { token }));
    },
    async refusal<Data, Variables>(
      operation: Operation<Data, Variables>,
      variables: Variables,
      token?: string,
    ): Promise<RefusalSeen> {
      return refusalOf(await world().graphql(operation, variables, { token }));
    },
  };
}
