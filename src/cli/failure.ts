import { ConfigProblem } from '../config.ts';

/**
 * What a person at the terminal is told of a command that failed: one line, or a line for each
 * variable at fault. Only a defect of this program comes with its stack.
 */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigProblem) return configurationLines(error);
  if (isDefect(error)) return error.stack ?? error.message;
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') return `port ${port} is in use: stop what uses it, or set PORT`;
  return error.message.split('\n').join(' ');
}

function configurationLines({ message }: ConfigProblem): string {
  const lines = message.split('\n');
  return lines.length === 1 ? message : `configuration\n  ${lines.join('\n  ')}`;
}

function isDefect(error: Error): boolean {
  return [TypeError, ReferenceError, RangeError, SyntaxError].some((kind) => error instanceof kind);
}
