import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHouse, type House } from '../server/house.ts';
import { patience, until } from '../support/until.ts';

const executablePath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path));
const title = executablePath ? 'GraphiQL' : 'GraphiQL (skipped: chromium is not installed)';

describe.skipIf(!executablePath)(title, () => {
  let house: House;
  let browser: Browser;
  let page: Page;
  const elsewhere: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    house = await buildHouse();
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== house.url) elsewhere.push(request.url());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') complaints.push(line.text());
    });
    await page.goto(`${house.url}/graphiql`);
  });

  afterAll(async () => {
    await browser?.close();
    await house?.tearDown();
  });

  test('answers a query', async () => {
    // While the page is still loading, its editor may yet take back what was written.
    const isAnswered = async () => {
      await write(page, '.graphiql-query-editor', '{ greeting(name: "from the page") }');
      await page.locator('.graphiql-execute-button').click();
      return answered(page, 'hello from the page', 5_000).then(
        () => true,
        () => false,
      );
    };
    await expect.poll(isAnswered).toBe(true);
  });

  test('follows a subscription with the token of the headers editor', async () => {
    const headers = JSON.stringify({ Authorization: `Bearer ${await house.token()}` });
    const isOpen = async () => {
      await write(page, '.graphiql-editor-tool', headers);
      await write(page, '.graphiql-query-editor', 'subscription { happened }');
      await page.locator('.graphiql-execute-button').click();
      return expect
        .poll(() => house.probe.openStreams, { timeout: 15_000 })
        .toBe(1)
        .then(
          () => true,
          () => false,
        );
    };
    await expect.poll(isOpen).toBe(true);
    house.probe.emit('seen live');
    await answered(page, 'seen live');
    await page.locator('.graphiql-execute-button').click();
    await until(() => house.probe.openStreams === 0);
  });

  test('needs nothing but this server, and breaks none of its policies', () => {
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

/** Replaces what an editor holds, as a person would by pasting. */
async function write(page: Page, editor: string, text: string): Promise<void> {
  await page.locator(`${editor} .monaco-editor:visible`).first().click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}

async function answered(page: Page, text: string, timeout = patience): Promise<void> {
  // The editor shows spaces that do not break.
  const hasText = new RegExp(text.replaceAll(' ', '\\s'));
  await page.locator('.result-window .view-lines', { hasText }).waitFor({ timeout });
}
