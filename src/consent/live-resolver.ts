import {
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
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

/** In one piece: type-graphql makes a promise for each argument that stands alone, at each event. */
@ArgsType()
class RequestEventArguments {
  @Field(() => String, {
    nullable: true,
    description:
      'The cursor of the last event seen, or the liveCursor of a list: what came since is sent first, with no gap and no repeat.',
  })
  after?: string | null;
}

@ArgsType()
class StatusEventArguments extends RequestEventArguments {
  @Field(() => ID, {
    nullable: true,
    description: 'This request only, with the consents it leads to.',
  })
  requestId?: string | null;

  @Field(() => ID, { nullable: true, description: 'This consent only.' })
  consentId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The capability in the fragment of a notice link: its request only, with the consents it leads to.',
  })
  noticeToken?: string | null;
}

@Resolver(() => ConsentRequestEvent)
export class ConsentRequestEventResolver {
  @Subscription(() => ConsentRequestEvent, {
    description:
      'Requests as they are made: to the signed-in person, by the practitioner, or by the data fiduciary.',
    subscribe: ({ context, args }) => requestsReceived(context as Context, args),
  })
  consentRequestReceived(
    @Root() event: LogEvent,
    @Args(() => RequestEventArguments) _args: RequestEventArguments,
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
    @Args(() => StatusEventArguments) _args: StatusEventArguments,
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
