import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Ids } from './actors.ts';

type Field = GraphQLField<unknown, unknown>;

/** Arguments that are left out where they may be, but say what this is about. */
const telling = new Set(['artifactId', 'principalId', 'noticeHash', 'id']);
/** What an argument is called where its name is not that of what it names. */
const names: Record<string, string> = {
  artifactId: 'consent',
  replacesConsentId: 'consent',
  patientId: 'principal',
  selectedPurposeIds: 'purpose',
};
/** Texts that an actor has as it has ids. */
const given = new Set(['noticeToken', 'token', 'noticeHash', 'message', 'invitation', 'userId']);
/** Where the usual one would not do: it takes part already, or is about another thing. */
const exceptions: Record<string, Record<string, string>> = {
  inviteParticipant: { fiduciaryId: 'newcomer' },
  consent: { noticeToken: 'consentToken' },
  withdrawConsent: { noticeToken: 'consentToken' },
  renewConsent: { noticeHash: 'renewalHash' },
  updateConsent: { noticeHash: 'renewalHash' },
  consentImport: { message: 'consentImport' },
  dataImport: { message: 'dataImport' },
};
/** What plain `id` means at each root field. */
const subjects: Record<string, string> = {
  consent: 'consent',
  consentRequest: 'request',
  purpose: 'purpose',
  fiduciary: 'fiduciary',
  practitioner: 'practitioner',
  webhookEndpoint: 'endpoint',
  webhookDelivery: 'delivery',
  exchange: 'exchange',
};
const plain: Record<string, unknown> = {
  url: 'https://8.8.8.8/hook',
  endpoint: 'https://participant.example/graphql',
  contactEmail: 'privacy@example.com',
  privacyPolicyUrl: 'https://example.com/privacy',
  first: 1,
};

/** A call of a field with all that it requires, about these ids. */
export function callOf(field: Field, ids: Ids, extra: readonly string[] = []): string {
  const args = field.args.flatMap((argument) => {
    const wanted = isNonNullType(argument.type) || telling.has(argument.name);
    if (!wanted && !extra.includes(argument.name)) return [];
    const value = valueFor(argument, field.name, ids, extra);
    return value === undefined ? [] : [`${argument.name}: ${value}`];
  });
  return args.length > 0 ? `${field.name}(${args.join(', ')})` : field.name;
}

/** Whether a call of the field is about something that has an owner. */
export function takesIds(field: Field): boolean {
  return field.args.some((argument) => mentionsIds(argument, field.name));
}

function mentionsIds({ name, type }: GraphQLArgument | GraphQLInputField, field: string): boolean {
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    return Object.values(named.getFields()).some((inner) => mentionsIds(inner, field));
  }
  return named.name === 'ID' || (field === 'revokeToken' && name === 'token');
}

/** Every field of what is returned, one level down. */
export function selectionOf(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).filter(({ args }) => args.every(isOptional));
  return `{ ${fields.map((field) => `${field.name} ${shallow(field.type)}`).join(' ')} }`;
}

/** What is asked of a field where only the field itself matters. */
export function shallow(type: GraphQLOutputType): string {
  return isCompositeType(getNamedType(type)) ? '{ __typename }' : '';
}

/** Which of somebody's ids an argument takes. */
export function idOf(field: string, argument: string): string {
  if (argument === 'id') return subjects[field] ?? '';
  return exceptions[field]?.[argument] ?? names[argument] ?? argument.replace(/Ids?$/, '');
}

function isOptional({ type }: GraphQLArgument): boolean {
  return !isNonNullType(type);
}

function valueFor(
  { name, type }: GraphQLArgument | GraphQLInputField,
  field: string,
  ids: Ids,
  extra: readonly string[],
): string | undefined {
  return literal(type, name, field, ids, extra, ids[idOf(field, name)]);
}

function literal(
  type: GraphQLInputType,
  name: string,
  field: string,
  ids: Ids,
  extra: readonly string[],
  id: string | undefined,
): string | undefined {
  if (isNonNullType(type)) return literal(type.ofType, name, field, ids, extra, id) ?? '"x"';
  if (isListType(type)) {
    const item = literal(type.ofType, name, field, ids, extra, id);
    return item === undefined ? undefined : `[${item}]`;
  }
  if (isInputObjectType(type)) {
    const members = Object.values(type.getFields()).flatMap((inner) => {
      const wanted =
        isNonNullType(inner.type) || telling.has(inner.name) || extra.includes(inner.name);
      const value = wanted ? valueFor(inner, field, ids, extra) : undefined;
      return value === undefined ? [] : [`${inner.name}: ${value}`];
    });
    return `{ ${members.join(', ')} }`;
  }
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (type.name === 'ID') return id === undefined ? undefined : JSON.stringify(id);
  if (given.has(name) && id !== undefined) return JSON.stringify(id);
  if (name in plain) return JSON.stringify(plain[name]);
  if (type.name === 'Boolean') return 'true';
  return type.name === 'String' ? '"some text"' : '1';
}
