import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** How large a document is with its fragments unfolded. */
export interface Shape {
  fields: number;
  depth: number;
  aliases: number;
  directives: number;
  /** Fields beyond the first of the same response name in the same selection set. */
  duplicates: number;
}

/**
 * Measures all operations of a document together. Each fragment is measured once however often it
 * is spread, so that thirty fragments that double each other cost thirty steps, not a billion:
 * validation itself would try to unfold them. Cycles count once; validation names them.
 */
export function measure(document: DocumentNode): Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const unfolding = new Unfolding(fragments);
  const total: Shape = { fields: 0, depth: 0, aliases: 0, directives: 0, duplicates: 0 };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      add(total, unfolding.closed(definition.selectionSet));
      total.directives += definition.directives?.length ?? 0;
      for (const variable of definition.variableDefinitions ?? []) {
        total.directives += variable.directives?.length ?? 0;
      }
    } else if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      // An unused fragment is unfolded too: validation will look into it before it says so.
      const { names: _, ...shape } = unfolding.fragment(definition);
      add(total, { ...shape, fields: 0 });
    }
  }
  return total;
}

/** A selection set that is still to be merged with what stands beside it. */
interface OpenShape extends Shape {
  /** How often each response name occurs on this level. */
  names: Map<string, number>;
}

class Unfolding {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #known = new Map<FragmentDefinitionNode, OpenShape>();

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#fragments = fragments;
  }

  fragment(definition: FragmentDefinitionNode): OpenShape {
    const known = this.#known.get(definition);
    if (known) return known;
    this.#known.set(definition, emptyShape());
    const shape = this.#open(definition.selectionSet);
    shape.directives += definition.directives?.length ?? 0;
    this.#known.set(definition, shape);
    return shape;
  }

  /** The shape of a whole selection set: nothing merges into it any more. */
  closed(set: SelectionSetNode): Shape {
    const { names, ...shape } = this.#open(set);
    for (const count of names.values()) shape.duplicates += count - 1;
    return shape;
  }

  #open(set: SelectionSetNode): OpenShape {
    const shape = emptyShape();
    for (const selection of set.selections) {
      shape.directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD) {
        const name = selection.name.value;
        const key = selection.alias?.value ?? name;
        shape.fields += 1;
        shape.depth = Math.max(shape.depth, 1);
        if (selection.alias) shape.aliases += 1;
        shape.names.set(key, (shape.names.get(key) ?? 0) + 1);
        if (!selection.selectionSet) continue;
        const inner = this.closed(selection.selectionSet);
        // Introspection nests deeply by nature; graphql-js has a rule of its own against its abuse.
        const depth = name === '__schema' || name === '__type' ? 0 : inner.depth;
        add(shape, { ...inner, depth: depth + 1 });
      } else {
        const inner = this.#spread(selection);
        add(shape, inner);
        for (const [key, count] of inner.names) {
          shape.names.set(key, (shape.names.get(key) ?? 0) + count);
        }
      }
    }
    return shape;
  }

  #spread(selection: Exclude<SelectionSetNode['selections'][number], { kind: Kind.FIELD }>) {
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.#open(selection.selectionSet);
    const definition = this.#fragments.get(selection.name.value);
    return definition ? this.fragment(definition) : emptyShape();
  }
}

function emptyShape(): OpenShape {
  return { fields: 0, depth: 0, aliases: 0, directives: 0, duplicates: 0, names: new Map() };
}

function add(total: Shape, part: Shape): void {
  total.fields += part.fields;
  total.depth = Math.max(total.depth, part.depth);
  total.aliases += part.aliases;
  total.directives += part.directives;
  total.duplicates += part.duplicates;
}
