export { type Command, forgetCalls, runCommand } from './run.ts';
