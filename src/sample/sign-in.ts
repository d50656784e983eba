import type { FastifyInstance } from 'fastify';
import { openDevelopmentIssuer } from '../auth/index.ts';
import type { Config } from '../config.ts';
import { badInput, notFound } from '../errors.ts';
import { sampleSubjects } from './ids.ts';

/** The people of the sample data that a developer can be. */
export const samplePeople = [
  { id: sampleSubjects.asha, name: 'Asha' },
  { id: sampleSubjects.ravi, name: 'Ravi' },
] as const;

/**
 * `POST /development/token` with `{"person": "asha"}`: a token of the development issuer for one of
 * the sample people, and for nobody else.
 *
 * @throws Error in production, which has no such issuer
 */
export async function sampleSignIn(app: FastifyInstance, config: Config): Promise<void> {
  const issuer = openDevelopmentIssuer(config);
  app.post<{ Body: { person?: unknown } | null }>('/development/token', async (request) => {
    // A page of elsewhere whose name was pointed at this machine does not become one of them.
    const { hostname } = request;
    if (!local.test(hostname) && hostname !== config.baseUrl.hostname) throw notFound();
    const person = samplePeople.find(({ id }) => id === request.body?.person);
    if (!person) throw badInput('person', 'Choose one of the sample people.');
    return { token: await issuer.mint({ sub: person.id, roles: ['principal'] }) };
  });
}

const local = /^(localhost|127\.0\.0\.1|\[?::1\]?)$/;
