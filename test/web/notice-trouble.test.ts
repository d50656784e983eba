import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf } from '../support/answer.ts';
import { graphql } from '../support/generated/index.ts';
import { describePages, expectAccessible } from './browser.ts';
import { openVillage, type Village } from './village.ts';

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

describePages('the troubles of a notice', (pages) => {
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

  test('breaks no policy in trouble either', () => {
    expect(pages.complaints).toEqual([]);
  });
});
