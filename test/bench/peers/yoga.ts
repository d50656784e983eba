/** GraphQL Yoga, without authentication. */
import { createServer } from 'node:http';
import { GraphQLDateTime } from 'graphql-scalars';
import { createSchema, createYoga } from 'graphql-yoga';
import postgres from 'postgres';
import { findConsent, judge, typeDefs } from './answer.ts';

const { DATABASE_URL = '', FIDUCIARY = '', HOST, PORT } = process.env;
const sql = postgres(DATABASE_URL, { max: 10 });

const yoga = createYoga({
  logging: false,
  graphiql: false,
  schema: createSchema({
    typeDefs,
    resolvers: {
      DateTime: GraphQLDateTime,
      Query: {
        async validateConsent(_root: unknown, args: { artifactId: string; purposeId: string }) {
          const [row] = await findConsent(sql, FIDUCIARY, args.artifactId);
          return judge(row, args.purposeId);
        },
      },
    },
  }),
});
createServer(yoga).listen(Number(PORT), HOST);
