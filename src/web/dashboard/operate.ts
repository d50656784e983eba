import { useState } from 'preact/hooks';
import { asProblem, type Problem } from '../client/api.ts';

export interface Operating {
  busy: boolean;
  problem: Problem | null;
  /** Tries the same again, with the same idempotency key. */
  again: () => void;
  /** Runs an action that takes an idempotency key. Only one runs at a time. */
  run(action: (idempotencyKey: string) => Promise<void>): void;
}

/** What a card does when one of its buttons is pressed, and what hindered it. */
export function useOperating(): Operating {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<{ problem: Problem; again: () => void } | null>(null);
  const attempt = async (action: () => Promise<void>) => {
    setBusy(true);
    setTrouble(null);
    try {
      await action();
    } catch (thrown) {
      setTrouble({ problem: asProblem(thrown), again: () => void attempt(action) });
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    problem: trouble?.problem ?? null,
    again: () => trouble?.again(),
    run(action) {
      const idempotencyKey = crypto.randomUUID();
      if (!busy) void attempt(() => action(idempotencyKey));
    },
  };
}
