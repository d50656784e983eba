import { describe, expect, test } from 'vitest';
import {
  type ArtifactAction,
  type ArtifactStatus,
  artifactStatusAt,
  artifactStatuses,
  artifactTransitions,
  type Performer,
  performers,
  type RequestAction,
  type RequestStatus,
  requestStatusAt,
  requestStatuses,
  requestTransitions,
  transitionArtifact,
  transitionRequest,
} from '../../src/consent/lifecycle.ts';
import { Refusal } from '../../src/errors.ts';

/** from, action, to, by: every row that there is, written apart from the code. */
const requestRows: [RequestStatus, RequestAction, RequestStatus, Performer[]][] = [
  ['INITIATED', 'GRANT', 'GRANTED', ['PRINCIPAL', 'NOTICE_LINK']],
  ['INITIATED', 'DENY', 'DENIED', ['PRINCIPAL', 'NOTICE_LINK']],
  ['INITIATED', 'CANCEL', 'CANCELLED', ['FIDUCIARY', 'PRACTITIONER']],
  ['INITIATED', 'EXPIRE', 'EXPIRED', ['SYSTEM']],
];

const artifactRows: [ArtifactStatus, ArtifactAction, ArtifactStatus, Performer[]][] = [
  ['ACTIVE', 'WITHDRAW', 'WITHDRAWN', ['PRINCIPAL', 'NOTICE_LINK', 'FIDUCIARY']],
  ['PAUSED', 'WITHDRAW', 'WITHDRAWN', ['PRINCIPAL', 'NOTICE_LINK', 'FIDUCIARY']],
  ['ACTIVE', 'EXPIRE', 'EXPIRED', ['SYSTEM']],
  ['PAUSED', 'EXPIRE', 'EXPIRED', ['SYSTEM']],
  ['ACTIVE', 'PAUSE', 'PAUSED', ['PRINCIPAL']],
  ['PAUSED', 'RESUME', 'ACTIVE', ['PRINCIPAL']],
  ['ACTIVE', 'UPDATE', 'SUPERSEDED', ['PRINCIPAL']],
  ['ACTIVE', 'RENEW', 'SUPERSEDED', ['PRINCIPAL']],
  ['ACTIVE', 'SUPERSEDE', 'SUPERSEDED', ['PRINCIPAL', 'NOTICE_LINK']],
  ['ACTIVE', 'INVALIDATE', 'INVALIDATED', ['OPERATOR']],
  ['PAUSED', 'INVALIDATE', 'INVALIDATED', ['OPERATOR']],
];

interface Machine<Status, Action> {
  name: string;
  statuses: readonly Status[];
  actions: Action[];
  rows: [Status, Action, Status, Performer[]][];
  transition(from: Status, action: Action, by: Performer): Status;
}

const request: Machine<RequestStatus, RequestAction> = {
  name: 'request',
  statuses: requestStatuses,
  actions: Object.keys(requestTransitions) as RequestAction[],
  rows: requestRows,
  transition: transitionRequest,
};

const artifact: Machine<ArtifactStatus, ArtifactAction> = {
  name: 'artifact',
  statuses: artifactStatuses,
  actions: Object.keys(artifactTransitions) as ArtifactAction[],
  rows: artifactRows,
  transition: transitionArtifact,
};

walk(request);
walk(artifact);

/** Every status × action × performer, against the rows above. */
function walk<Status extends string, Action extends string>(
  machine: Machine<Status, Action>,
): void {
  describe(`the machine of a ${machine.name}`, () => {
    const { statuses, actions, rows, transition } = machine;
    const cases = statuses.flatMap((from) =>
      actions.flatMap((action) => performers.map((by) => ({ from, action, by }))),
    );

    test.each(cases)('$from, $action by $by', ({ from, action, by }) => {
      const row = rows.find(
        ([start, named, , who]) => start === from && named === action && who.includes(by),
      );
      if (row) {
        expect(transition(from, action, by)).toBe(row[2]);
        return;
      }
      const anyone = rows.some(([, named, , who]) => named === action && who.includes(by));
      const code = !anyone ? 'FORBIDDEN' : from === 'EXPIRED' ? 'EXPIRED' : 'CONFLICT';
      expect(refusalOf(() => transition(from, action, by))).toBe(code);
    });

    test('has no action that the rows leave out, and none of theirs is missing', () => {
      expect([...actions].sort()).toEqual([...new Set(rows.map(([, action]) => action))].sort());
    });

    test('has final statuses that nothing leaves', () => {
      const left = new Set(rows.map(([from]) => from));
      const final = statuses.filter((status) => !left.has(status));
      for (const from of final) {
        for (const action of actions) {
          for (const by of performers) {
            expect(() => transition(from, action, by)).toThrow(Refusal);
          }
        }
      }
    });
  });
}

describe('what time does', () => {
  const end = new Date('2026-01-31T00:00:00.000Z');
  const before = new Date(end.getTime() - 1);

  test.each(requestStatuses)('a request stored as %s', (status) => {
    const row = { status, expiresAt: end };
    expect(requestStatusAt(row, before)).toBe(status);
    expect(requestStatusAt(row, end)).toBe(status === 'INITIATED' ? 'EXPIRED' : status);
  });

  test.each(artifactStatuses)('a consent stored as %s', (status) => {
    const row = { status, validTill: end };
    const running = status === 'ACTIVE' || status === 'PAUSED';
    expect(artifactStatusAt(row, before)).toBe(status);
    expect(artifactStatusAt(row, end)).toBe(running ? 'EXPIRED' : status);
  });
});

function refusalOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return undefined;
}
