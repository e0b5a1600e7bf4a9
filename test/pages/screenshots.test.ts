import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partMissing } from '../parts/parts.ts';
import { launchChromium, signedInPage, type Screen } from './chromium-pages.ts';
import { FakePorts } from './fakes.ts';
import { hostile } from './incidents/hostile.ts';
import { fixedScraper, oomScraper, oomScraperLedger } from './incidents/oom-scraper.ts';
import { selectorTrap } from './incidents/selector-trap.ts';
import { healed, refused, settling } from './incidents/small-incidents.ts';
import { mistakes } from './mistakes.ts';
import { reportOf } from './reports.ts';
import { testApp, type TestApp } from './test-app.ts';

const FOLDER = join(import.meta.dirname, '../../.cache/screenshots');
const screens: readonly Screen[] = [
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
];
const pages = {
  incidents: '/',
  settling: `/incidents/${settling.id}`,
  'waiting-for-approval': `/incidents/${oomScraper.id}`,
  'refused-first': `/incidents/${selectorTrap.id}`,
  fixed: `/incidents/${fixedScraper.id}`,
  hostile: `/incidents/${hostile.id}`,
  patterns: '/patterns',
  'patterns-filtered': '/patterns?layer=selector',
  approvals: '/approvals',
  policies: '/policies',
  'what-if': '/policies/what-if',
  settings: '/settings',
  sessions: '/sessions',
  ledger: '/ledger',
  stop: '/stop',
  'sign-in': '/sign-in',
} as const;

describe.skipIf(partMissing('chromium'))('the pages in Chromium', () => {
  let browser: Browser;
  let built: TestApp;
  let address: string;

  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    const incidents = [settling, oomScraper, selectorTrap, fixedScraper, healed, refused, hostile];
    built = testApp({ ports: new FakePorts(incidents, oomScraperLedger), about: { simulated: true } });
    address = await built.app.listen({ host: '127.0.0.1', port: 0 });
    built.ports.report = reportOf(mistakes);
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    await built.app.close();
  });

  it.each(screens)('fit $width px, $colorScheme, without an error in the console', async (screen) => {
    const page = await signedInPage(browser, address, screen);
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });

    for (const [name, path] of Object.entries(pages)) {
      await page.goto(address + path);
      const file = `${name}-${screen.width}-${screen.colorScheme}.png`;
      await page.screenshot({ path: join(FOLDER, file), fullPage: true });
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
    }
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
