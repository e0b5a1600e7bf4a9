import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { root } from '../../scripts/prepare.mjs';
import { launchChromium } from '../parts/chromium.ts';
import { waitFor } from '../parts/wait.ts';
import { type Demo, startDemo } from '../support/demo.ts';

/** What README and docs show: nothing in it is made up, it is what the demo's stories come to. */
const folder = join(root, 'docs', 'images');
interface Shot {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly deviceScaleFactor: number;
}
const desk: Shot = { viewport: { width: 1280, height: 1000 }, deviceScaleFactor: 1 };
const phone: Shot = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
const schemes = ['light', 'dark'] as const;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => browser.close());

async function signIn(demo: Demo, screen: Shot, colorScheme: (typeof schemes)[number]): Promise<Page> {
  const page = await browser.newPage({ ...screen, colorScheme });
  await page.goto(demo.url);
  await page.getByLabel('Your name').fill('On Call');
  await page.getByLabel('Sign-in token').fill(demo.signInToken);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Incidents' }).waitFor();
  return page;
}

/** Opens the incident of the story once it waits for people. */
async function openProposal(page: Page, demo: Demo): Promise<void> {
  await waitFor(
    async () => {
      await page.goto(`${demo.url}/approvals`);
      return (await page.locator('.incident-title').count()) === 1;
    },
    { what: 'a proposal', timeoutMs: 60_000, everyMs: 500 },
  );
  await page.locator('.incident-title').click();
  await page.getByRole('heading', { name: 'Proposed fix' }).waitFor();
}

function show(page: Page, selector: string, block: 'start' | 'end'): Promise<void> {
  return page.evaluate(`document.querySelector('${selector}').scrollIntoView({ block: '${block}' })`);
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

describe('a scraper that is OOM-killed', () => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await startDemo('oom-scraper');
  });
  afterAll(async () => demo.stop());

  it('waits for approval, on a screen, in light and dark', async () => {
    for (const scheme of schemes) {
      const page = await signIn(demo, desk, scheme);
      await openProposal(page, demo);
      // A box is measured from the top of what is in sight.
      await page.evaluate('scrollTo(0, 0)');
      const box = await page.locator('.column-main > section', { hasText: 'Proposed fix' }).boundingBox();
      const height = Math.ceil((box?.y ?? 0) + (box?.height ?? 0)) + 20;
      const clip = { x: 0, y: 0, width: desk.viewport.width, height };
      await page.screenshot({ path: join(folder, `incident-${scheme}.png`), fullPage: true, clip });
      await page.close();
    }
  });

  it('is decided on a phone', async () => {
    const page = await signIn(demo, phone, 'dark');
    await openProposal(page, demo);
    await show(page, '#proposal', 'start');
    await picture(page, 'phone-proposal');
    await show(page, '.decide', 'end');
    await picture(page, 'phone-decide');
    await page.goto(`${demo.url}/approvals`);
    await picture(page, 'phone-approvals');
    await page.close();
  });

  it('what if its limit were sixteen times as high?', async () => {
    const page = await signIn(demo, { ...desk, viewport: { width: 1280, height: 1180 } }, 'light');
    await page.goto(`${demo.url}/policies/what-if`);
    await page
      .getByLabel('A kubectl line')
      .fill('kubectl -n cardboard set resources deployment/price-scraper -c scraper --limits=memory=4Gi');
    await page.getByRole('button', { name: 'Ask the five layers' }).click();
    await page.getByRole('heading', { name: 'The five layers' }).waitFor();
    await picture(page, 'what-if');
    await page.close();
  });
});

describe('a Service that a reckless model would send to the database', () => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await startDemo('selector-trap');
  });
  afterAll(async () => demo.stop());

  it('was refused by layer 2, with what it would harm and the remedy', async () => {
    const page = await signIn(demo, { ...desk, viewport: { width: 1280, height: 1100 } }, 'light');
    await openProposal(page, demo);
    const refused = page.getByRole('region', { name: 'Stopped by the guardrails' });
    await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
    await refused.screenshot({ path: join(folder, 'refused.png') });
    await page.close();
  });
});
