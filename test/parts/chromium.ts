import { type Browser, chromium } from 'playwright-core';
import { findChromium, required } from './parts.ts';

/** Debian's Chromium; without its sandbox, which root may not use. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: required('chromium', findChromium()),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}
