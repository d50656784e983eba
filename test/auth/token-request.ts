import type { InjectOptions } from 'fastify';

/** A request for a token by HTTP Basic (RFC 6749 §2.3.1). */
export function byHeader(clientId: string, secret: string): InjectOptions {
  const credentials = `${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`;
  const request = byForm();
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { ...request, headers: { ...request.headers, authorization } };
}

/** The same by the form. */
export function byForm(parameters: object = {}): InjectOptions {
  return {
    method: 'POST',
    url: '/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: form(parameters),
  };
}

/** The form of a request, with other parameters; undefined leaves one out. */
export function form(parameters: object = {}): string {
  const all = Object.entries({ grant_type: 'client_credentials', ...parameters });
  return new URLSearchParams(all.filter(([, value]) => value !== undefined)).toString();
}
