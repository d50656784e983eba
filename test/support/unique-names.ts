import type { Reporter, TestModule } from 'vitest/node';

/** Fails the run when two tests of a file share a name: a report could not tell which of them failed. */
export default class UniqueNames implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      const seen = new Set<string>();
      for (const { fullName } of module.children.allTests()) {
        if (seen.has(fullName)) {
          process.stderr.write(`${module.relativeModuleId}: two tests are called "${fullName}"\n`);
          process.exitCode = 1;
        }
        seen.add(fullName);
      }
    }
  }
}
