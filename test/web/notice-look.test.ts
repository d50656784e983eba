import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describePages, expectAccessible, expectNoSidewaysScroll } from './browser.ts';
import { openVillage, type Village } from './village.ts';

describePages('the look of a notice', (pages) => {
  let village: Village;
  let someone = 0;
  /** Each test asks somebody else, who has no account. */
  const stranger = () => ({ externalUserId: `stranger-${++someone}` });

  beforeAll(async () => {
    village = await openVillage();
  });
  afterAll(() => village?.stop());

  const opened = async (url: string, options?: Parameters<typeof pages.open>[0]): Promise<Page> => {
    const page = await pages.open(options);
    await page.goto(url);
    return page;
  };

  test('reads well without JavaScript, and is a form away from every language', async () => {
    const { noticeUrl } = await village.bankAsks(stranger());
    const page = await opened(noticeUrl, { javaScriptEnabled: false });
    for (const text of [
      'Trust Bank Ltd.',
      '365 days',
      'To send you offers of loans and cards.',
      'identity checks (KYC)',
      'Required',
      'grievance@trustbank.example',
      'You can withdraw your consent at any time',
      'To decide, turn JavaScript on',
    ]) {
      await page.getByText(text).first().waitFor();
    }
    await page.getByLabel('Language').selectOption('hi');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('heading', { name: 'खाता खोलना' }).waitFor();
  });

  test('speaks Hindi and Urdu whole, mirrored for Urdu, and takes the decision in it', async () => {
    const { id, noticeUrl } = await village.bankAsks({ ...stranger(), language: 'ur' });
    const page = await opened(noticeUrl);
    expect(await page.getAttribute('html', 'dir')).toBe('rtl');
    await page.getByRole('checkbox').first().waitFor();
    const brand = await page.locator('.brand').boundingBox();
    expect(brand?.x).toBeGreaterThan(195);
    await page.getByText('۳۶۵ دن').first().waitFor();
    await expectAccessible(page);
    await page.getByLabel('زبان').selectOption('hi');
    await page.getByRole('button', { name: 'دکھائیں' }).click();
    await page.getByRole('checkbox', { name: /खाता खोलना/ }).check();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'जो मैंने चुना है' }).click();
    await page.getByRole('heading', { name: 'आपने सहमति दी' }).waitFor();
    const rows = await village.world.owner`
      select language from consent_artifact where request_id = ${id}`;
    expect(rows).toMatchObject([{ language: 'hi' }]);
  });

  test('says which language is missing, and shows English instead', async () => {
    const { noticeUrl } = await village.bankAsks(stranger());
    const page = await opened(noticeUrl.replace('#', '?language=ta#'));
    await page.getByText('This notice is not in தமிழ் yet.').waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('en');
  });

  test('shows words of any kind and length as words, on the narrowest screen', async () => {
    const hostile = '<img src=x onerror=alert(1)></script><b>bold</b>';
    const bank = await village.world.seed.fiduciary({
      name: `${'Very'.repeat(40)} Long Bank`,
      legalName: hostile,
    });
    const purpose = await bank.purpose({ title: hostile, description: hostile.repeat(20) });
    const asked = await bank.ask(village.world.seed.personWithoutAccount(), [purpose]);
    const page = await opened(asked.noticeUrl, { viewport: { width: 320, height: 640 } });
    await page.getByRole('heading', { name: hostile, exact: true }).waitFor();
    await page.getByRole('checkbox').first().waitFor();
    expect(await page.locator('main b').count()).toBe(0);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });

  test('is as good in the dark', async () => {
    const { noticeUrl } = await village.bankAsks(stranger());
    const page = await opened(noticeUrl, { colorScheme: 'dark' });
    await page.getByRole('checkbox').first().waitFor();
    await expectAccessible(page);
  });

  test('breaks no policy in any language', () => {
    expect(pages.complaints).toEqual([]);
  });
});
