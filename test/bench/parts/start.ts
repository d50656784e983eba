import { figureOf, type Part } from '../bench.ts';
import { startOurs, tokenFor } from '../ours.ts';
import { askAbout } from '../question.ts';

/** From the start of the process on a database with a million consents to the first right answer. */
export const start: Part = {
  name: 'start',
  about: 'start on an existing database, and idle memory',
  async run({ databases, quick, progress }) {
    const { base, million } = databases;
    const seconds: number[] = [];
    const megabytes: number[] = [];
    const rounds = quick ? 3 : 5;
    for (let round = 1; round <= rounds; round++) {
      progress(`round ${round}`);
      const ours = await startOurs('ours', million, base, { nodeOptions: [] });
      try {
        const begun = performance.now();
        const authorization = `Bearer ${await tokenFor(ours.url, base)}`;
        const buying = performance.now() - begun;
        const response = await fetch(`${ours.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization },
          body: askAbout('graphql', 7, base.purposes),
        });
        if (!(await response.text()).includes('"isValid":true')) throw new Error('a wrong answer');
        const first = performance.now() - begun - buying;
        // The token is the client's errand; a server that restarts is asked with one from before.
        seconds.push(ours.startSeconds + first / 1000);
        if (quick && round < rounds) continue;
        await new Promise((resolve) => setTimeout(resolve, quick ? 2_000 : 10_000));
        megabytes.push((await ours.usage()).rss / 1024 / 1024);
      } finally {
        await ours.stop();
      }
    }
    const found = { start_s: figureOf(...seconds), idle_mb: figureOf(...megabytes) };
    return { ratios: found, medians: found, remarks: [] };
  },
};
