import { registerEnumType } from 'type-graphql';

/**
 * A GraphQL enum of values that the domain lists, each with the description a stranger needs. A
 * value without one does not compile.
 */
export function enumOf<Value extends string>(
  name: string,
  description: string,
  values: Record<Value, string>,
): Record<Value, Value> {
  const names = Object.keys(values) as Value[];
  const members = Object.fromEntries(names.map((value) => [value, value])) as Record<Value, Value>;
  registerEnumType(members, {
    name,
    description,
    valuesConfig: Object.fromEntries(
      names.map((value) => [value, { description: values[value] }]),
    ) as Record<Value, { description: string }>,
  });
  return members;
}

export const SortDirection = enumOf('SortDirection', 'Which end of a list comes first.', {
  ASC: 'The smallest or oldest first.',
  DESC: 'The largest or newest first.',
});
export type SortDirection = keyof typeof SortDirection;
