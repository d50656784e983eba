/** Has our server ask for consents and give them, over HTTP. */
import { idOf } from '../question.ts';
import { type Connection, openConnection } from './connection.ts';
import type { Pace } from './replay.ts';
import { serve } from './serve.ts';
import { untilTaken } from './taken.ts';

export interface Pairs {
  url: string;
  token: string;
  purposeId: string;
  workers: number;
  seconds: number;
  /** Ends it earlier. */
  count?: number;
}

serve(run);

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
  const json = { 'content-type': 'application/json' };
  const opened = (headers: Record<string, string>) =>
    Promise.all(Array.from({ length: workers }, () => openConnection(url, '/graphql', headers)));
  // Who asks has a token; who agrees has the notice link.
  const asking = await opened({ ...json, authorization: `Bearer ${token}` });
  const agreeing = await opened(json);
  const started = performance.now();
  const end = started + seconds * 1000;
  let pairs = 0;
  const isOver = () => performance.now() >= end || pairs >= count;
  await Promise.all(
    asking.map(async (fiduciary, worker) => {
      const principal = agreeing[worker] as Connection;
      for (let n = 0; !isOver(); n++) {
        const person = idOf('principal', worker * 300 + (n % 300));
        const asked = await post(fiduciary, initiate, { person, purpose: purposeId });
        const { id, noticeUrl, notice } = asked.initiateConsent.request;
        const capability = noticeUrl.split('#token=')[1];
        const given = await post(principal, submit, { id, hash: notice.hash, token: capability });
        if (given.submitConsent.consent.status !== 'ACTIVE') throw new Error('not given');
        pairs += 1;
      }
    }),
  );
  const took = (performance.now() - started) / 1000;
  for (const connection of [...asking, ...agreeing]) connection.close();
  return { pairs, seconds: took };
}

interface Data {
  initiateConsent: { request: { id: string; noticeUrl: string; notice: { hash: string } } };
  submitConsent: { consent: { status: string } };
}

async function post(connection: Connection, query: string, variables: object): Promise<Data> {
  const text = await untilTaken(() => connection.post(JSON.stringify({ query, variables })));
  const { data, errors } = JSON.parse(text) as { data: Data; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}
