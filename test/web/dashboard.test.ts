import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleIds } from '../../src/sample/ids.ts';
import { graphql } from '../support/generated/index.ts';
import { describePages, expectAccessible, expectNoSidewaysScroll } from './browser.ts';
import { openVillage, type Village } from './village.ts';

const seen = graphql(`
  subscription SeenByDoctor($after: String) {
    consentStatusChanged(after: $after) {
      action
      consent {
        status
        assurance
      }
    }
  }
`);

const mayBank = graphql(`
  query MayBank($artifactId: ID!) {
    validateConsent(artifactId: $artifactId) {
      isValid
    }
  }
`);

describePages('the dashboard', (pages) => {
  let village: Village;
  let page: Page;

  beforeAll(async () => {
    village = await openVillage();
    page = await pages.open();
  });
  afterAll(() => village?.stop());

  const waiting = () => page.getByRole('region', { name: 'Waiting for you' });
  const allowed = () => page.getByRole('region', { name: 'What you allow' });
  const past = () => page.getByRole('region', { name: 'Past' });
  const press = (name: string) => page.getByRole('button', { name }).click();

  test('lets a developer be a sample person', async () => {
    await page.goto(`${village.url}/dashboard`);
    await expectAccessible(page);
    await press('Asha');
    await page.getByText('Nobody is asking you for anything.').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await expectAccessible(page);
  });

  test('shows a request the moment the doctor makes it, and takes the decision', async () => {
    const doctor = village.world.subscribe(seen, {}, { token: village.doctor });
    await village.doctorAsks('To look at your last <b>ECG</b> before Tuesday.');
    await waiting().getByRole('heading', { name: 'Dr. Meera Iyer' }).waitFor();
    await waiting().getByText('Cardiology, Lakeside Clinic').waitFor();
    await waiting().getByText('To look at your last <b>ECG</b> before Tuesday.').waitFor();
    await page.getByText('New request: Dr. Meera Iyer.').waitFor();
    await press('Read and decide: Dr. Meera Iyer');
    expect(await page.getByRole('checkbox').isChecked()).toBe(false);
    await expectAccessible(page);
    await page.getByRole('checkbox', { name: /Access to your health records/ }).check();
    await press('Agree to what I ticked');
    await allowed().getByRole('heading', { name: 'Dr. Meera Iyer' }).waitFor();
    expect((await doctor.next()).data?.consentStatusChanged).toMatchObject({
      action: 'GRANT',
      consent: { status: 'ACTIVE', assurance: 'SIGNED_IN' },
    });

    await press('Pause: Dr. Meera Iyer');
    await allowed().getByText('may not use your data until you resume').waitFor();
    expect((await doctor.next()).data?.consentStatusChanged.action).toBe('PAUSE');
    await press('Resume: Dr. Meera Iyer');
    await allowed().getByText('In force').waitFor();
    expect((await doctor.next()).data?.consentStatusChanged.action).toBe('RESUME');

    await press('History: Dr. Meera Iyer');
    const happened = allowed().getByRole('list', { name: 'What happened' });
    await happened.getByText('Resumed').waitFor();
    const actions = await happened.locator('strong').allTextContents();
    expect(actions).toEqual(['Resumed', 'Paused', 'Agreed', 'Asked for your consent']);
    await expectAccessible(page);

    await press('Withdraw: Dr. Meera Iyer');
    await page.getByLabel('Reason, if you want to give one').fill('I feel better.');
    await expectAccessible(page);
    await press('Withdraw now');
    await past().getByText('Withdrawn').waitFor();
    expect((await doctor.next()).data?.consentStatusChanged.action).toBe('WITHDRAW');
    await past().getByRole('button', { name: 'History' }).click();
    await past().getByText('I feel better.').waitFor();
    await expectAccessible(page);
  });

  test('changes what is allowed, and renews it for a new term', async () => {
    await village.bankAsks();
    await press('Read and decide: Trust Bank');
    await page.getByRole('checkbox', { name: /Account opening/ }).check();
    await page.getByRole('checkbox', { name: /Offers/ }).check();
    await press('Agree to what I ticked');
    const card = allowed().getByRole('listitem').filter({ hasText: 'Trust Bank' });
    await card.getByText('Offers by e-mail').waitFor();

    await press('Change: Trust Bank');
    const boxes = card.getByRole('checkbox');
    await boxes.first().waitFor();
    expect(await boxes.evaluateAll((all) => all.map((box) => box.matches(':checked')))).toEqual([
      true,
      true,
    ]);
    await expectAccessible(page);
    await card.getByRole('checkbox', { name: /Offers/ }).uncheck();
    await press('Agree to what I ticked');
    await past().getByText('Replaced').waitFor();
    expect(await card.getByText('Offers by e-mail').count()).toBe(0);

    await press('Renew: Trust Bank');
    await card.getByText('A new term of 365 days').waitFor();
    expect(await card.getByRole('checkbox', { name: /Account opening/ }).isChecked()).toBe(false);
    await card.getByRole('checkbox', { name: /Account opening/ }).check();
    await press('Agree to what I ticked');
    await past().getByText('Replaced').nth(1).waitFor();
    await card.getByRole('button', { name: 'History' }).click();
    const happened = card.getByRole('list', { name: 'What happened' }).locator('strong');
    await happened.first().waitFor();
    const replaced = 'Replaced by a newer consent';
    const actions = (await happened.allTextContents()).sort();
    expect(actions).toEqual(
      ['Asked for your consent', 'Agreed', 'Changed', replaced, 'Renewed', replaced].sort(),
    );
  });

  test('shows who looked', async () => {
    const card = allowed().getByRole('listitem').filter({ hasText: 'Trust Bank' });
    const toggle = card.getByRole('button', { name: 'Who looked' });
    const heading = card.getByRole('heading', { name: 'Who looked' });
    await toggle.click();
    await heading.waitFor();
    await expectAccessible(page);
    const [consent] = await village.world.owner`
      select id from consent_artifact where status = 'ACTIVE'`;
    await village.world.graphql(mayBank, { artifactId: consent?.id }, { token: village.bank });
    const asked = card.getByText('Trust Bank asked whether it may use your data: 1.');
    const lookAgain = async () => {
      await toggle.click();
      await toggle.click();
      await heading.waitFor();
      return asked.count();
    };
    await expect.poll(lookAgain, { interval: 500 }).toBe(1);
    await toggle.click();
  });

  test('says that the connection is lost, comes back by itself, and has missed nothing', async () => {
    village.network.cut();
    await page.getByText('No connection. It comes back by itself').waitFor();
    await expectAccessible(page);
    await village.doctorAsks('While you were away.');
    const { id } = await village.bankAsks({ purposeIds: [sampleIds.offers] });
    village.network.restore();
    await page.getByText('Connected again.').waitFor();
    await waiting().getByText('While you were away.').waitFor();
    await waiting().getByText('Offers by e-mail').waitFor();
    expect(await waiting().getByRole('heading', { level: 3 }).count()).toBe(2);
    await waiting().getByRole('button', { name: 'Read and decide: Trust Bank' }).click();
    await press('Refuse everything');
    await past().getByText('Refused').waitFor();
    const rows = await village.world.owner`select status from consent_request where id = ${id}`;
    expect(rows).toMatchObject([{ status: 'DENIED' }]);
  });

  test('tells who decided first in another window', async () => {
    const other = await page.context().newPage();
    await other.goto(`${village.url}/dashboard`);
    await other.getByRole('button', { name: 'Asha' }).click();
    await other.getByRole('button', { name: 'Read and decide' }).first().click();
    await other.getByRole('button', { name: 'Refuse everything' }).click();
    await page.getByText('Nobody is asking you for anything.').waitFor();
    await other.close();
  });

  test('gives everything as one file', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      press('Keep a copy of everything (file)'),
    ]);
    const copy = JSON.parse(await readFile(await download.path(), 'utf8'));
    expect(copy).toMatchObject({ format: 'consentgraph-export/1' });
  });

  test('fits the narrowest screen, and mirrors for Urdu', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await expectNoSidewaysScroll(page);
    await page.goto(`${village.url}/dashboard?language=ur`);
    await page.getByRole('heading', { name: 'آپ نے کیا اجازت دی ہے' }).waitFor();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });

  test('says that the sign-in has run out, and goes on after the next one', async () => {
    const late = await pages.open();
    const session = { token: await village.person(3), name: 'Asha' };
    await late.addInitScript((kept) => {
      if (!sessionStorage.getItem('seen')) sessionStorage.setItem('consentgraph.session', kept);
      sessionStorage.setItem('seen', 'yes');
    }, JSON.stringify(session));
    await late.goto(`${village.url}/dashboard`);
    await late.getByText('Your sign-in has run out.').waitFor();
    await expectAccessible(late);
    await late.getByRole('button', { name: 'Asha' }).click();
    await late.getByRole('heading', { name: 'What you allow' }).waitFor();
  });

  test('breaks no policy of the dashboard', () => {
    expect(pages.complaints).toEqual([]);
  });
});
