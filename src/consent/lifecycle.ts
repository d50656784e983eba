/*
 * The two machines of consent. A request is the asking; an artifact is the consent given.
 *
 *   request                                        artifact
 *
 *   (new) ── INITIATE ──▶ INITIATED                (new) ── GRANT ──▶ ACTIVE ◀── RESUME ──┐
 *                          │                                           │ │               │
 *                          ├─ GRANT ──▶ GRANTED ─ ─ ─ seals ─ ─ ─ ─ ─ ─▶ └─── PAUSE ──▶ PAUSED
 *                          ├─ DENY ───▶ DENIED                         │                 │
 *                          ├─ CANCEL ─▶ CANCELLED                      ├─ WITHDRAW ──────┤──▶ WITHDRAWN
 *                          └─ EXPIRE ─▶ EXPIRED                        ├─ EXPIRE ────────┤──▶ EXPIRED
 *                                                                      ├─ INVALIDATE ────┘──▶ INVALIDATED
 *                                                                      └─ UPDATE, RENEW, SUPERSEDE ─▶ SUPERSEDED
 *
 * An artifact's terms never change; only its status does. UPDATE, RENEW and SUPERSEDE (the grant of a
 * request that names this consent as the one it replaces) seal a new ACTIVE artifact, linked both ways.
 */
import { refuse } from '../errors.ts';

export const requestStatuses = ['INITIATED', 'GRANTED', 'DENIED', 'CANCELLED', 'EXPIRED'] as const;
export type RequestStatus = (typeof requestStatuses)[number];

export const artifactStatuses = [
  'ACTIVE',
  'PAUSED',
  'WITHDRAWN',
  'EXPIRED',
  'SUPERSEDED',
  'INVALIDATED',
] as const;
export type ArtifactStatus = (typeof artifactStatuses)[number];

export const performers = [
  'PRINCIPAL',
  'NOTICE_LINK',
  'PRACTITIONER',
  'FIDUCIARY',
  'OPERATOR',
  'SYSTEM',
] as const;
export type Performer = (typeof performers)[number];

interface Transition<Status extends string> {
  from: readonly Status[];
  to: Status;
  by: readonly Performer[];
}

const theirs = ['PRINCIPAL', 'NOTICE_LINK'] as const;

export const requestTransitions = {
  GRANT: { from: ['INITIATED'], to: 'GRANTED', by: theirs },
  DENY: { from: ['INITIATED'], to: 'DENIED', by: theirs },
  CANCEL: { from: ['INITIATED'], to: 'CANCELLED', by: ['FIDUCIARY', 'PRACTITIONER'] },
  EXPIRE: { from: ['INITIATED'], to: 'EXPIRED', by: ['SYSTEM'] },
} as const satisfies Record<string, Transition<RequestStatus>>;
export type RequestAction = keyof typeof requestTransitions;

export const artifactTransitions = {
  WITHDRAW: { from: ['ACTIVE', 'PAUSED'], to: 'WITHDRAWN', by: [...theirs, 'FIDUCIARY'] },
  EXPIRE: { from: ['ACTIVE', 'PAUSED'], to: 'EXPIRED', by: ['SYSTEM'] },
  PAUSE: { from: ['ACTIVE'], to: 'PAUSED', by: ['PRINCIPAL'] },
  RESUME: { from: ['PAUSED'], to: 'ACTIVE', by: ['PRINCIPAL'] },
  UPDATE: { from: ['ACTIVE'], to: 'SUPERSEDED', by: ['PRINCIPAL'] },
  RENEW: { from: ['ACTIVE'], to: 'SUPERSEDED', by: ['PRINCIPAL'] },
  SUPERSEDE: { from: ['ACTIVE'], to: 'SUPERSEDED', by: theirs },
  INVALIDATE: { from: ['ACTIVE', 'PAUSED'], to: 'INVALIDATED', by: ['OPERATOR'] },
} as const satisfies Record<string, Transition<ArtifactStatus>>;
export type ArtifactAction = keyof typeof artifactTransitions;

/** What a request's stored status comes to at `now`: it is open while `now < expiresAt`. */
export function requestStatusAt(
  request: { status: RequestStatus; expiresAt: Date },
  now: Date,
): RequestStatus {
  return request.status === 'INITIATED' && now >= request.expiresAt ? 'EXPIRED' : request.status;
}

/** What an artifact's stored status comes to at `now`: it is in force while `now < validTill`. */
export function artifactStatusAt(
  artifact: { status: ArtifactStatus; validTill: Date },
  now: Date,
): ArtifactStatus {
  const running = artifact.status === 'ACTIVE' || artifact.status === 'PAUSED';
  return running && now >= artifact.validTill ? 'EXPIRED' : artifact.status;
}

/**
 * The status a request comes to by `action`.
 * @throws `EXPIRED` when only time stands against it, `CONFLICT` for everything else not in the table.
 */
export function transitionRequest(
  from: RequestStatus,
  action: RequestAction,
  by: Performer,
): RequestStatus {
  return follow<RequestStatus>('request', requestTransitions[action], from, action, by);
}

/**
 * The status an artifact comes to by `action`.
 * @throws `EXPIRED` when only time stands against it, `CONFLICT` for everything else not in the table.
 */
export function transitionArtifact(
  from: ArtifactStatus,
  action: ArtifactAction,
  by: Performer,
): ArtifactStatus {
  return follow<ArtifactStatus>('consent', artifactTransitions[action], from, action, by);
}

function follow<Status extends string>(
  machine: 'request' | 'consent',
  transition: Transition<Status>,
  from: Status,
  action: string,
  by: Performer,
): Status {
  if (!transition.by.includes(by)) {
    throw refuse('FORBIDDEN', `${action} is not for ${by} to do.`);
  }
  if (transition.from.includes(from)) return transition.to;
  if (from === 'EXPIRED') {
    throw refuse(
      'EXPIRED',
      machine === 'request'
        ? 'This consent request has lapsed. Ask for a new one.'
        : 'This consent has run out. A new request is needed.',
    );
  }
  throw refuse('CONFLICT', `This ${machine} is ${from}, so ${action} is no longer possible.`);
}
