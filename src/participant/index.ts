export { participantById } from './loader.ts';
export { participantPermissions } from './permissions.ts';
export { ParticipantResolver } from './resolver.ts';
export { findParticipant, findParticipants } from './store.ts';
export type { Participant } from './table.ts';
export { Participant as ParticipantType } from './type.ts';
