import { Field, ID, InputType, Int } from 'type-graphql';
import { FiduciaryInput } from '../fiduciary/index.ts';
import { MutationInput } from '../graphql/type.ts';
import { WebhookEventEnum } from './enum-type.ts';
import type { WebhookEvent } from './event.ts';

@InputType({ description: 'A new webhook endpoint.' })
export class CreateWebhookEndpointInput extends FiduciaryInput {
  @Field(() => String, {
    description:
      'The address to post to, at most 2,048 characters: https, public, and without redirects, which are not followed.',
  })
  url!: string;

  @Field(() => String, { nullable: true, description: 'A note, at most 500 characters.' })
  description?: string | null;

  @Field(() => [WebhookEventEnum], {
    nullable: true,
    description: 'What to tell of; everything when it is empty or left out.',
  })
  events?: WebhookEvent[] | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many messages may be under way at the same time, 1 to 50; 5 unless said.',
  })
  maxInFlight?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A secret of your own, `whsec_` and 24 to 64 bytes in base64; one is made unless said.',
  })
  secret?: string | null;
}

@InputType()
abstract class WebhookEndpointIdInput extends MutationInput {
  @Field(() => ID, { description: 'Which webhook endpoint.' })
  endpointId!: string;
}

@InputType({ description: 'Changes to a webhook endpoint. What is left out stays as it is.' })
export class ChangeWebhookEndpointInput extends WebhookEndpointIdInput {
  @Field(() => String, { nullable: true, description: 'The address to post to.' })
  url?: string | null;

  @Field(() => String, { nullable: true, description: 'A note, at most 500 characters.' })
  description?: string | null;

  @Field(() => [WebhookEventEnum], {
    nullable: true,
    description: 'What to tell of from now on; everything when it is empty.',
  })
  events?: WebhookEvent[] | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many messages may be under way at the same time, 1 to 50.',
  })
  maxInFlight?: number | null;
}

@InputType({ description: 'A webhook endpoint to enable.' })
export class EnableWebhookEndpointInput extends WebhookEndpointIdInput {
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether what happened while it was disabled is left out; false unless said: it is told first.',
  })
  skipMissed?: boolean | null;
}

@InputType({ description: 'A webhook endpoint to disable, delete, ping, or send again.' })
export class WebhookEndpointInput extends WebhookEndpointIdInput {}

@InputType({ description: 'A new secret for a webhook endpoint.' })
export class RotateWebhookSecretInput extends WebhookEndpointIdInput {
  @Field(() => Int, {
    nullable: true,
    description:
      'For how many hours messages are signed with the old secret, too: 0 to 168, 24 unless said.',
  })
  overlapHours?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A secret of your own, `whsec_` and 24 to 64 bytes in base64; one is made unless said.',
  })
  secret?: string | null;
}

@InputType({ description: 'A dead letter to send again.' })
export class RetryWebhookDeliveryInput extends MutationInput {
  @Field(() => ID, { description: 'Which delivery.' })
  deliveryId!: string;
}
