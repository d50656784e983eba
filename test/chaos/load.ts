import { setTimeout as delay } from 'node:timers/promises';
import { dataOf } from '../support/answer.ts';
import type { SeededFiduciary, SeededPerson, SeededPurpose } from '../support/seed.ts';
import type { World } from '../support/world.ts';

/** A mutation that a server acknowledged. */
export interface Acknowledged {
  kind: 'request' | 'artifact';
  id: string;
  action: string;
  /** The status that the subject then had. */
  status: string;
}

export interface Load {
  readonly acknowledged: Acknowledged[];
  /** What should not have been answered, for people. */
  readonly violations: string[];
  readonly validations: number;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}

export interface Worker {
  bank: SeededFiduciary;
  purpose: SeededPurpose;
  person: SeededPerson;
}

const transitions = {
  pause: `mutation Pause($input: ConsentInput!) { pauseConsent(input: $input) { consent { id } } }`,
  resume: `mutation Resume($input: ConsentInput!) { resumeConsent(input: $input) { consent { id } } }`,
  cancel: `mutation Cancel($input: CancelConsentRequestInput!) {
    cancelConsentRequest(input: $input) { request { id } } }`,
};
const validation = `query Check($id: ID!) {
  validateConsent(artifactId: $id) { isValid reason } }`;

/** Each worker lives through one consent after the other, and writes down what was acknowledged. */
export function startLoad(
  { graphql }: Pick<World, 'graphql'>,
  workers: readonly Worker[],
  random: () => number,
): Load {
  const acknowledged: Acknowledged[] = [];
  const violations: string[] = [];
  let validations = 0;
  let isStopped = false;

  const note = (kind: Acknowledged['kind'], id: string, action: string, status: string) =>
    acknowledged.push({ kind, id, action, status });

  async function transition(token: string | undefined, query: string, input: object) {
    dataOf(await graphql(query, { input }, { token }));
  }

  /** A change is seen by the first question after it was acknowledged, on any server. */
  async function expectReason({ bank }: Worker, id: string, reason: string): Promise<void> {
    const answer = await graphql<{ validateConsent: { reason: string } }>(
      validation,
      { id },
      { token: bank.token },
    );
    validations += 1;
    const found = dataOf(answer).validateConsent.reason;
    if (found !== reason) violations.push(`consent ${id} was ${found}, not ${reason}`);
  }

  async function liveThroughOne(worker: Worker): Promise<void> {
    const { bank, purpose, person } = worker;
    const request = await bank.ask(person, [purpose]);
    note('request', request.id, 'INITIATE', 'INITIATED');
    const way = random();
    if (way < 0.1) {
      await transition(bank.token, transitions.cancel, { requestId: request.id });
      return void note('request', request.id, 'CANCEL', 'CANCELLED');
    }
    if (way < 0.2) {
      await person.deny(request);
      return void note('request', request.id, 'DENY', 'DENIED');
    }
    const { id } = await person.agree(request);
    note('request', request.id, 'GRANT', 'GRANTED');
    note('artifact', id, 'GRANT', 'ACTIVE');
    await expectReason(worker, id, 'VALID');
    if (random() < 0.3) {
      await transition(person.token, transitions.pause, { consentId: id });
      note('artifact', id, 'PAUSE', 'PAUSED');
      await expectReason(worker, id, 'PAUSED');
      await transition(person.token, transitions.resume, { consentId: id });
      note('artifact', id, 'RESUME', 'ACTIVE');
    }
    if (random() < 0.7) {
      await person.withdraw({ ...emptyConsent, id, request });
      note('artifact', id, 'WITHDRAW', 'WITHDRAWN');
      await expectReason(worker, id, 'WITHDRAWN');
    }
  }

  const running = workers.map(async (worker) => {
    while (!isStopped) {
      try {
        await liveThroughOne(worker);
      } catch (error) {
        violations.push(error instanceof Error ? error.message : String(error));
        await delay(200);
      }
    }
  });
  return {
    acknowledged,
    violations,
    get validations() {
      return validations;
    },
    async stop() {
      isStopped = true;
      await Promise.all(running);
    },
  };
}

/** What a withdrawal does not look at. */
const emptyConsent = { principalId: '', grantedAt: '', validTill: '', hash: '', jws: '' };
