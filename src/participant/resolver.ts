import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type Context, loader } from '../auth/index.ts';
import { FiduciaryType, fiduciaryById } from '../fiduciary/index.ts';
import { MessageAnswer, MessageInput } from '../message/index.ts';
import { inviteParticipant } from './invite.ts';
import { moveParticipant } from './move.ts';
import { registerParticipant } from './register.ts';
import { listParticipants } from './store.ts';
import { reinstateParticipant, suspendParticipant } from './suspend.ts';
import {
  InvitationPayload,
  InviteParticipantInput,
  MoveParticipantInput,
  Participant,
  ParticipantInput,
  ParticipantPayload,
} from './type.ts';

@Resolver(() => Participant)
export class ParticipantResolver {
  @Query(() => [Participant], {
    description: 'All participants of the exchange, in the order they were invited.',
  })
  participants(@Ctx() { platform }: Context): Promise<Participant[]> {
    return listParticipants(platform.database.db);
  }

  @FieldResolver(() => FiduciaryType, { description: 'The data fiduciary that it works for.' })
  fiduciary(@Ctx() context: Context, @Root() participant: Participant): Promise<FiduciaryType> {
    return loader(context, fiduciaryById).load(participant.fiduciaryId);
  }

  @Mutation(() => InvitationPayload, {
    description: "Invites a data fiduciary's connector to the exchange of data. For operators.",
  })
  inviteParticipant(
    @Ctx() context: Context,
    @Arg('input', () => InviteParticipantInput, { description: 'Who, and where.' })
    input: InviteParticipantInput,
  ): Promise<InvitationPayload> {
    return inviteParticipant(context, input);
  }

  @Mutation(() => MessageAnswer, {
    description:
      'Takes the message with which a connector answers its invitation (cx-register+jwt) and proves that it holds its keys.',
  })
  registerParticipant(
    @Ctx() context: Context,
    @Arg('input', () => MessageInput, { description: 'The message.' }) { message }: MessageInput,
  ): Promise<MessageAnswer> {
    return registerParticipant(context, message);
  }

  @Mutation(() => ParticipantPayload, {
    description: "Notes that a participant's connector has another address. For operators.",
  })
  async moveParticipant(
    @Ctx() context: Context,
    @Arg('input', () => MoveParticipantInput, { description: 'Which participant, and where to.' })
    input: MoveParticipantInput,
  ): Promise<ParticipantPayload> {
    return { participant: await moveParticipant(context, input) };
  }

  @Mutation(() => ParticipantPayload, {
    description: 'Stops a participant at once, exchanges under way included. For operators.',
  })
  async suspendParticipant(
    @Ctx() context: Context,
    @Arg('input', () => ParticipantInput, { description: 'Which participant.' })
    input: ParticipantInput,
  ): Promise<ParticipantPayload> {
    return { participant: await suspendParticipant(context, input) };
  }

  @Mutation(() => ParticipantPayload, {
    description: 'Lets a suspended participant work again. For operators.',
  })
  async reinstateParticipant(
    @Ctx() context: Context,
    @Arg('input', () => ParticipantInput, { description: 'Which participant.' })
    input: ParticipantInput,
  ): Promise<ParticipantPayload> {
    return { participant: await reinstateParticipant(context, input) };
  }
}
