import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AskedPurposeFragment } from '../generated/graphql.ts';
import { useSpeech } from '../words/speech.ts';
import { Purpose } from './purpose.tsx';

interface ChooseProps {
  purposes: readonly AskedPurposeFragment[];
  /** What was agreed to before, when that is what changes; for a new question, nothing. */
  chosenBefore?: readonly string[];
  level: 'h3' | 'h4';
  busy: boolean;
  agree: string;
  onAgree(purposeIds: string[]): void;
  onRefuse?: () => void;
  /** What stands between the purposes and the buttons. */
  children?: ComponentChildren;
}

type Mistake = { message: string; purposeId?: string };

/** The choice, purpose by purpose. Saying no is as large and as near as saying yes. */
export function Choose(props: ChooseProps) {
  const { purposes, chosenBefore = [], level, busy, agree, onAgree, onRefuse, children } = props;
  const { say } = useSpeech();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(chosenBefore));
  const [mistake, setMistake] = useState<Mistake | null>(null);
  const alert = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (mistake) alert.current?.focus();
  }, [mistake]);

  const send = () => {
    const missing = purposes.find((p) => p.mandatory && !chosen.has(p.purposeId));
    if (chosen.size === 0) return setMistake({ message: say('decide.none') });
    if (missing) {
      const message = say('decide.missing', { purpose: missing.title });
      return setMistake({ message, purposeId: missing.purposeId });
    }
    setMistake(null);
    onAgree(purposes.map(({ purposeId }) => purposeId).filter((id) => chosen.has(id)));
  };

  return (
    <form
      class="choose"
      aria-busy={busy}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) send();
      }}
    >
      {purposes.map((purpose) => (
        <Purpose
          key={purpose.purposeId}
          purpose={purpose}
          level={level}
          choice={{
            chosen: chosen.has(purpose.purposeId),
            missing: mistake?.purposeId === purpose.purposeId && !chosen.has(purpose.purposeId),
            onChange: (yes) => {
              setMistake(null);
              const others = [...chosen].filter((id) => id !== purpose.purposeId);
              setChosen(new Set(yes ? [...others, purpose.purposeId] : others));
            },
          }}
        />
      ))}
      {children}
      {mistake && (
        <p class="mistake" role="alert" tabIndex={-1} ref={alert}>
          {mistake.message}
        </p>
      )}
      <div class="buttons">
        <button type="submit" class="primary" disabled={busy}>
          {agree}
        </button>
        {onRefuse && (
          <button type="button" class="secondary" disabled={busy} onClick={onRefuse}>
            {say('decide.refuse')}
          </button>
        )}
      </div>
    </form>
  );
}
