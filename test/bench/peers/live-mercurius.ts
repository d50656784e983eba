/** Subscriptions of Mercurius, with its own publish and subscribe. */
import fastify from 'fastify';
import mercurius from 'mercurius';
import { onEvent, typeDefs } from './live-events.ts';

const { HOST, PORT } = process.env;
const app = fastify();
await app.register(mercurius, {
  schema: typeDefs,
  subscription: true,
  jit: 1,
  resolvers: {
    Subscription: {
      consentStatusChanged: {
        subscribe: (_root: unknown, _args: unknown, { pubsub }: mercurius.MercuriusContext) =>
          pubsub.subscribe('events'),
      },
    },
  },
});
onEvent((event) => {
  app.graphql.pubsub.publish({ topic: 'events', payload: { consentStatusChanged: event } });
});
await app.listen({ host: HOST, port: Number(PORT) });
