import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium, required } from '../parts/parts.ts';
import { SIGN_IN_TOKEN } from './test-app.ts';

export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: required('chromium', findChromium()), args: ['--no-sandbox'] });
}

export interface Screen {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

/** A page that has signed in as a person does, with the link that a terminal shows. */
export async function signedInPage(browser: Browser, address: string, screen: Screen): Promise<Page> {
  const { width, colorScheme } = screen;
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  await page.goto(`${address}/sign-in#token=${SIGN_IN_TOKEN}`);
  await page.getByLabel('Your name').fill('On Call');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Incidents' }).waitFor();
  return page;
}
