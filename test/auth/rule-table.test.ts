import { describe, expect, test } from 'vitest';
import { anyone, isOperator, mergePermissions, ruleTable } from '../../src/auth/index.ts';
import { permissions, plainSchema } from './small-schema.ts';

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
