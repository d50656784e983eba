import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const file = join(import.meta.dirname, '../../src/cli/give-back.ts');

test('a quiet moment is used to collect everything', async () => {
  const program = `
    import { giveBackOnceQuiet } from ${JSON.stringify(file)};
    giveBackOnceQuiet();
    setInterval(() => {}, 1_000);`;
  const options = ['--trace-gc', '--disable-warning=ExperimentalWarning', '--input-type=module'];
  const child = spawn(process.execPath, [...options, '--eval', program]);
  onTestFinished(() => void child.kill());
  let told = '';
  child.stdout.on('data', (text) => {
    told += text;
  });
  // Of its own accord V8 collects nothing of a program that does nothing.
  await expect.poll(() => told, { timeout: 25_000 }).toContain('Mark-Compact');
});
