import {
  anyone,
  isFiduciary,
  isOperator,
  isPractitioner,
  or,
  type Permissions,
} from '../auth/index.ts';

/** Messages bring their own proof of who sent them; operators do the rest. */
export const participantPermissions: Permissions = {
  Query: { participants: or(isFiduciary, isPractitioner, isOperator) },
  Mutation: {
    inviteParticipant: isOperator,
    registerParticipant: anyone,
    moveParticipant: isOperator,
    suspendParticipant: isOperator,
    reinstateParticipant: isOperator,
  },
  Participant: {
    id: anyone,
    endpoint: isOperator,
    status: anyone,
    invitedAt: anyone,
    joinedAt: anyone,
    fiduciary: anyone,
  },
  ParticipantPayload: { participant: anyone },
  InvitationPayload: { participant: anyone, invitation: anyone },
};
