import 'reflect-metadata';
import { keepHeapSmall } from './cli/heap.ts';
import { keepCompiled } from './cli/keep-compiled.ts';
import type { Config } from './config.ts';

const usage = `Usage: consentgraph [COMMAND]
  start             serve; what happens without a command
  token ROLE        print a development token for a fiduciary, principal, practitioner, operator or
                    auditor [--subject TEXT] [--fiduciary ID] [--practitioner ID]
  bootstrap         make the first operator's client, and print its id and secret this once
  migrate           bring the database to this version's schema
  evidence CONSENT  print the evidence of a consent as JSON [--disclosing]
  verify-bundle FILE
                    check such evidence offline, step by step [--keys FILE or URL]
  verify-log        verify the whole log, and name the first entry that was touched
                    [--checkpoint FILE or URL]… [--keys FILE or URL]
  erase RECORD…     erase people by the ids of their records, or [--fiduciary ID --user USER-ID];
                    [--list] prints who was erased, [--replay FILE] erases them again;
                    at a connector: [--user USER-ID]… alone
  rotate kek        put every key under the first of KEY_ENCRYPTION_KEYS, while servers run
  rotate signing-key USE
                    replace the key that signs: artifact, token, link or checkpoint
  exchange-demo     start a manager, an exporter and an importer, and move data between them
  schema [FOLDER]   write the GraphQL schema into a folder, schema/ unless said
`;

/** Loaded like the commands, once {@link keepCompiled} was called. */
async function configured(): Promise<Config> {
  return (await import('./config.ts')).loadConfig(process.env);
}

/** Each command loads only what it needs, so that the small ones answer at once. */
const commands: Record<string, (args: string[]) => Promise<void>> = {
  start: async () => {
    keepHeapSmall();
    await (await import('./cli/start.ts')).start(await configured());
  },
  token: async (args) => (await import('./cli/token.ts')).printToken(await configured(), args),
  bootstrap: async () => (await import('./cli/bootstrap.ts')).bootstrap(await configured()),
  migrate: async () => (await import('./cli/migrate.ts')).migrateAlone(await configured()),
  evidence: async (args) =>
    (await import('./cli/evidence.ts')).printEvidence(await configured(), args),
  'verify-bundle': async (args) => (await import('./cli/verify-bundle.ts')).checkBundle(args),
  'verify-log': async (args) =>
    (await import('./cli/verify-log.ts')).verifyLog(await configured(), args),
  erase: async (args) => (await import('./cli/erase.ts')).eraseBeside(await configured(), args),
  rotate: async (args) => (await import('./cli/rotate.ts')).rotate(await configured(), args),
  'exchange-demo': async () => (await import('./cli/exchange-demo.ts')).exchangeDemo(),
  schema: async ([folder]) => (await import('./cli/schema.ts')).emitSchema(folder),
};

/** They end with 1 when what they look at was touched, so with 2 when they cannot look. */
const checks = ['verify-bundle', 'verify-log'];

keepCompiled();
const [name = 'start', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) {
  const { describeFailure } = await import('./cli/failure.ts');
  await command(args).catch((error: unknown) => {
    process.stderr.write(`consentgraph: ${describeFailure(error)}\n`);
    process.exit(checks.includes(name) ? 2 : 1);
  });
} else {
  process.stderr.write(usage);
  process.exitCode = 2;
}
