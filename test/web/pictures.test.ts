import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleUsers } from '../../src/sample/ids.ts';
import { describePages } from './browser.ts';
import { openVillage, type Village } from './village.ts';

/** Set by `npm run pictures`, which makes the ones that the README shows. */
const folder = process.env.PICTURES ?? 'dist/pictures';

describePages('the pictures of the pages', (pages) => {
  let village: Village;
  const phone = { viewport: { width: 420, height: 1180 }, deviceScaleFactor: 1.5 };
  const desk = { viewport: { width: 860, height: 1320 }, deviceScaleFactor: 1.5 };

  beforeAll(async () => {
    village = await openVillage();
    mkdirSync(folder, { recursive: true });
  });
  afterAll(() => village?.stop());

  async function take(page: Page, name: string): Promise<void> {
    await page.evaluate(() => scrollTo(0, 0));
    const bytes = await page.screenshot({
      path: join(folder, `${name}.png`),
      animations: 'disabled',
    });
    expect(bytes.length).toBeGreaterThan(10_000);
  }

  test('show a notice, in English and mirrored in the dark', async () => {
    const { noticeUrl } = await village.bankAsks({ externalUserId: sampleUsers.ravi });
    const page = await pages.open(phone);
    await page.goto(noticeUrl);
    await page.getByRole('checkbox').first().waitFor();
    await take(page, 'notice');
    const mirrored = await pages.open({ ...phone, colorScheme: 'dark' });
    await mirrored.goto(noticeUrl.replace('#', '?language=ur#'));
    await mirrored.getByRole('checkbox').first().waitFor();
    await take(mirrored, 'notice-urdu-dark');
    await page.getByRole('checkbox', { name: /Account opening/ }).check();
    await page.getByRole('button', { name: 'Agree to what I ticked' }).click();
    await page.getByRole('heading', { name: 'Your receipt' }).waitFor();
    await take(page, 'receipt');
  });

  test('show the dashboard with what waits and what is allowed', async () => {
    const page = await pages.open(desk);
    const { noticeUrl } = await village.bankAsks();
    await page.goto(noticeUrl);
    await page.getByRole('checkbox', { name: /Account opening/ }).check();
    await page.getByRole('button', { name: 'Agree to what I ticked' }).click();
    await page.getByRole('heading', { name: 'Your receipt' }).waitFor();
    await page.goto(`${village.url}/dashboard`);
    await page.getByRole('button', { name: 'Asha' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    await village.doctorAsks('To compare your last ECG with the one before, ahead of Tuesday.');
    await page.getByText('New request: Dr. Meera Iyer.').waitFor();
    await page.getByRole('button', { name: 'History: Trust Bank' }).click();
    await page.getByRole('list', { name: 'What happened' }).waitFor();
    await take(page, 'dashboard');
  });
});
