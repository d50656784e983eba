import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { type Context, loader } from '../auth/index.ts';
import { FiduciaryType } from '../fiduciary/index.ts';
import { PageArgs } from '../graphql/type.ts';
import type { DeliveryStatus } from './endpoint.ts';
import { Circuit, WebhookDeliveryStatus } from './enum-type.ts';
import { typeOf } from './event.ts';
import {
  attemptsOfDelivery,
  bodyOfDelivery,
  deliveryCount,
  deliveryPage,
  endpointsOfFiduciary,
  firstBytesOf,
  lagOfEndpoint,
  readDelivery,
  readEndpoint,
} from './read.ts';
import type { Attempt, Delivery, Endpoint } from './table.ts';
import {
  WebhookAttempt,
  WebhookDelivery,
  WebhookDeliveryConnection,
  WebhookEndpoint,
} from './type.ts';

@Resolver(() => FiduciaryType)
export class FiduciaryWebhooksResolver {
  @FieldResolver(() => [WebhookEndpoint], {
    description: 'Its webhook endpoints, the oldest first.',
  })
  webhookEndpoints(
    @Ctx() context: Context,
    @Root() { id }: FiduciaryType,
  ): Promise<WebhookEndpoint[]> {
    return loader(context, endpointsOfFiduciary).load(id);
  }
}

@Resolver(() => WebhookEndpoint)
export class WebhookEndpointResolver {
  @Query(() => WebhookEndpoint, {
    description: 'A webhook endpoint. For its data fiduciary and operators.',
  })
  webhookEndpoint(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'Which one.' }) id: string,
  ): Promise<WebhookEndpoint> {
    return readEndpoint(context, id);
  }

  @FieldResolver(() => Circuit, { description: 'Whether it is spared because it fails.' })
  circuit(@Root() { circuitOpenedAt }: WebhookEndpoint): keyof typeof Circuit {
    return circuitOpenedAt ? 'OPEN' : 'CLOSED';
  }

  @FieldResolver(() => Int, {
    description:
      'Seconds since the oldest event that has not arrived happened; 0 when all have arrived.',
  })
  lagSeconds(@Ctx() context: Context, @Root() endpoint: Endpoint): Promise<number> {
    return loader(context, lagOfEndpoint).load(endpoint);
  }

  @FieldResolver(() => Int, {
    description: 'How many messages wait to be sent again by hand.',
  })
  deadLetterCount(@Ctx() context: Context, @Root() { id }: WebhookEndpoint): Promise<number> {
    return deliveryCount(context, id, 'DEAD');
  }

  @FieldResolver(() => WebhookDeliveryConnection, {
    description: 'What was and is being sent to it, kept for 90 days once it is finished.',
  })
  deliveries(
    @Ctx() context: Context,
    @Root() endpoint: WebhookEndpoint,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('status', () => WebhookDeliveryStatus, {
      nullable: true,
      description: 'Only those in this status; all unless said.',
    })
    status?: DeliveryStatus | null,
  ) {
    return deliveryPage(context, endpoint, status ?? null, page);
  }

  @FieldResolver(() => WebhookDeliveryConnection, {
    description: 'What the receiver refused ten times. It can be sent again by hand.',
  })
  deadLetters(
    @Ctx() context: Context,
    @Root() endpoint: WebhookEndpoint,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    return deliveryPage(context, endpoint, 'DEAD', page);
  }
}

@Resolver(() => WebhookDeliveryConnection)
export class WebhookDeliveryConnectionResolver {
  @FieldResolver(() => Int, { description: 'How many there are in all, whatever the page.' })
  totalCount(@Root() connection: { count: () => Promise<number> }): Promise<number> {
    return connection.count();
  }
}

@Resolver(() => WebhookDelivery)
export class WebhookDeliveryResolver {
  @Query(() => WebhookDelivery, {
    description: 'A message to a webhook endpoint. For its data fiduciary and operators.',
  })
  webhookDelivery(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'Which one.' }) id: string,
  ): Promise<WebhookDelivery> {
    return readDelivery(context, id);
  }

  @FieldResolver(() => String, {
    description: 'The `event_type` of the body, such as `consent.granted` or `webhook.ping`.',
  })
  eventType(@Root() { event }: WebhookDelivery): string {
    return typeOf(event);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The body, exactly as it is signed and sent; null for operators, and once the person was erased.',
  })
  body(@Ctx() context: Context, @Root() delivery: Delivery): Promise<string | null> {
    return bodyOfDelivery(context, delivery);
  }

  @FieldResolver(() => [WebhookAttempt], {
    description: 'The attempts that were made, the first one first.',
  })
  async attempts(@Ctx() context: Context, @Root() delivery: Delivery): Promise<WebhookAttempt[]> {
    const attempts = await loader(context, attemptsOfDelivery).load(delivery.id);
    return attempts.map((attempt) => ({ ...attempt, delivery }));
  }
}

@Resolver(() => WebhookAttempt)
export class WebhookAttemptResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The first bytes of the answer as text, at most 1,024; null when it had none, for operators, and once the person was erased.',
  })
  firstBytes(
    @Ctx() context: Context,
    @Root() attempt: Attempt & { delivery: Delivery },
  ): Promise<string | null> {
    return firstBytesOf(context, attempt.delivery, attempt);
  }
}
