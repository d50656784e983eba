import { WebhookCommandResolver } from './command-resolver.ts';
import {
  FiduciaryWebhooksResolver,
  WebhookAttemptResolver,
  WebhookDeliveryConnectionResolver,
  WebhookDeliveryResolver,
  WebhookEndpointResolver,
} from './resolver.ts';

export const webhookResolvers = [
  FiduciaryWebhooksResolver,
  WebhookEndpointResolver,
  WebhookDeliveryResolver,
  WebhookDeliveryConnectionResolver,
  WebhookAttemptResolver,
  WebhookCommandResolver,
] as const;

export { startWebhooks, type WebhookDeliverer } from './deliverer.ts';
export { webhookMetrics } from './measure.ts';
export { webhookPermissions } from './permissions.ts';
