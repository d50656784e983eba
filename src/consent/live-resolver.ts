import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { Context } from '../auth/index.ts';
import type { LogEvent } from '../history/index.ts';
import {
  consentOf,
  requestOf,
  requestsReceived,
  type StatusChange,
  statusChange,
  statusesChanged,
} from './live.ts';
import { ConsentRequestEvent, ConsentStatusEvent } from './live-type.ts';
import { Consent, ConsentRequest } from './type.ts';

const afterArgument = {
  nullable: true,
  description:
    'The cursor of the last event seen, or the liveCursor of a list: what came since is sent first, with no gap and no repeat.',
};

@Resolver(() => ConsentRequestEvent)
export class ConsentRequestEventResolver {
  @Subscription(() => ConsentRequestEvent, {
    description:
      'Requests as they are made: to the signed-in person, by the practitioner, or by the data fiduciary.',
    subscribe: ({ context, args }) => requestsReceived(context as Context, args),
  })
  consentRequestReceived(
    @Root() event: LogEvent,
    @Arg('after', () => String, afterArgument) _after?: string | null,
  ): ConsentRequestEvent {
    return event;
  }

  @FieldResolver(() => ConsentRequest, { description: 'The request, as it is now.' })
  request(@Ctx() context: Context, @Root() event: LogEvent): Promise<ConsentRequest> {
    return requestOf(context, event);
  }
}

@Resolver(() => ConsentStatusEvent)
export class ConsentStatusEventResolver {
  @Subscription(() => ConsentStatusEvent, {
    description:
      'Changes of status of requests and consents: those of the signed-in person, those the practitioner asked for, or those of the data fiduciary; or of one alone.',
    subscribe: ({ context, args }) => statusesChanged(context as Context, args),
  })
  consentStatusChanged(
    @Root() event: LogEvent,
    @Arg('after', () => String, afterArgument) _after?: string | null,
    @Arg('requestId', () => ID, {
      nullable: true,
      description: 'This request only, with the consents it leads to.',
    })
    _requestId?: string | null,
    @Arg('consentId', () => ID, { nullable: true, description: 'This consent only.' })
    _consentId?: string | null,
    @Arg('noticeToken', () => String, {
      nullable: true,
      description:
        'The capability in the fragment of a notice link: its request only, with the consents it leads to.',
    })
    _noticeToken?: string | null,
  ): ConsentStatusEvent {
    return statusChange(event);
  }

  @FieldResolver(() => ConsentRequest, { description: 'The request it is about, as it is now.' })
  request(@Ctx() context: Context, @Root() { event }: StatusChange): Promise<ConsentRequest> {
    return requestOf(context, event);
  }

  @FieldResolver(() => Consent, {
    nullable: true,
    description: 'The consent it is about, as it is now; null when it is about a request alone.',
  })
  consent(@Ctx() context: Context, @Root() { event }: StatusChange): Promise<Consent | null> {
    return consentOf(context, event);
  }
}
