import { readFileSync } from 'node:fs';
import {
  buildASTSchema,
  type FieldDefinitionNode,
  type GraphQLSchema,
  Kind,
  parse,
  visit,
} from 'graphql';

/** Null in an answer only beside an error that says why, so that whatever else was asked is answered. */
const nullWithErrorAlone = new Set(['consent', 'consentRequest']);

/**
 * The schema as clients see it that throw whatever error an answer carries, as the pages and the
 * tests do.
 */
export default function forThrowingClients(file: string): GraphQLSchema {
  const required = (field: FieldDefinitionNode): FieldDefinitionNode =>
    nullWithErrorAlone.has(field.name.value) && field.type.kind === Kind.NAMED_TYPE
      ? { ...field, type: { kind: Kind.NON_NULL_TYPE, type: field.type } }
      : field;
  const document = visit(parse(readFileSync(file, 'utf8')), {
    ObjectTypeDefinition: (type) =>
      type.name.value === 'Query' ? { ...type, fields: type.fields?.map(required) } : undefined,
  });
  return buildASTSchema(document);
}
