import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partMissing } from '../parts/parts.ts';
import { faultsOf, smallTargets, watchPage } from './accessibility.ts';
import { launchChromium, signedInPage, type Screen } from './chromium-pages.ts';
import { FakePorts } from './fakes.ts';
import { exchanges } from './incidents/exchanges.ts';
import { hostile } from './incidents/hostile.ts';
import { followed, lastingFix } from './incidents/lasting-fix.ts';
import { fixedScraper, oomScraper, oomScraperLedger } from './incidents/oom-scraper.ts';
import { selectorTrap } from './incidents/selector-trap.ts';
import { healed, held, refused, settling } from './incidents/small-incidents.ts';
import { mistakes } from './mistakes.ts';
import { reportOf } from './reports.ts';
import { testApp, type TestApp } from './test-app.ts';

/** For people to look at: each page on each screen, in .cache/screenshots. */
const keepsScreenshots = process.env['FIREBREAK_SCREENSHOTS'] === '1';
const folder = join(import.meta.dirname, '../../.cache/screenshots');
const screens: readonly Screen[] = [
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
];
const pages: Readonly<Record<string, string | ((page: Page, address: string) => Promise<unknown>)>> = {
  incidents: '/',
  'no-incident': '/?q=nothing-like-it',
  settling: `/incidents/${settling.id}`,
  'waiting-for-approval': `/incidents/${oomScraper.id}`,
  held: `/incidents/${held.id}`,
  refused: `/incidents/${refused.id}`,
  'refused-first': `/incidents/${selectorTrap.id}`,
  'lasting-fix': `/incidents/${lastingFix.id}`,
  followed: `/incidents/${followed.id}`,
  exchanges: `/incidents/${oomScraper.id}/exchanges`,
  fixed: `/incidents/${fixedScraper.id}`,
  hostile: `/incidents/${hostile.id}`,
  approvals: '/approvals',
  patterns: '/patterns',
  async 'learn-from-a-mistake'(page, address) {
    await page.goto(`${address}/patterns`);
    await page.getByRole('link', { name: 'Learn from it…' }).first().click();
    await page.getByRole('heading', { name: 'Learn from a mistake' }).waitFor();
  },
  'patterns-filtered': '/patterns?layer=selector',
  policies: '/policies',
  'what-if': '/policies/what-if',
  async 'what-if-answered'(page, address) {
    await page.goto(`${address}/policies/what-if`);
    await page.getByLabel('A kubectl line').fill('kubectl -n cardboard rollout restart deploy/web');
    await page.getByRole('button', { name: 'Ask the five layers' }).click();
    await page.getByRole('heading', { name: 'The five layers' }).waitFor();
  },
  async 'what-if-not-kubectl'(page, address) {
    await page.goto(`${address}/policies/what-if`);
    await page.getByLabel('A kubectl line').fill('reboot');
    await page.getByRole('button', { name: 'Ask the five layers' }).click();
    await page.getByText('not a command line of kubectl').waitFor();
  },
  settings: '/settings',
  async doctor(page, address) {
    await page.goto(`${address}/settings`);
    await page.getByRole('button', { name: 'Ask the doctor' }).click();
    await page.getByRole('button', { name: 'Ask again' }).waitFor();
  },
  sessions: '/sessions',
  ledger: '/ledger',
  stop: '/stop',
  'sign-in': '/sign-in',
};

describe.skipIf(partMissing('chromium'))('the pages in Chromium', () => {
  let browser: Browser;
  let built: TestApp;
  let address: string;

  beforeAll(async () => {
    if (keepsScreenshots) mkdirSync(folder, { recursive: true });
    const incidents = [
      settling,
      oomScraper,
      selectorTrap,
      lastingFix,
      followed,
      fixedScraper,
      healed,
      refused,
      held,
      hostile,
    ];
    const ports = new FakePorts(incidents, oomScraperLedger);
    ports.report = reportOf(mistakes);
    ports.stopped = true;
    ports.exchanges = exchanges;
    ports.degraded = [
      {
        component: 'models',
        since: '2026-03-04T02:10:00.000Z',
        reason: 'no model answers: litellm times out',
      },
    ];
    ports.checks = [
      { name: 'webhook', status: 'ok', message: 'needs a token' },
      { name: 'models', status: 'note', message: 'none configured: triage and runbooks answer alone' },
      { name: 'disk', status: 'finding', message: '12 MiB are free', mend: 'make room' },
      { name: 'cluster as planner', status: 'unreachable', message: 'no answer within 10 s' },
    ];
    built = testApp({ ports, about: { simulated: true, mode: 'dry-run' } });
    address = await built.app.listen({ host: '127.0.0.1', port: 0 });
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    await built.app.close();
  });

  it('are looked at by eyes that see what is wrong', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
    await page.setContent(
      '<img src="x"><details><summary>More</summary><p style="color:#ccc">Pale</p></details>',
    );
    const faults = (await faultsOf(page)).join('\n');
    expect(faults).toContain('image-alt');
    expect(faults).toContain('color-contrast');
    expect(await smallTargets(page)).toHaveLength(1);
    await page.close();
  });

  it.each(screens)(
    'are accessible, fit and keep the CSP: $width px, $colorScheme',
    async (screen) => {
      const page = await signedInPage(browser, address, screen);
      const said = watchPage(page);

      for (const [name, way] of Object.entries(pages)) {
        if (typeof way === 'string') await page.goto(address + way);
        else await way(page, address);
        if (keepsScreenshots) {
          const file = `${name}-${screen.width}-${screen.colorScheme}.png`;
          await page.screenshot({ path: join(folder, file), fullPage: true });
        }
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
        expect(await faultsOf(page), name).toEqual([]);
        if (screen.width === 390) expect(await smallTargets(page), name).toEqual([]);
        // What was typed was not kubectl, and Chromium tells of every answer that is none of 2xx.
        expect(said.splice(0), name).toEqual(
          name === 'what-if-not-kubectl' ? [expect.stringContaining('400')] : [],
        );
      }
      await page.context().close();
    },
    120_000,
  );
});
