import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionTypes } from '../graphql/type.ts';
import type { AttemptOutcome, DeliveryStatus, DisabledReason, EndpointStatus } from './endpoint.ts';
import {
  WebhookAttemptOutcome,
  WebhookDeliveryStatus,
  WebhookDisabledReason,
  WebhookEndpointStatus,
  WebhookEventEnum,
} from './enum-type.ts';
import type { DeliveredEvent, WebhookEvent } from './event.ts';

@ObjectType({
  description:
    'Where a data fiduciary is told what happens to its consents: an https address that signed messages are posted to.',
})
export class WebhookEndpoint {
  @Field(() => ID, { description: 'Its id, a UUID.' })
  id!: string;

  fiduciaryId!: string;
  cursor!: bigint;

  @Field(() => String, { description: 'The address that messages are posted to.' })
  url!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What its owner noted about it; null when nothing.',
  })
  description!: string | null;

  @Field(() => [WebhookEventEnum], {
    description: 'What it is told of; empty when it is told of everything.',
  })
  events!: WebhookEvent[];

  @Field(() => WebhookEndpointStatus, { description: 'Whether it is told at present.' })
  status!: EndpointStatus;

  @Field(() => WebhookDisabledReason, {
    nullable: true,
    description: 'Why it is disabled; null while it is enabled.',
  })
  disabledReason!: DisabledReason | null;

  @Field(() => Int, { description: 'How many messages are under way to it at the same time.' })
  maxInFlight!: number;

  @Field(() => Int, { description: 'How many attempts have failed since the last that succeeded.' })
  failuresInRow!: number;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the circuit opened; null while it is closed.',
  })
  circuitOpenedAt!: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'No attempt begins before this moment: because the circuit is open, or the receiver asked for it with Retry-After. Null when it need not rest.',
  })
  restUntil!: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it last took a message with a status of 200 to 299; null when never.',
  })
  lastSuccessAt!: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When an attempt last failed; null when never.',
  })
  lastFailureAt!: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'Until when messages are also signed with the secret before the last rotation; null without one.',
  })
  previousSecretUntil!: Date | null;

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  createdAt!: Date;
}

@ObjectType({ description: 'One event on its way to one endpoint, or arrived, or given up.' })
export class WebhookDelivery {
  @Field(() => ID, { description: 'Its id, a UUID.' })
  id!: string;

  endpointId!: string;
  dataKeyId!: string | null;
  body!: Buffer;
  event!: DeliveredEvent;

  @Field(() => ID, {
    description:
      'The id of the event: `event_id` in the body, and the header `webhook-id`, the same over all attempts.',
  })
  eventId!: string;

  @Field(() => WebhookDeliveryStatus, { description: 'What became of it.' })
  status!: DeliveryStatus;

  @Field(() => GraphQLDateTime, { description: 'When the event happened.' })
  occurredAt!: Date;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it is attempted next, at the earliest; null once it is finished.',
  })
  nextAttemptAt!: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it arrived or was given up; null while it is on its way.',
  })
  finishedAt!: Date | null;
}

@ObjectType({ description: 'A page of deliveries, the newest first.' })
export class WebhookDeliveryConnection extends connectionTypes(
  WebhookDelivery,
  'WebhookDelivery',
) {}

@ObjectType({ description: 'One attempt to deliver a message, and what came of it.' })
export class WebhookAttempt {
  delivery!: WebhookDelivery;

  @Field(() => Int, { description: 'Which attempt of the delivery it was, from 1.' })
  number!: number;

  @Field(() => GraphQLDateTime, { description: 'When it began.' })
  startedAt!: Date;

  @Field(() => WebhookAttemptOutcome, { description: 'What came of it.' })
  outcome!: AttemptOutcome;

  @Field(() => Int, {
    nullable: true,
    description: 'The HTTP status of the answer; null when there was none.',
  })
  code!: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Why there was no answer, as a code such as ECONNREFUSED or CERT_HAS_EXPIRED; null when there was one, or time ran out.',
  })
  problem!: string | null;

  @Field(() => Int, { description: 'How long it took, in milliseconds; 15,000 at the most.' })
  durationMs!: number;
}

@ObjectType({ description: 'What became of the webhook endpoint.' })
export class WebhookEndpointPayload {
  @Field(() => WebhookEndpoint, { description: 'The endpoint as it is now.' })
  endpoint!: WebhookEndpoint;
}

@ObjectType({ description: 'A webhook endpoint with a new secret.' })
export class WebhookSecretPayload {
  @Field(() => WebhookEndpoint, { description: 'The endpoint as it is now.' })
  endpoint!: WebhookEndpoint;

  @Field(() => String, {
    description:
      'The secret that messages are signed with: `whsec_` and base64. It is shown this once, so keep it.',
  })
  secret!: string;
}

@ObjectType({ description: 'What became of the message.' })
export class WebhookDeliveryPayload {
  @Field(() => WebhookDelivery, { description: 'The delivery as it is now.' })
  delivery!: WebhookDelivery;
}

@ObjectType({ description: 'The webhook endpoint that was deleted.' })
export class DeleteWebhookEndpointPayload {
  @Field(() => ID, { description: 'The id that it had.' })
  deletedEndpointId!: string;
}

@ObjectType({ description: 'What became of the dead letters.' })
export class RetryDeadLettersPayload {
  @Field(() => Int, { description: 'How many are on their way again.' })
  retried!: number;
}
