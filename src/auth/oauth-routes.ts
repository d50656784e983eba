import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Platform } from '../platform.ts';
import { issueToken, OAuthError } from './oauth.ts';

export interface OAuthRoutesOptions {
  platform: Pick<Platform, 'config' | 'database' | 'vault'>;
  /** Asked before a secret is looked at; refuses by throwing or by answering itself. */
  admit?: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
}

/**
 * `POST /oauth/token`: OAuth 2.0 client credentials (RFC 6749 §4.4) with `client_secret_basic` or
 * `client_secret_post` (§2.3.1), form-encoded, answered and refused as §5.1 and §5.2 say.
 */
export async function oauthRoutes(app: FastifyInstance, options: OAuthRoutesOptions) {
  const { platform, admit } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 8 * 1024 },
    (_request, body, done) => done(null, body),
  );
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const refused = asOAuthError(error);
    // What is not the client's fault, or is another hook's refusal, is the server's to answer.
    if (!refused) throw error;
    const byHeader = refused.code === 'invalid_client' && request.headers.authorization;
    if (byHeader) reply.header('www-authenticate', 'Basic realm="oauth", charset="UTF-8"');
    return notStored(reply)
      .code(refused.code === 'invalid_client' ? 401 : 400)
      .send({ error: refused.code, error_description: refused.message });
  });
  app.post('/oauth/token', { ...(admit && { preHandler: admit }) }, async (request, reply) => {
    const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
    const credentials = credentialsOf(request.headers.authorization, form);
    checkGrant(form);
    return notStored(reply).send(await issueToken(platform, credentials));
  });
}

function checkGrant(form: URLSearchParams): void {
  const grantType = single(form, 'grant_type');
  if (grantType === undefined) throw new OAuthError('invalid_request', 'grant_type is missing.');
  if (grantType !== 'client_credentials') {
    throw new OAuthError('unsupported_grant_type', 'The only grant_type is client_credentials.');
  }
  if (single(form, 'scope') !== undefined) {
    throw new OAuthError('invalid_scope', 'Tokens have no scopes here: leave scope out.');
  }
}

function credentialsOf(
  authorization: string | undefined,
  form: URLSearchParams,
): { clientId: string; secret: string } {
  const clientId = single(form, 'client_id');
  const secret = single(form, 'client_secret');
  if (authorization === undefined) {
    if (clientId === undefined || secret === undefined) {
      throw new OAuthError('invalid_client', 'Send client_id and client_secret.');
    }
    return { clientId, secret };
  }
  if (secret !== undefined) {
    throw new OAuthError('invalid_request', 'Send the secret in the header or the form, not both.');
  }
  const basic = basicCredentials(authorization);
  if (clientId !== undefined && clientId !== basic.clientId) {
    throw new OAuthError('invalid_request', 'client_id is not the one in the header.');
  }
  return basic;
}

/** HTTP Basic (RFC 7617) whose parts are form-encoded first, as RFC 6749 §2.3.1 has it. */
function basicCredentials(authorization: string): { clientId: string; secret: string } {
  const encoded = /^basic +([\w+/=-]+)$/i.exec(authorization)?.[1] ?? '';
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  const clientId = formDecoded(id);
  const decodedSecret = formDecoded(secret);
  if (clientId === undefined || decodedSecret === undefined) {
    throw new OAuthError('invalid_client', 'The Authorization header holds no client and secret.');
  }
  return { clientId, secret: decodedSecret };
}

function formDecoded(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** A parameter, where an empty one counts as absent and a repeated one is an error (§3.2). */
function single(form: URLSearchParams, name: string): string | undefined {
  const values = form.getAll(name);
  if (values.length > 1) throw new OAuthError('invalid_request', `${name} comes more than once.`);
  return values[0] || undefined;
}

function asOAuthError(error: Error & { statusCode?: number }): OAuthError | undefined {
  if (error instanceof OAuthError) return error;
  if ('code' in error && String(error.code).startsWith('FST_ERR_CTP_')) {
    return new OAuthError('invalid_request', 'Send a form of at most 8 KiB.');
  }
  return undefined;
}

function notStored(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
}
