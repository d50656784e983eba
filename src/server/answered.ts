import type { Logger } from 'pino';

/** What there is to tell of a request once it was answered. */
export interface Answered {
  correlationId: string;
  method: string;
  /** The route; `unknown` where there is none. */
  path: string;
  /** Its root fields; null for what is not GraphQL, or did not come so far. */
  operation: string | null;
  status: number;
  /** From the request to the end of its answer. */
  milliseconds: number;
  /** How long the body was; 0 without one. */
  bodyBytes: number;
}

export type OnAnswered = (answered: Answered) => void;

/** One line a request. */
export function logAnswers(log: Logger): OnAnswered {
  return (answered) => {
    const milliseconds = Math.round(answered.milliseconds * 10) / 10;
    log.info({ ...answered, milliseconds }, 'request');
  };
}
