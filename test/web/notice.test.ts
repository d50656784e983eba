import { readFile } from 'node:fs/promises';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleIds } from '../../src/sample/ids.ts';
import { graphql } from '../support/generated/index.ts';
import { describePages, expectAccessible } from './browser.ts';
import { openVillage, type Village } from './village.ts';

const seen = graphql(`
  subscription SeenByBank($after: String, $requestId: ID) {
    consentStatusChanged(after: $after, requestId: $requestId) {
      action
      consent {
        status
        assurance
        purposes {
          purposeId
        }
      }
    }
  }
`);

describePages('the page of a notice', (pages) => {
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
  const tick = (page: Page, title: string) =>
    page.getByRole('checkbox', { name: new RegExp(title) }).check();
  const agree = (page: Page) =>
    page.getByRole('button', { name: 'Agree to what I ticked' }).click();

  test('leads a person from the link to the receipt and back, while the bank sees it live', async () => {
    const { id, noticeUrl } = await village.bankAsks(stranger());
    const bank = village.world.subscribe(seen, { requestId: id }, { token: village.bank });
    const page = await opened(noticeUrl);
    await page.getByRole('heading', { name: 'Trust Bank asks to use your data' }).waitFor();
    const boxes = page.getByRole('checkbox');
    await boxes.first().waitFor();
    expect(await boxes.evaluateAll((all) => all.map((box) => box.matches(':checked')))).toEqual([
      false,
      false,
    ]);
    await expectAccessible(page);

    await agree(page);
    await page.getByText('Nothing is ticked.').waitFor();
    await tick(page, 'Offers by e-mail');
    await agree(page);
    const mistake = page.getByText('“Account opening” is required.');
    await mistake.waitFor();
    expect(await mistake.evaluate((element) => element === document.activeElement)).toBe(true);
    await expectAccessible(page);

    await tick(page, 'Account opening');
    await page.getByRole('checkbox', { name: /Offers/ }).uncheck();
    await agree(page);
    await page.getByRole('heading', { name: 'You agreed' }).waitFor();
    expect((await bank.next()).data?.consentStatusChanged).toMatchObject({
      action: 'GRANT',
      consent: {
        status: 'ACTIVE',
        assurance: 'NOTICE_LINK',
        purposes: [{ purposeId: sampleIds.accountOpening }],
      },
    });
    await expectAccessible(page);
    await page.getByText('In force').waitFor();
    await page.getByText('By the link you were sent').waitFor();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Keep a copy (file)' }).click(),
    ]);
    const receipt = JSON.parse(await readFile(await download.path(), 'utf8'));
    const keys = (await (await fetch(receipt.publicKeys)).json()) as JSONWebKeySet;
    const { payload } = await compactVerify(receipt.jws, createLocalJWKSet(keys));
    expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
      noticeHash: receipt.noticeHash,
    });
    await page.getByText(receipt.hash).waitFor();

    await page.reload();
    await page.getByRole('heading', { name: 'Your receipt' }).waitFor();
    await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Withdraw now' }).click();
    await page.getByRole('heading', { name: 'Withdrawn' }).waitFor();
    expect((await bank.next()).data?.consentStatusChanged).toMatchObject({
      action: 'WITHDRAW',
      consent: { status: 'WITHDRAWN' },
    });
    await expectAccessible(page);
  });

  test('takes a no as readily as a yes', async () => {
    const { noticeUrl } = await village.bankAsks(stranger());
    const page = await opened(noticeUrl);
    await page.getByRole('button', { name: 'Refuse everything' }).click();
    await page.getByRole('heading', { name: 'You refused' }).waitFor();
    await expectAccessible(page);
  });

  test('can be walked by keyboard alone', async () => {
    const { noticeUrl } = await village.bankAsks(stranger());
    const page = await opened(noticeUrl);
    const agreed = page.getByRole('heading', { name: 'You agreed' });
    await page.getByRole('checkbox').first().waitFor();
    const focused = () =>
      page.evaluate(() => {
        const { name, tagName, textContent } = document.activeElement as HTMLInputElement;
        return tagName === 'BUTTON' ? textContent : name;
      });
    for (let steps = 0; steps < 20 && (await focused()) !== 'Agree to what I ticked'; steps++) {
      await page.keyboard.press('Tab');
      if ((await focused()) === sampleIds.accountOpening) await page.keyboard.press('Space');
    }
    await page.keyboard.press('Enter');
    await agreed.waitFor();
    expect(await agreed.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('gives a program the notice as JSON', async () => {
    const { id } = await village.bankAsks(stranger());
    for (const accept of ['application/json', '*/*']) {
      const answer = await fetch(`${village.url}/consents/${id}`, { headers: { accept } });
      expect(await answer.json()).toMatchObject({ success: true, data: { cms_request_id: id } });
    }
  });

  test('breaks none of its policies', () => {
    expect(pages.complaints).toEqual([]);
  });
});
