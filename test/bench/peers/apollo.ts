/** Apollo as one first writes it: type-graphql, graphql-shield, a token verified by each request. */
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { jwtVerify } from 'jose';
import postgres from 'postgres';
import { Arg, buildSchema, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { type Answer, findConsent, judge } from './answer.ts';

// graphql-shield still asks for what Node 23 took away.
const require = createRequire(import.meta.url);
Object.assign(require('node:util'), { isUndefined: (value: unknown) => value === undefined });
const { rule, shield } = require('graphql-shield') as typeof import('graphql-shield');
const { applyMiddleware } = require('graphql-middleware') as typeof import('graphql-middleware');

const { DATABASE_URL = '', FIDUCIARY = '', SECRET = '', HOST, PORT } = process.env;
const sql = postgres(DATABASE_URL, { max: 10 });
const secret = new TextEncoder().encode(SECRET);

@ObjectType()
class Validation implements Answer {
  @Field(() => Boolean) isValid!: boolean;
  @Field(() => String) reason!: string;
  @Field(() => ID, { nullable: true }) artifactId!: string | null;
  @Field(() => String, { nullable: true }) status!: string | null;
  @Field(() => Date, { nullable: true }) validTill!: Date | null;
}

@Resolver()
class ValidationResolver {
  @Query(() => Validation)
  async validateConsent(
    @Arg('artifactId', () => ID, { nullable: true }) artifactId: string,
    @Arg('purposeId', () => ID, { nullable: true }) purposeId: string,
  ): Promise<Validation> {
    const [row] = await findConsent(sql, FIDUCIARY, artifactId);
    return judge(row, purposeId);
  }
}

const isFiduciary = rule()((_parent, _args, context: { role?: unknown }) => {
  return context.role === 'fiduciary';
});
const schema = applyMiddleware(
  await buildSchema({ resolvers: [ValidationResolver], validate: false }),
  shield({ Query: { validateConsent: isFiduciary } }),
);

const server = new ApolloServer<{ role?: unknown }>({ schema });
await startStandaloneServer(server, {
  listen: { host: HOST, port: Number(PORT) },
  context: async ({ req }) => {
    const [, given = ''] = (req.headers.authorization ?? '').split(' ');
    const { payload } = await jwtVerify(given, secret);
    return { role: payload.role };
  },
});
