import { afterAll, beforeAll, expect, test } from 'vitest';
import { describePages, expectAccessible } from './browser.ts';
import { type OpenIdProvider, startProvider } from './openid-provider.ts';
import { openVillage, type Village } from './village.ts';

describePages("signing in at the organisation's provider", (pages) => {
  let provider: OpenIdProvider;
  let village: Village;

  beforeAll(async () => {
    provider = await startProvider();
    village = await openVillage({ config: { issuer: provider.config } });
  });
  afterAll(async () => {
    await village?.stop();
    await provider?.stop();
  });

  test('comes back to the notice, links the record at the wish of the person, and agrees', async () => {
    const bank = await village.world.seed.fiduciary({ name: 'Careful Bank' });
    const purpose = await bank.purpose({ title: 'Large transfers', requiresSignIn: true });
    const asked = await bank.ask(village.world.seed.personWithoutAccount(), [purpose]);
    const page = await pages.open();
    await page.goto(asked.noticeUrl);
    const needs = page.getByText('To agree to this, you must be signed in.');
    await needs.first().waitFor();
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Agree to what I ticked' }).click();
    await page.getByText('This needs you to be signed in').waitFor();
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('sign in where you usually do').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Careful Bank asks to use your data' }).waitFor();
    expect(new URL(page.url()).hash).toMatch(/^#token=/);
    await page.getByText('You are signed in. If you wish').waitFor();
    await page.getByRole('button', { name: 'Show this in my dashboard' }).click();
    await page.getByText('Done: this is now in your dashboard.').waitFor();
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Agree to what I ticked' }).click();
    await page.getByRole('heading', { name: 'You agreed' }).waitFor();
    await page.getByText('Signed in', { exact: true }).waitFor();

    await page.goto(`${village.url}/dashboard`);
    await page.getByText('Nila').waitFor();
    const allowed = page.getByRole('region', { name: 'What you allow' });
    await allowed.getByText('Large transfers').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('sign in where you usually do').waitFor();
  });

  test('believes no answer that it has not asked for', async () => {
    const page = await pages.open();
    await page.goto(`${village.url}/dashboard?code=stolen&state=guessed`);
    await page.getByText('Signing in did not work.').waitFor();
    expect(page.url()).not.toContain('stolen');
  });

  test('breaks no policy on the way to the provider and back', () => {
    expect(pages.complaints).toEqual([]);
  });
});

describePages('where nobody can sign in', (pages) => {
  let village: Village;

  beforeAll(async () => {
    const gone = await startProvider();
    await gone.stop();
    village = await openVillage({ config: { issuer: gone.config } });
  });
  afterAll(() => village?.stop());

  test('the page says so, and what works without', async () => {
    const page = await pages.open();
    await page.goto(`${village.url}/dashboard?language=hi`);
    await page.getByRole('heading', { name: 'आपकी सहमतियाँ' }).waitFor();
    expect(await page.getByRole('button', { name: 'साइन इन करें' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Asha' }).waitFor();
  });
});

test('only the sample people get a token of the development issuer', async () => {
  const village = await openVillage();
  const ask = (body: object, host?: string) =>
    fetch(`${village.url}/development/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(host && { 'x-forwarded-host': host }) },
      body: JSON.stringify(body),
    });
  expect((await ask({ person: 'asha' })).status).toBe(200);
  expect((await ask({ person: 'operator' })).status).toBe(400);
  expect((await ask({})).status).toBe(400);
  await village.stop();
});
