import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { listen, type TestServer } from './json-server.ts';
import { partMissing } from './parts.ts';

describe.skipIf(partMissing('chromium'))('a real Chromium', () => {
  let browser: Browser;
  let server: TestServer;

  beforeAll(async () => {
    browser = await launchChromium();
    server = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<h1>loading</h1><script>document.querySelector("h1").textContent = "ready"</script>');
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('renders a page and runs its script', async () => {
    const page = await browser.newPage();
    await page.goto(server.url);
    expect(await page.textContent('h1')).toBe('ready');
    expect((await page.screenshot()).byteLength).toBeGreaterThan(1_000);
  });
});
