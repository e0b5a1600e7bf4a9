import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, partMissing, required } from '../parts/parts.ts';
import { examplePorts } from './example-app.ts';
import { fixedScraper, oomScraper } from './incidents/oom-scraper.ts';
import { selectorTrap } from './incidents/selector-trap.ts';
import { SIGN_IN_TOKEN, testApp, type TestApp } from './test-app.ts';

const FOLDER = join(import.meta.dirname, '../../.cache/screenshots');
const widths = { phone: 390, desk: 1280 } as const;
const pages = {
  incidents: '/',
  'waiting-for-approval': `/incidents/${oomScraper.id}`,
  'refused-first': `/incidents/${selectorTrap.id}`,
  fixed: `/incidents/${fixedScraper.id}`,
  hostile: '/incidents/inc_hostile',
  ledger: '/ledger',
  stop: '/stop',
} as const;

describe.skipIf(partMissing('chromium'))('the pages in Chromium', () => {
  let browser: Browser;
  let built: TestApp;
  let address: string;

  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    built = testApp({ ports: examplePorts(), about: { simulated: true } });
    address = await built.app.listen({ host: '127.0.0.1', port: 0 });
    browser = await chromium.launch({
      executablePath: required('chromium', findChromium()),
      args: ['--no-sandbox'],
    });
  });

  afterAll(async () => {
    await browser.close();
    await built.app.close();
  });

  async function signedIn(width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.goto(`${address}/sign-in#token=${SIGN_IN_TOKEN}`);
    await page.getByLabel('Your name').fill('Robin Okafor');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Incidents' }).waitFor();
    return page;
  }

  for (const scheme of ['light', 'dark'] as const) {
    for (const [device, width] of Object.entries(widths)) {
      it(`fit a ${device} of ${width} px in ${scheme}, without an error`, async () => {
        const page = await signedIn(width, scheme);
        const errors: string[] = [];
        page.on('pageerror', (error) => errors.push(error.message));
        page.on('console', (message) =>
          message.type() === 'error' ? errors.push(message.text()) : undefined,
        );

        for (const [name, path] of Object.entries(pages)) {
          await page.goto(address + path);
          await page.screenshot({ path: join(FOLDER, `${name}-${device}-${scheme}.png`), fullPage: true });
          const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
          expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
        }
        expect(errors).toEqual([]);
        await page.context().close();
      });
    }
  }
});
