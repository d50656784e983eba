import { Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import type { Authority } from '../auth/index.ts';
import { refuse } from '../errors.ts';
import type { HttpContext } from './context.ts';
import type { CheckedDocument } from './document.ts';
import { bodyLimit, longerBodies } from './limits.ts';

export interface OperationRules {
  authority: Authority;
  /** Root fields that confirm the caller's standing in their own statement. */
  confirming: ReadonlySet<string>;
}

/** Lets an operation run, or throws why not. A promise only where the database must be asked. */
export type Admit = (
  checked: CheckedDocument,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  context: HttpContext,
) => void | Promise<void>;

/** What stands between a checked document and its execution over HTTP. */
export function admitOperations({ authority, confirming }: OperationRules): Admit {
  const isConfirmed = remembered((operation) =>
    rootFields(operation).every((name) => confirming.has(name)),
  );
  return (checked, operation, variables, context) => {
    context.note(describe(operation));
    if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
      throw refuse('BAD_REQUEST', 'Subscriptions are served over WebSocket, at this address.');
    }
    checked.weigh(operation, variables);
    const { caller } = context;
    return caller && !isConfirmed(operation) ? authority.confirm(caller) : undefined;
  };
}

/** @throws `PAYLOAD_TOO_LARGE` for a body that only other operations may have */
export function requireShortBody(
  operation: OperationDefinitionNode | undefined,
  bytes: number,
): void {
  if (bytes <= bodyLimit) return;
  const fields = operation ? rootFields(operation) : [];
  const [only] = fields;
  const limit = fields.length === 1 && only ? (longerBodies[only] ?? bodyLimit) : bodyLimit;
  if (bytes > limit) {
    throw refuse('PAYLOAD_TOO_LARGE', `The body may have ${limit} bytes for this operation.`);
  }
}

const describe = remembered(
  (operation) => `${operation.operation} ${rootFields(operation).slice(0, 5).join(' ')}`,
);

/** Documents are remembered, and with each what is worked out of it here. */
function remembered<Fact>(workOut: (operation: OperationDefinitionNode) => Fact) {
  const facts = new WeakMap<OperationDefinitionNode, Fact>();
  return (operation: OperationDefinitionNode): Fact => {
    const known = facts.get(operation);
    if (known !== undefined) return known;
    const fact = workOut(operation);
    facts.set(operation, fact);
    return fact;
  };
}

function rootFields({ selectionSet }: OperationDefinitionNode): string[] {
  return selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD ? selection.name.value : '...',
  );
}
