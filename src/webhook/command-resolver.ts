import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../auth/index.ts';
import {
  ChangeWebhookEndpointInput,
  CreateWebhookEndpointInput,
  EnableWebhookEndpointInput,
  RetryWebhookDeliveryInput,
  RotateWebhookSecretInput,
  WebhookEndpointInput,
} from './input-type.ts';
import {
  changeEndpoint,
  createEndpoint,
  deleteEndpoint,
  disableEndpoint,
  enableEndpoint,
  rotateSecret,
} from './manage.ts';
import { pingEndpoint, retryDeadLetters, retryDelivery } from './resend.ts';
import {
  DeleteWebhookEndpointPayload,
  RetryDeadLettersPayload,
  WebhookDeliveryPayload,
  WebhookEndpoint,
  WebhookEndpointPayload,
  WebhookSecretPayload,
} from './type.ts';

@Resolver(() => WebhookEndpoint)
export class WebhookCommandResolver {
  @Mutation(() => WebhookSecretPayload, {
    description:
      'Makes a webhook endpoint, which is told of what happens from now on. For the fiduciary and operators.',
  })
  createWebhookEndpoint(
    @Ctx() context: Context,
    @Arg('input', () => CreateWebhookEndpointInput, { description: 'Where, and what about.' })
    input: CreateWebhookEndpointInput,
  ): Promise<WebhookSecretPayload> {
    return createEndpoint(context, input);
  }

  @Mutation(() => WebhookEndpointPayload, {
    description: 'Changes a webhook endpoint. For its fiduciary and operators.',
  })
  async changeWebhookEndpoint(
    @Ctx() context: Context,
    @Arg('input', () => ChangeWebhookEndpointInput, { description: 'What changes.' })
    input: ChangeWebhookEndpointInput,
  ): Promise<WebhookEndpointPayload> {
    return { endpoint: await changeEndpoint(context, input) };
  }

  @Mutation(() => WebhookEndpointPayload, {
    description: 'Lets a disabled webhook endpoint be told again. For its fiduciary and operators.',
  })
  async enableWebhookEndpoint(
    @Ctx() context: Context,
    @Arg('input', () => EnableWebhookEndpointInput, { description: 'Which one.' })
    input: EnableWebhookEndpointInput,
  ): Promise<WebhookEndpointPayload> {
    return { endpoint: await enableEndpoint(context, input) };
  }

  @Mutation(() => WebhookEndpointPayload, {
    description:
      'Stops telling a webhook endpoint; what happens meanwhile is kept for it. For its fiduciary and operators.',
  })
  async disableWebhookEndpoint(
    @Ctx() context: Context,
    @Arg('input', () => WebhookEndpointInput, { description: 'Which one.' })
    input: WebhookEndpointInput,
  ): Promise<WebhookEndpointPayload> {
    return { endpoint: await disableEndpoint(context, input) };
  }

  @Mutation(() => DeleteWebhookEndpointPayload, {
    description:
      'Deletes a webhook endpoint with the log of what was sent to it. For its fiduciary and operators.',
  })
  async deleteWebhookEndpoint(
    @Ctx() context: Context,
    @Arg('input', () => WebhookEndpointInput, { description: 'Which one.' })
    input: WebhookEndpointInput,
  ): Promise<DeleteWebhookEndpointPayload> {
    return { deletedEndpointId: await deleteEndpoint(context, input) };
  }

  @Mutation(() => WebhookSecretPayload, {
    description:
      'Gives a webhook endpoint another secret; for a while messages are signed with both. For its fiduciary and operators.',
  })
  rotateWebhookSecret(
    @Ctx() context: Context,
    @Arg('input', () => RotateWebhookSecretInput, { description: 'Which one, and for how long.' })
    input: RotateWebhookSecretInput,
  ): Promise<WebhookSecretPayload> {
    return rotateSecret(context, input);
  }

  @Mutation(() => WebhookDeliveryPayload, {
    description:
      'Sends a test message, `webhook.ping`, at once, even to an endpoint whose circuit is open. Read the delivery again to see what came of it. For its fiduciary and operators.',
  })
  async pingWebhookEndpoint(
    @Ctx() context: Context,
    @Arg('input', () => WebhookEndpointInput, { description: 'Which one.' })
    input: WebhookEndpointInput,
  ): Promise<WebhookDeliveryPayload> {
    return { delivery: await pingEndpoint(context, input) };
  }

  @Mutation(() => WebhookDeliveryPayload, {
    description:
      'Sends a dead letter again, with the same `webhook-id` and ten more attempts. For its fiduciary and operators.',
  })
  async retryWebhookDelivery(
    @Ctx() context: Context,
    @Arg('input', () => RetryWebhookDeliveryInput, { description: 'Which one.' })
    input: RetryWebhookDeliveryInput,
  ): Promise<WebhookDeliveryPayload> {
    return { delivery: await retryDelivery(context, input) };
  }

  @Mutation(() => RetryDeadLettersPayload, {
    description:
      'Sends all dead letters of a webhook endpoint again. For its fiduciary and operators.',
  })
  async retryDeadLetters(
    @Ctx() context: Context,
    @Arg('input', () => WebhookEndpointInput, { description: 'Of which endpoint.' })
    input: WebhookEndpointInput,
  ): Promise<RetryDeadLettersPayload> {
    return { retried: await retryDeadLetters(context, input) };
  }
}
