/** Mercurius on Fastify with JIT, without authentication. */
import fastify from 'fastify';
import mercurius from 'mercurius';
import postgres from 'postgres';
import { findConsent, judge, typeDefs } from './answer.ts';

const { DATABASE_URL = '', FIDUCIARY = '', HOST, PORT } = process.env;
const sql = postgres(DATABASE_URL, { max: 10 });
const app = fastify();

await app.register(mercurius, {
  schema: typeDefs,
  jit: 1,
  resolvers: {
    Query: {
      async validateConsent(_root: unknown, args: { artifactId: string; purposeId: string }) {
        const [row] = await findConsent(sql, FIDUCIARY, args.artifactId);
        return judge(row, args.purposeId);
      },
    },
  },
});
await app.listen({ host: HOST, port: Number(PORT) });
