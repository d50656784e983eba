import { useSpeech } from '../words/speech.ts';

interface MovementProps {
  exporter: { name: string };
  importer: { name: string };
  dataTypes: readonly string[];
}

/** That data may move from one service to another under the consent, said before it is given. */
export function Movement({ exporter, importer, dataTypes }: MovementProps) {
  const { say, name, list } = useSpeech();
  const data = list(dataTypes.map((type) => name('data', type)));
  return (
    <div class="note">
      <p>
        <strong>{say('notice.moves')}</strong>
      </p>
      <p>{say('notice.movesText', { exporter: exporter.name, importer: importer.name, data })}</p>
    </div>
  );
}
