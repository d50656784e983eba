import { dataOf } from '../support/answer.ts';
import type { SeededFiduciary } from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import type { Received } from './receiver.ts';

/** A world whose webhooks may come to receivers on this machine. */
export function startTrialWorld(): Promise<World> {
  return startWorld({ config: { webhookLoopback: true } });
}

export interface EndpointSeen {
  id: string;
  url: string;
  status: string;
  disabledReason: string | null;
  circuit: string;
  failuresInRow: number;
  restUntil: string | null;
  lagSeconds: number;
  lastSuccessAt: string | null;
  lastFailureAt: string | null;
  deadLetterCount: number;
  deliveries: { totalCount: number; edges: { node: DeliverySeen }[] };
}

export interface DeliverySeen {
  id: string;
  eventId: string;
  eventType: string;
  status: string;
  nextAttemptAt: string | null;
  body: string | null;
  attempts: {
    number: number;
    outcome: string;
    code: number | null;
    problem: string | null;
    durationMs: number;
    firstBytes: string | null;
  }[];
}

const deliveryParts = `
  id eventId eventType status nextAttemptAt body
  attempts { number outcome code problem durationMs firstBytes }`;

const endpointParts = `
  id url status disabledReason circuit failuresInRow restUntil lagSeconds lastSuccessAt
  lastFailureAt deadLetterCount
  deliveries(first: 100) { totalCount edges { node { ${deliveryParts} } } }`;

/** An endpoint as its owner works with it. */
export interface SeededEndpoint {
  readonly id: string;
  readonly secret: string;
  seen(): Promise<EndpointSeen>;
  deliveries(): Promise<DeliverySeen[]>;
  /** Runs a mutation on it, with more in its input. */
  run(mutation: string, more?: object): Promise<void>;
  rotate(more?: object): Promise<string>;
}

export async function seedEndpoint(
  world: World,
  bank: SeededFiduciary,
  url: string,
  more: object = {},
): Promise<SeededEndpoint> {
  const { token } = bank;
  const created = await world.graphql<{
    createWebhookEndpoint: { secret: string; endpoint: { id: string } };
  }>(
    `mutation ($input: CreateWebhookEndpointInput!) {
      createWebhookEndpoint(input: $input) { secret endpoint { id } }
    }`,
    { input: { url, ...more } },
    { token },
  );
  const { secret, endpoint } = dataOf(created).createWebhookEndpoint;
  const { id } = endpoint;
  const seen = async () => {
    const answer = await world.graphql<{ webhookEndpoint: EndpointSeen }>(
      `query ($id: ID!) { webhookEndpoint(id: $id) { ${endpointParts} } }`,
      { id },
      { token },
    );
    return dataOf(answer).webhookEndpoint;
  };
  return {
    id,
    secret,
    seen,
    deliveries: async () => (await seen()).deliveries.edges.map(({ node }) => node),
    async run(mutation, more = {}) {
      const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
      const named = ['changeWebhookEndpoint', 'enableWebhookEndpoint'].includes(mutation);
      dataOf(
        await world.graphql(
          `mutation ($input: ${named ? type : 'WebhookEndpointInput'}!) {
            ${mutation}(input: $input) { __typename }
          }`,
          { input: { endpointId: id, ...more } },
          { token },
        ),
      );
    },
    async rotate(more = {}) {
      const answer = await world.graphql<{ rotateWebhookSecret: { secret: string } }>(
        'mutation ($input: RotateWebhookSecretInput!) { rotateWebhookSecret(input: $input) { secret } }',
        { input: { endpointId: id, ...more } },
        { token },
      );
      return dataOf(answer).rotateWebhookSecret.secret;
    },
  };
}

/** The bodies of messages, parsed. */
export function bodies(received: Received[]): Record<string, unknown>[] {
  return received.map(({ body }) => JSON.parse(body));
}
