import { execute, parse } from 'graphql';
import { beforeEach, describe, expect, test } from 'vitest';
import { anyone, guard } from '../../src/auth/index.ts';
import { anonymous, as, codes, forget, plainSchema, ran, run, schema } from './small-schema.ts';

beforeEach(forget);

describe('a guarded schema', () => {
  test('answers an anonymous caller UNAUTHENTICATED and a signed-in one FORBIDDEN', async () => {
    const document = 'mutation { withdraw(id: 1) { id } }';
    expect(codes(await run(document, anonymous()))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await run(document, as('fiduciary')))).toEqual(['FORBIDDEN']);
    expect(ran).toEqual([]);
    expect(await run(document, as('principal'))).toEqual({ data: { withdraw: { id: '1' } } });
  });

  test('refuses a field that nobody has ruled on, to every role', async () => {
    for (const context of [anonymous(), as('operator'), as('principal', 'fiduciary', 'auditor')]) {
      const answer = await run('{ forgotten notice { id } }', context);
      expect(answer.data).toEqual({ forgotten: null, notice: { id: 'notice' } });
      expect(codes(answer)).toEqual([context.caller ? 'FORBIDDEN' : 'UNAUTHENTICATED']);
    }
    expect(codes(await run('{ notice { unruled } }', as('operator')))).toEqual(['FORBIDDEN']);
    expect(ran).toEqual([]);
  });

  test('judges two aliases of one field separately', async () => {
    const document = '{ x: consent(id: 1) { id } y: consent(id: 2) { id } }';
    const answer = await run(document, as('principal'));
    expect(codes(answer)).toEqual(['FORBIDDEN']);
    expect(answer.errors?.map(({ path }) => path)).toEqual([['y']]);
    expect(ran).toEqual(['consent 1']);
  });

  test('guards a nested field wherever the parent came from', async () => {
    const document = 'mutation { withdraw(id: 1) { plain secret } }';
    expect(codes(await run(document, as('principal')))).toEqual(['FORBIDDEN']);
    expect(await run(document, as('principal', 'fiduciary'))).toEqual({
      data: { withdraw: { plain: 'plain 1', secret: 'secret 1' } },
    });
  });

  test('refuses a nested resolver before it runs', async () => {
    expect(codes(await run('{ notice { holder } }', anonymous()))).toEqual(['UNAUTHENTICATED']);
    expect(ran).toEqual([]);
    expect(await run('{ notice { holder } }', as('fiduciary'))).toEqual({
      data: { notice: { holder: 'somebody reads notice' } },
    });
  });

  test('lets the bearer of a notice link through to the command that checks the link', async () => {
    const document = 'mutation { withdraw(id: 1, noticeToken: "…") { id } }';
    expect(await run(document, anonymous())).toEqual({ data: { withdraw: { id: '1' } } });
  });

  test('leaves the fields that anyone may see as fast as they were', () => {
    const fields = (type: string) => {
      const found = schema.getType(type);
      return found && 'getFields' in found ? found.getFields() : {};
    };
    const plain = fields('Consent').plain;
    const secret = fields('Consent').secret;
    expect(plain && 'resolve' in plain ? plain.resolve : null).toBeUndefined();
    expect(secret && 'resolve' in secret ? secret.resolve : null).toBeTypeOf('function');
  });

  test('leaves the schema it was given unguarded', async () => {
    const answer = await execute({
      schema: plainSchema,
      document: parse('{ forgotten }'),
      contextValue: anonymous(),
    });
    expect(answer.data).toEqual({ forgotten: 'leaked' });
  });

  test('refuses to start on a rule for a field that does not exist', () => {
    expect(() => guard(plainSchema, { Query: { consents: anyone } })).toThrow('Query.consents');
    expect(() => guard(plainSchema, { Qery: { consent: anyone } })).toThrow('Qery');
  });
});
