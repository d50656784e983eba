import { readFile } from 'node:fs/promises';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleIds } from '../../src/sample/ids.ts';
import { dataOf } from '../support/answer.ts';
import { graphql } from '../support/generated/index.ts';
import { describePages, expectAccessible, expectNoSidewaysScroll } from './browser.ts';
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

const cancel = graphql(`
  mutation CancelForPage($input: CancelConsentRequestInput!) {
    cancelConsentRequest(input: $input) {
      request {
        status
      }
    }
  }
`);

const revoke = graphql(`
  mutation RevokeForPage($input: RevokeNoticeLinkInput!) {
    revokeNoticeLink(input: $input) {
      request {
        id
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

  test('tells a second window what the first one decided', async () => {
    const { noticeUrl } = await village.bankAsks(stranger());
    const [first, second] = await Promise.all([opened(noticeUrl), opened(noticeUrl)]);
    await tick(second, 'Account opening');
    await first.getByRole('button', { name: 'Refuse everything' }).click();
    await first.getByRole('heading', { name: 'You refused' }).waitFor();
    await agree(second);
    await second.getByText('This was decided in the meantime').waitFor();
    await second.getByRole('heading', { name: 'You refused' }).waitFor();
  });

  test('has words for what was taken back, and for a link that was closed', async () => {
    const { world, bank } = village;
    const cancelled = await village.bankAsks(stranger());
    dataOf(await world.graphql(cancel, { input: { requestId: cancelled.id } }, { token: bank }));
    const page = await opened(cancelled.noticeUrl);
    await page.getByRole('heading', { name: 'This request was taken back' }).waitFor();
    const closed = await village.bankAsks(stranger());
    dataOf(await world.graphql(revoke, { input: { requestId: closed.id } }, { token: bank }));
    const other = await opened(closed.noticeUrl);
    await other.getByText('This link is not valid, or no longer valid.').waitFor();
    await expectAccessible(other);
  });

  test('has words for a link that leads nowhere, and one without its end', async () => {
    const nowhere = await pages.open();
    for (const path of ['019f0000-0000-7000-8000-000000000000', 'x%3Cb%3E']) {
      const answer = await nowhere.goto(`${village.url}/consents/${path}`);
      expect(answer?.status()).toBe(404);
      await nowhere.getByRole('heading', { name: 'This link leads nowhere' }).waitFor();
    }
    await expectAccessible(nowhere);
    const { noticeUrl } = await village.bankAsks(stranger());
    const page = await opened(noticeUrl.slice(0, noticeUrl.indexOf('#')));
    await page.getByText('This link lets you read the notice, not decide.').waitFor();
    await expectAccessible(page);
  });

  test('keeps the choices while the service cannot be reached, and sends them once', async () => {
    const { id, noticeUrl } = await village.bankAsks(stranger());
    const page = await opened(noticeUrl);
    await tick(page, 'Account opening');
    village.network.cut();
    await agree(page);
    await page.getByText('The service cannot be reached.').waitFor();
    await expectAccessible(page);
    village.network.restore();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'You agreed' }).waitFor();
    const rows = await village.world.owner`
      select id from consent_artifact where request_id = ${id}`;
    expect(rows).toHaveLength(1);
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

  test('gives a program the notice as JSON', async () => {
    const { id } = await village.bankAsks(stranger());
    for (const accept of ['application/json', '*/*']) {
      const answer = await fetch(`${village.url}/consents/${id}`, { headers: { accept } });
      expect(await answer.json()).toMatchObject({ success: true, data: { cms_request_id: id } });
    }
  });

  test('has words for a time to decide that is over', async () => {
    const [late, later] = await Promise.all([
      village.bankAsks(stranger()),
      village.bankAsks(stranger()),
    ]);
    const inTime = await opened(late.noticeUrl);
    await tick(inTime, 'Account opening');
    await village.world.clock.advance(31 * 24 * 60 * 60 * 1000);
    await agree(inTime);
    await inTime.getByText('This was decided in the meantime').waitFor({ state: 'hidden' });
    await inTime.getByRole('heading', { name: 'The time to decide is over' }).waitFor();
    const tooLate = await opened(later.noticeUrl, { javaScriptEnabled: false });
    await tooLate.getByText('The time to decide is over.').waitFor();
    await village.world.clock.reset();
  });

  test('breaks none of its policies', () => {
    expect(pages.complaints).toEqual([]);
  });
});
