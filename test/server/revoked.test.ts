import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dataOf } from '../support/answer.ts';
import type {
  SeededConsent,
  SeededDoctor,
  SeededFiduciary,
  SeededPerson,
} from '../support/seed.ts';
import { startWorld, type World } from '../support/world.ts';
import { type Message, RawClient } from './client.ts';

const changes = `subscription ($after: String, $noticeToken: String, $requestId: ID, $consentId: ID) {
  consentStatusChanged(
    after: $after, noticeToken: $noticeToken, requestId: $requestId, consentId: $consentId
  ) {
    cursor action consent { id } request { id }
  }
}`;

interface Story {
  clinic: SeededFiduciary;
  doctor: SeededDoctor;
  asha: SeededPerson;
  /** Given, and about to be paused, while the stream is open; and withdrawn, when it is over. */
  consent: SeededConsent;
}

interface Loss {
  token: string;
  variables?: Record<string, unknown>;
  /** Takes the authority away that the stream rests on. */
  lose(): Promise<unknown>;
  /** What the client hears in the end: a close code, or the code of an error. */
  end: 4403 | 'NOT_FOUND';
}

let world: World;
let operator: string;
const clients: RawClient[] = [];

beforeAll(async () => {
  world = await startWorld();
  operator = await world.seed.operator();
});

afterEach(() => {
  for (const client of clients.splice(0)) client.leave();
});

afterAll(() => world.stop());

describe('a stream that is open ends with what it rests on, and tells no later event:', () => {
  test.each<[string, (story: Story) => Promise<Loss> | Loss]>([
    [
      'a token that is revoked',
      ({ clinic }) => {
        const { token } = clinic;
        return { token, lose: () => run('revokeToken', { token }), end: 4403 };
      },
    ],
    [
      'a client that is revoked',
      async ({ clinic }) => {
        const { id, token } = await buyToken(clinic.id);
        return { token, lose: () => run('revokeClient', { clientId: id }), end: 4403 };
      },
    ],
    [
      "a practitioner's employment",
      ({ doctor: { id, token } }) => ({
        token,
        lose: () => run('dismissPractitioner', { practitionerId: id }),
        end: 4403,
      }),
    ],
    [
      'a fiduciary that is suspended',
      ({ clinic: { id, token } }) => ({
        token,
        lose: () => run('suspendFiduciary', { fiduciaryId: id }),
        end: 4403,
      }),
    ],
    [
      'a notice link that is revoked',
      async ({ consent: { request } }) => ({
        token: await stranger(),
        variables: { noticeToken: request.noticeToken },
        lose: () => run('revokeNoticeLink', { requestId: request.id }),
        end: 'NOT_FOUND',
      }),
    ],
    [
      'a notice link that is revoked, to one consent',
      async ({ consent: { id, request } }) => ({
        token: await stranger(),
        variables: { noticeToken: request.noticeToken, consentId: id },
        lose: () => run('revokeNoticeLink', { requestId: request.id }),
        end: 'NOT_FOUND',
      }),
    ],
    [
      'a record that is unlinked, to one request',
      ({ asha: { token = '' }, consent: { principalId, request } }) => ({
        token,
        variables: { requestId: request.id },
        lose: () => run('unlinkMyRecord', { principalId }, token),
        end: 'NOT_FOUND',
      }),
    ],
    [
      'a record that is unlinked, to one consent',
      ({ asha: { token = '' }, consent: { id, principalId } }) => ({
        token,
        variables: { consentId: id },
        lose: () => run('unlinkMyRecord', { principalId }, token),
        end: 'NOT_FOUND',
      }),
    ],
  ])('%s', async (_name, prepare) => {
    const story = await begin();
    const { asha, consent } = story;
    const { token, variables = {}, lose, end } = await prepare(story);
    const client = await watch(token, variables);
    await run('pauseConsent', { consentId: consent.id }, asha.token);
    await client.message((message) => actionOf(message) === 'PAUSE');

    await lose();
    await run('invalidateConsent', { consentId: consent.id, reason: 'Seen in a test' });

    if (typeof end === 'number') expect(await client.closeCode()).toBe(end);
    else {
      const { payload } = await client.message(({ id, type }) => id === '1' && type === 'error');
      expect(payload).toMatchObject([{ extensions: { code: end } }]);
    }
    await settled();
    expect(client.heard.map(actionOf).filter(Boolean).at(-1)).toBe('PAUSE');
    expect(JSON.stringify(client.heard)).not.toContain('INVALIDATE');
  });

  test('but a link that is revoked ends no stream that rests on something else', async () => {
    const { clinic, asha, consent } = await begin();
    const client = await watch(clinic.token, { requestId: consent.request.id });
    await run('revokeNoticeLink', { requestId: consent.request.id });
    await asha.withdraw(consent);
    await client.message((message) => actionOf(message) === 'WITHDRAW');
  });
});

async function begin(): Promise<Story> {
  const clinic = await world.seed.clinic();
  const [doctor, asha] = await Promise.all([clinic.doctor(), world.seed.person()]);
  return { clinic, doctor, asha, consent: await asha.agree(await doctor.ask(asha)) };
}

/** A client with a stream of what happens from now on. */
async function watch(token: string, variables: object = {}): Promise<RawClient> {
  const after = world.platform.history.headCursor();
  const client = await RawClient.open(new URL(world.url).origin);
  clients.push(client);
  await client.init(token);
  client.subscribe('1', changes, { variables: { ...variables, after } });
  return client;
}

async function run(
  mutation: string,
  input: Record<string, string>,
  token = operator,
): Promise<void> {
  const members = Object.entries(input).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const document = `mutation { ${mutation}(input: { ${members.join(', ')} }) { __typename } }`;
  dataOf(await world.graphql(document, {}, { token }));
}

async function stranger(): Promise<string> {
  return (await world.seed.person()).token ?? '';
}

/** Another event has gone to everyone whom it concerns, and so has each before it. */
async function settled(): Promise<void> {
  const { asha, consent, clinic } = await begin();
  const client = await watch(clinic.token);
  await asha.withdraw(consent);
  await client.message((message) => actionOf(message) === 'WITHDRAW');
}

/** What happened, as an event tells it. */
function actionOf({ payload }: Message): string | undefined {
  const { data } = (payload ?? {}) as { data?: { consentStatusChanged: { action: string } } };
  return data?.consentStatusChanged.action;
}

/** A client of a fiduciary, with a token that it got for its secret. */
async function buyToken(fiduciaryId: string): Promise<{ id: string; token: string }> {
  const made = await world.graphql<{
    createClient: { clientSecret: string; client: { id: string } };
  }>(
    `mutation ($fiduciaryId: ID!) {
      createClient(input: { role: fiduciary, fiduciaryId: $fiduciaryId, name: "backend" }) {
        clientSecret client { id }
      }
    }`,
    { fiduciaryId },
    { token: operator },
  );
  const { client, clientSecret } = dataOf(made).createClient;
  const answer = await fetch(new URL('/oauth/token', world.url), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client.id,
      client_secret: clientSecret,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return { id: client.id, token };
}
