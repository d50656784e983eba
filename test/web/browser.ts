import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { patience } from '../support/until.ts';

const executablePath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path));

export interface Pages {
  /** A page of its own browser profile, which complains about nothing until the test's end. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** What pages complained about: faults of scripts, and blocked by a policy. */
  readonly complaints: string[];
}

/** Tests of pages in a real browser; skipped, and said so, on a machine that has none. */
export function describePages(name: string, tests: (pages: Pages) => void): void {
  const how = 'skipped: install a browser with apt-get install chromium';
  const title = executablePath ? name : `${name} (${how})`;
  describe.skipIf(!executablePath)(title, () => {
    let browser: Browser;
    const complaints: string[] = [];
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath,
        args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      });
    });
    afterAll(() => browser?.close());
    tests({
      complaints,
      async open(options) {
        const context = await browser.newContext({
          viewport: { width: 390, height: 844 },
          locale: 'en-IN',
          timezoneId: 'Asia/Kolkata',
          ...options,
        });
        const page = await context.newPage();
        page.setDefaultTimeout(patience);
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('console', (line) => {
          if (/Content.Security.Policy/i.test(line.text())) complaints.push(line.text());
        });
        return page;
      },
    });
  });
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResults {
  violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
}

/** axe-core finds nothing against WCAG 2.2 AA, nor against its own good practice. */
export async function expectAccessible(page: Page): Promise<void> {
  // Evaluated by the debugger, which the page's policy does not bind.
  await page.evaluate(await (await import('node:fs/promises')).readFile(axePath, 'utf8'));
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  const found = violations.map(({ id, nodes }) => ({
    id,
    nodes: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
  }));
  expect(found).toEqual([]);
}

/** Nothing has to be scrolled sideways to be read (WCAG 2.2, 1.4.10). */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate(width)).toBe(0);
}
