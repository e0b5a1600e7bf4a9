import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { partMissing } from '../parts/parts.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { faultsOf, watchPage } from './accessibility.ts';
import { launchChromium } from './chromium-pages.ts';

/** Pages that change by themselves are waited for as long as a slow machine takes. */
const patience = { timeout: 30_000 };

describe.skipIf(partMissing('chromium'))('the whole way on the page', () => {
  let browser: Browser;
  let demo: Demo;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => browser.close());
  beforeEach(async () => {
    demo = await startDemo('oom-scraper');
  });
  afterEach(async () => demo.stop());

  it.each([
    { width: 390, colorScheme: 'light', javaScriptEnabled: true },
    { width: 1280, colorScheme: 'dark', javaScriptEnabled: true },
    { width: 390, colorScheme: 'dark', javaScriptEnabled: false },
    { width: 1280, colorScheme: 'light', javaScriptEnabled: false },
  ] as const)(
    'from the list to a verified fix: %o',
    async ({ width, ...more }) => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, ...more });
      const page = await context.newPage();
      const said = watchPage(page);
      await signIn(page);
      await openProposal(page);
      await page.getByRole('button', { name: 'Approve exactly this' }).click();
      await untilShown(page, 'Fixed', more.javaScriptEnabled);

      expect(await page.locator('#main').innerText()).toContain('set-resources');
      if (more.javaScriptEnabled) expect(await faultsOf(page)).toEqual([]);
      expect(said).toEqual([]);
      await page.getByRole('link', { name: 'Approvals' }).click();
      await page.getByText('Nothing waits for anybody').waitFor();
      await context.close();
    },
    90_000,
  );

  it.each([
    { decision: 'Deny…', button: 'Deny it', ends: 'Denied', width: 390 },
    { decision: 'Hand over…', button: 'Hand over to people', ends: 'Handed over', width: 1280 },
  ])(
    '$decision asks why and keeps the answer, without JavaScript',
    async (given) => {
      const { decision, button, ends, width } = given;
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        javaScriptEnabled: false,
      });
      const page = await context.newPage();
      await signIn(page);
      await openProposal(page);
      await page.getByText(decision).click();
      const form = page
        .locator('details[open] form')
        .filter({ has: page.getByRole('button', { name: button }) });
      await form.locator('textarea').fill('the price list is split tomorrow');
      await form.getByRole('button').click();
      await untilShown(page, ends, false);

      expect(await page.locator('#main').innerText()).toContain('the price list is split tomorrow');
      await context.close();
    },
    90_000,
  );

  async function signIn(page: Page): Promise<void> {
    await page.goto(demo.url);
    await page.getByLabel('Your name').fill('On Call');
    await page.getByLabel('Sign-in token').fill(demo.signInToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Incidents' }).waitFor();
  }

  /** By the header's own way to what waits for whoever looks. */
  async function openProposal(page: Page): Promise<void> {
    await expect
      .poll(async () => {
        await page.goto(`${demo.url}/approvals`);
        return page.locator('.incident-title').count();
      }, patience)
      .toBe(1);
    await page.locator('.incident-title').click();
    await page.getByRole('heading', { name: 'Proposed fix' }).waitFor();
  }

  /** Live where scripts run; by reloading where they do not. */
  async function untilShown(page: Page, standing: string, isLive: boolean): Promise<void> {
    const badge = page.locator('.incident-head .badge').filter({ hasText: standing });
    if (isLive) return badge.waitFor(patience);
    await expect
      .poll(async () => {
        await page.reload();
        return badge.count();
      }, patience)
      .toBe(1);
  }
});
