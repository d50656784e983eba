import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Refusal, refuse } from '../errors.ts';
import { bodyLimit } from './limits.ts';

/** JSON in UTF-8 is the one body that is read; everything else is a bad request. */
export function readJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const body = readBodies.get(request.raw);
    done(null, body ? Readable.from([body]) : payload);
  });
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    (request, body, done) => {
      request.bodyBytes = body.length;
      if (!isPlainUtf8(request, body)) {
        return done(refuse('BAD_REQUEST', 'The body must be JSON in UTF-8, and not compressed.'));
      }
      parse(request, body.toString(), (error, value) => {
        if (!error) return done(null, value);
        done(body.length > bodyLimit ? tooLarge() : refuse('BAD_REQUEST', 'The body is not JSON.'));
      });
    },
  );
}

/** Hands on the body of a request that goes the long way, where nothing is left to be read of it. */
export function handOn(request: IncomingMessage, body: Buffer): void {
  readBodies.set(request, body);
}

const readBodies = new WeakMap<IncomingMessage, Buffer>();

export function tooLarge(): Refusal {
  return refuse('PAYLOAD_TOO_LARGE', `The body may have ${bodyLimit} bytes.`);
}

/** Read as if they were, other bytes would change without a word. */
function isPlainUtf8({ headers }: FastifyRequest, body: Buffer): boolean {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = headers;
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(type)?.[1] ?? 'utf-8';
  return encoding === 'identity' && /^utf-?8$/i.test(charset) && isUtf8(body);
}
