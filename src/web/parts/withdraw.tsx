import { useEffect, useRef, useState } from 'preact/hooks';
import { useSpeech } from '../words/speech.ts';

interface WithdrawProps {
  fiduciary: string;
  busy: boolean;
  onWithdraw(reason: string | null): void;
  onCancel(): void;
}

/** Asks once, and asks for no reason: taking back is as easy as giving (DPDP Act 2023 s.6(4)). */
export function Withdraw({ fiduciary, busy, onWithdraw, onCancel }: WithdrawProps) {
  const { say } = useSpeech();
  const [reason, setReason] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <form
      class="panel"
      aria-busy={busy}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onWithdraw(reason.trim() || null);
      }}
    >
      <h4 tabIndex={-1} ref={heading}>
        {say('withdraw.title')}
      </h4>
      <p>{say('withdraw.text', { fiduciary })}</p>
      <label class="field">
        {say('withdraw.reason')}
        <textarea
          rows={2}
          maxLength={500}
          dir="auto"
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <div class="buttons">
        <button type="submit" class="danger" disabled={busy}>
          {say('withdraw.confirm')}
        </button>
        <button type="button" class="secondary" disabled={busy} onClick={onCancel}>
          {say('withdraw.cancel')}
        </button>
      </div>
    </form>
  );
}
