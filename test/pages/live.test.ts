import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Incident } from '../../src/domain/incident.ts';
import { partMissing } from '../parts/parts.ts';
import { launchChromium, signedInPage } from './chromium-pages.ts';
import { FakePorts } from './fakes.ts';
import { fixedScraper, oomScraper, oomScraperLedger } from './incidents/oom-scraper.ts';
import { testApp, type TestApp } from './test-app.ts';

const investigating: Incident = withoutProposal({ ...oomScraper, state: 'investigating' });

function withoutProposal(whole: Incident): Incident {
  const { proposal: _, ...incident } = whole;
  return incident;
}

describe.skipIf(partMissing('chromium'))('an open incident page', () => {
  let browser: Browser;
  let built: TestApp;
  let ports: FakePorts;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => browser.close());

  beforeEach(async () => {
    ports = new FakePorts([oomScraper], oomScraperLedger);
    built = testApp({ ports });
    const address = await built.app.listen({ host: '127.0.0.1', port: 0 });
    page = await signedInPage(browser, address, { width: 390, colorScheme: 'light' });
    await open(oomScraper);
  });
  afterEach(async () => {
    await page.context().close();
    await built.app.close();
  });

  async function open(incident: Incident): Promise<void> {
    ports.change(incident);
    const address = new URL(page.url()).origin;
    await page.goto(`${address}/incidents/${oomScraper.id}`);
    await expect.poll(() => ports.listeners.get(oomScraper.id)?.size).toBe(1);
  }

  it('is approved with the keyboard alone', async () => {
    await page.getByRole('button', { name: 'Approve exactly this' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Approved. The change is being made').waitFor();
    expect(ports.decided).toMatchObject([
      { decision: 'approve', hash: oomScraper.proposal?.hash, channel: 'page' },
    ]);
  });

  it('follows the incident to its end, and tells a screen reader', async () => {
    ports.change({ ...fixedScraper, id: oomScraper.id });
    await page.getByRole('heading', { name: 'Did it help?' }).waitFor();
    expect(await page.getByRole('status').textContent()).toContain('All pods have been ready');
  });

  it('keeps a half-typed reason, the caret, and what is open', async () => {
    await page.getByText('Deny…').click();
    const reason = page.locator('#deny textarea');
    await reason.fill('the limit is too ');
    await reason.press('Home');
    await page.locator('#evidence-ev_2 summary').click();
    await reason.focus();

    ports.change({ ...oomScraper, title: 'price-scraper is still OOM-killed' });
    await page.getByRole('heading', { name: 'still OOM-killed' }).waitFor();

    expect(await reason.inputValue()).toBe('the limit is too ');
    await page.keyboard.type('No: ');
    expect(await reason.inputValue()).toBe('No: the limit is too ');
    expect(await page.locator('#evidence-ev_2').getAttribute('open')).not.toBeNull();
  });

  it('never swaps one proposal for another under the finger', async () => {
    const { proposal } = oomScraper;
    if (proposal === undefined) throw new Error('no proposal');
    ports.change({ ...oomScraper, proposal: { ...proposal, hash: 'f'.repeat(64) } });
    await page.getByText('The proposal has changed. Reload the page').waitFor();
    const approve = page.getByRole('button', { name: 'Approve exactly this' });
    expect(await approve.isDisabled()).toBe(true);
    expect(await page.locator('form[data-form=approve] [name=hash]').getAttribute('value')).toBe(
      proposal.hash,
    );

    await page.reload();
    expect(await page.locator('form[data-form=approve] [name=hash]').getAttribute('value')).toBe(
      'f'.repeat(64),
    );
  });

  it('holds a button back for a moment when it appears', async () => {
    await open(investigating);
    ports.change(oomScraper);
    const approve = page.getByRole('button', { name: 'Approve exactly this' });
    await approve.waitFor();
    expect(await approve.isDisabled()).toBe(true);
    await expect.poll(() => approve.isEnabled(), { timeout: 5_000 }).toBe(true);
  });

  it('opens the evidence that a citation names', async () => {
    await page.getByRole('link', { name: 'ev_4' }).first().click();
    await page.getByText('WARNING heap at 246 MiB').waitFor({ state: 'visible' });
  });

  it('works without JavaScript: deny with a reason', async () => {
    const cookies = await page.context().cookies();
    const plain = await browser.newContext({ javaScriptEnabled: false });
    await plain.addCookies(cookies);
    const quiet = await plain.newPage();
    await quiet.goto(page.url());
    await quiet.getByText('Deny…').click();
    await quiet.locator('#deny textarea').fill('not tonight');
    await quiet.getByRole('button', { name: 'Deny it' }).click();
    await quiet.getByText('not tonight').waitFor();
    expect(ports.decided).toMatchObject([{ decision: 'deny', reason: 'not tonight' }]);
    await plain.close();
  });
});
