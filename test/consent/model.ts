/**
 * A consent's life as a pure model: what the server must answer, and what its history must tell, with
 * a clock of its own. It shares no code with the server.
 */
export interface ModelRequest {
  status: 'INITIATED' | 'GRANTED' | 'DENIED' | 'CANCELLED' | 'EXPIRED';
  question: Question;
  expiresAt: number;
  durationMs: number;
  /** The consent that it replaces. */
  replaces: number | null;
  history: string[];
}

export interface ModelConsent {
  status: 'ACTIVE' | 'PAUSED' | 'WITHDRAWN' | 'EXPIRED' | 'SUPERSEDED' | 'INVALIDATED';
  request: number;
  purposes: Purpose[];
  validTill: number;
  successor: number | null;
  predecessor: number | null;
  history: string[];
}

/** One purpose is mandatory, the other is not. */
export type Purpose = 'MUST' | 'MAY';
export type Question = 'MUST' | 'BOTH';
export type Code = 'CONFLICT' | 'EXPIRED' | 'BAD_USER_INPUT';
export type Outcome = 'DONE' | Code;

const day = 24 * 60 * 60 * 1000;

export class Model {
  readonly requests: ModelRequest[] = [];
  readonly consents: ModelConsent[] = [];
  now: number;

  constructor(now: number) {
    this.now = now;
  }

  requestStatus({ status, expiresAt }: ModelRequest): ModelRequest['status'] {
    return status === 'INITIATED' && this.now >= expiresAt ? 'EXPIRED' : status;
  }

  consentStatus({ status, validTill }: ModelConsent): ModelConsent['status'] {
    const running = status === 'ACTIVE' || status === 'PAUSED';
    return running && this.now >= validTill ? 'EXPIRED' : status;
  }

  initiate(question: Question, openDays: number, days: number, replaces: number | null): Outcome {
    const same = this.requests.filter((request) => request.question === question);
    if (same.some((request) => this.requestStatus(request) === 'INITIATED')) return 'CONFLICT';
    for (const request of same) this.#lapse(request);
    this.requests.push({
      status: 'INITIATED',
      question,
      expiresAt: this.now + openDays * day,
      durationMs: days * day,
      replaces,
      history: ['INITIATE null INITIATED FIDUCIARY'],
    });
    return 'DONE';
  }

  decide(index: number, agree: boolean, purposes: Purpose[], by: string): Outcome {
    const request = this.request(index);
    const status = this.requestStatus(request);
    if (status !== 'INITIATED') return status === 'EXPIRED' ? 'EXPIRED' : 'CONFLICT';
    if (!agree) {
      request.status = 'DENIED';
      request.history.push(`DENY INITIATED DENIED ${by}`);
      return 'DONE';
    }
    const asked: Purpose[] = request.question === 'BOTH' ? ['MUST', 'MAY'] : ['MUST'];
    const covered = purposes.every((purpose) => asked.includes(purpose));
    if (!covered || !purposes.includes('MUST')) return 'BAD_USER_INPUT';
    if (request.replaces !== null) {
      const refusal = this.#unlessActive(this.consent(request.replaces));
      if (refusal) return refusal;
    }
    request.status = 'GRANTED';
    const consent = this.#seal(index, purposes, this.now + request.durationMs);
    const entry = `GRANT INITIATED ACTIVE ${by}`;
    request.history.push(entry);
    consent.history.push(entry);
    if (request.replaces !== null) this.#supersede(request.replaces, consent, 'SUPERSEDE', by);
    return 'DONE';
  }

  cancel(index: number): Outcome {
    const request = this.request(index);
    const status = this.requestStatus(request);
    if (status !== 'INITIATED') return status === 'EXPIRED' ? 'EXPIRED' : 'CONFLICT';
    request.status = 'CANCELLED';
    request.history.push('CANCEL INITIATED CANCELLED FIDUCIARY');
    return 'DONE';
  }

  change(
    index: number,
    action: 'WITHDRAW' | 'PAUSE' | 'RESUME' | 'INVALIDATE',
    by: string,
  ): Outcome {
    const consent = this.consent(index);
    const from = this.consentStatus(consent);
    if (from === 'EXPIRED') return 'EXPIRED';
    const to = {
      WITHDRAW: { ACTIVE: 'WITHDRAWN', PAUSED: 'WITHDRAWN' },
      PAUSE: { ACTIVE: 'PAUSED' },
      RESUME: { PAUSED: 'ACTIVE' },
      INVALIDATE: { ACTIVE: 'INVALIDATED', PAUSED: 'INVALIDATED' },
    }[action] as Partial<Record<ModelConsent['status'], ModelConsent['status']>>;
    const next = to[from];
    if (!next) return 'CONFLICT';
    consent.status = next;
    consent.history.push(`${action} ${from} ${next} ${by}`);
    return 'DONE';
  }

  replace(index: number, action: 'UPDATE' | 'RENEW', selected: Purpose[] | null): Outcome {
    const consent = this.consent(index);
    const refusal = this.#unlessActive(consent);
    if (refusal) return refusal;
    const request = this.request(consent.request);
    const purposes = selected ?? consent.purposes;
    const asked: Purpose[] = request.question === 'BOTH' ? ['MUST', 'MAY'] : ['MUST'];
    const covered = purposes.every((purpose) => asked.includes(purpose));
    if (!covered || !purposes.includes('MUST')) return 'BAD_USER_INPUT';
    const end = action === 'UPDATE' ? consent.validTill : this.now + request.durationMs;
    const next = this.#seal(consent.request, purposes, end);
    next.history.push(`${action} null ACTIVE PRINCIPAL`);
    this.#supersede(index, next, action, 'PRINCIPAL');
    return 'DONE';
  }

  /** What the sweeper records. */
  sweep(): void {
    for (const request of this.requests) this.#lapse(request);
    for (const consent of this.consents) {
      if (this.consentStatus(consent) !== 'EXPIRED' || consent.status === 'EXPIRED') continue;
      consent.history.push(`EXPIRE ${consent.status} EXPIRED SYSTEM`);
      consent.status = 'EXPIRED';
    }
  }

  validate(index: number, purpose: Purpose | null): string {
    const consent = this.consent(index);
    const status = this.consentStatus(consent);
    if (status !== 'ACTIVE') return status;
    return !purpose || consent.purposes.includes(purpose) ? 'VALID' : 'PURPOSE_NOT_GRANTED';
  }

  /** Whether any consent of the person covers the purpose now. */
  covers(purpose: Purpose | null): boolean {
    return this.consents.some((_, index) => this.validate(index, purpose) === 'VALID');
  }

  /** The next moments at which something ends. */
  deadlines(): number[] {
    const ends = [
      ...this.requests.filter((r) => r.status === 'INITIATED').map((r) => r.expiresAt),
      ...this.consents
        .filter(({ status }) => status === 'ACTIVE' || status === 'PAUSED')
        .map(({ validTill }) => validTill),
    ];
    return ends.filter((end) => end > this.now + 1).sort((a, b) => a - b);
  }

  request(index: number): ModelRequest {
    return at(this.requests, index);
  }

  consent(index: number): ModelConsent {
    return at(this.consents, index);
  }

  #unlessActive(consent: ModelConsent): Code | undefined {
    const status = this.consentStatus(consent);
    if (status === 'ACTIVE') return undefined;
    return status === 'EXPIRED' ? 'EXPIRED' : 'CONFLICT';
  }

  #lapse(request: ModelRequest): void {
    if (request.status !== 'INITIATED' || this.now < request.expiresAt) return;
    request.status = 'EXPIRED';
    request.history.push('EXPIRE INITIATED EXPIRED SYSTEM');
  }

  #seal(request: number, purposes: Purpose[], validTill: number): ModelConsent {
    const consent: ModelConsent = {
      status: 'ACTIVE',
      request,
      purposes,
      validTill,
      successor: null,
      predecessor: null,
      history: [],
    };
    this.consents.push(consent);
    return consent;
  }

  #supersede(index: number, next: ModelConsent, action: string, by: string): void {
    const consent = this.consent(index);
    consent.history.push(`${action} ${consent.status} SUPERSEDED ${by}`);
    consent.status = 'SUPERSEDED';
    consent.successor = this.consents.indexOf(next);
    next.predecessor = index;
  }
}

function at<Item>(items: Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no item ${index}`);
  return item;
}
