/** Has our server ask for consents and give them, over HTTP. */
import { Client } from 'undici';
import { idOf } from '../question.ts';
import type { Pace } from './replay.ts';

export interface Pairs {
  url: string;
  token: string;
  purposeId: string;
  workers: number;
  seconds: number;
  /** Ends it earlier. */
  count?: number;
}

process.on('message', async (load: Pairs) => {
  process.send?.(await run(load));
});

const initiate = `mutation ($person: ID!, $purpose: ID!) {
  initiateConsent(input: { principalId: $person, purposeIds: [$purpose] }) {
    request { id noticeUrl notice { hash } }
  }
}`;
const submit = `mutation ($id: ID!, $hash: String!, $token: String!) {
  submitConsent(
    input: { requestId: $id, agree: true, noticeHash: $hash, noticeToken: $token }
  ) { consent { id status } }
}`;

async function run({
  url,
  token,
  purposeId,
  workers,
  seconds,
  count = Infinity,
}: Pairs): Promise<Pace> {
  const started = performance.now();
  const end = started + seconds * 1000;
  let pairs = 0;
  const isOver = () => performance.now() >= end || pairs >= count;
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      const client = new Client(url, { pipelining: 1 });
      for (let n = 0; !isOver(); n++) {
        const person = idOf('principal', worker * 300 + (n % 300));
        const asked = await post(client, initiate, { person, purpose: purposeId }, token);
        const { id, noticeUrl, notice } = asked.initiateConsent.request;
        const capability = new URL(noticeUrl).hash.slice(1).replace(/^\w+=/, '');
        const given = await post(client, submit, { id, hash: notice.hash, token: capability });
        if (given.submitConsent.consent.status !== 'ACTIVE') throw new Error('not given');
        pairs += 1;
      }
      await client.close();
    }),
  );
  return { pairs, seconds: (performance.now() - started) / 1000 };
}

interface Data {
  initiateConsent: { request: { id: string; noticeUrl: string; notice: { hash: string } } };
  submitConsent: { consent: { status: string } };
}

async function post(
  client: Client,
  query: string,
  variables: object,
  token?: string,
): Promise<Data> {
  const { body } = await client.request({
    method: 'POST',
    path: '/graphql',
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await body.json()) as { data: Data; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}
