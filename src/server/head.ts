import {
  type ServerResponse,
  STATUS_CODES,
  validateHeaderName,
  validateHeaderValue,
} from 'node:http';

/** Begins an answer that has a body: with a status and headers, names and values in turn. */
export type WriteHead = (
  response: ServerResponse,
  status: number,
  headers: readonly string[],
) => ServerResponse;

/** What Node's own `writeHead` leaves behind: the text that goes out before the body. */
interface Internals {
  _header?: string | null;
  _keepAliveTimeout?: number;
  _expect_continue?: boolean;
  _maxRequestsPerSocket?: number;
}

/**
 * Makes what begins answers as `response.writeHead` does, byte for byte. That one checks and looks
 * through every header of every answer anew, a tenth of the server's work on a validation. Here the
 * headers that every answer bears are checked once, and the others for what could end a line.
 *
 * Node documents no way to hand over a head in one piece; its own goes by the field `_header`. Where
 * anything is not as usual, that field included, Node's `writeHead` does it: on connections that are
 * to be closed, and wherever somebody has set a header on the response itself.
 *
 * @param always the headers of every answer, `content-length` not among them: each answer brings it
 */
export function headWriter(always: Readonly<Record<string, string>>): WriteHead {
  for (const [name, value] of Object.entries(always)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  const constant = Object.entries(always).flat();
  const constantLines = linesOf(constant);

  return (response, status, headers) => {
    if (!isUsual(response, headers)) {
      return response.writeHead(status, [...constant, ...headers]);
    }
    const reason = STATUS_CODES[status] ?? 'unknown';
    const internals: ServerResponse & Internals = response;
    const seconds = Math.floor((internals._keepAliveTimeout ?? 0) / 1_000);
    const kept = `Connection: keep-alive\r\nKeep-Alive: timeout=${seconds}\r\n`;
    response.statusCode = status;
    response.statusMessage = reason;
    internals._header = `HTTP/1.1 ${status} ${reason}\r\n${constantLines}${linesOf(headers)}Date: ${dateOf(Date.now())}\r\n${kept}\r\n`;
    return response;
  };
}

function isUsual(response: ServerResponse, headers: readonly string[]): boolean {
  const internals: ServerResponse & Internals = response;
  return (
    internals._header === null &&
    response.shouldKeepAlive &&
    response.sendDate &&
    (internals._keepAliveTimeout ?? 0) > 0 &&
    !internals._expect_continue &&
    !internals._maxRequestsPerSocket &&
    response.getHeaderNames().length === 0 &&
    headers.every((text) => !unusual.test(text))
  );
}

/** Anything but visible ASCII and blanks, the ends of lines above all. */
const unusual = /[^\x20-\x7e]/;

function linesOf(headers: readonly string[]): string {
  let lines = '';
  for (let i = 0; i < headers.length; i += 2) lines += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return lines;
}

let dated = { second: 0, text: '' };

/** A moment as RFC 9110 §5.6.7 writes it; worked out once a second. */
function dateOf(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1_000);
  if (second !== dated.second) dated = { second, text: new Date(second * 1_000).toUTCString() };
  return dated.text;
}
