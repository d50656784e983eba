import { useSpeech } from '../words/speech.ts';

interface WhoProps {
  id: string;
  fiduciary: string;
  practitioner?: { name: string; specialization: string } | null | undefined;
}

/**
 * Who asks or asked: the doctor with their specialization, or the organisation. With a letter
 * instead of a logo, which would tell each organisation whenever the person looks here.
 */
export function Who({ id, fiduciary, practitioner }: WhoProps) {
  const { say } = useSpeech();
  return (
    <header class="who">
      <span class="letter" aria-hidden="true">
        {[...fiduciary][0]}
      </span>
      <div>
        <h3 id={id}>
          <bdi>{practitioner?.name ?? fiduciary}</bdi>
        </h3>
        {practitioner && (
          <p class="role">
            {say('notice.at', { specialization: practitioner.specialization, fiduciary })}
          </p>
        )}
      </div>
    </header>
  );
}
