import type { Browser, Page } from 'playwright-core';
import type { FirebreakProcess } from './firebreak-process.ts';

/** A page of a person who has signed in: with a password, or with the token of the data folder where there is none. */
export async function signedInPage(
  browser: Browser,
  firebreak: FirebreakProcess,
  person = 'on-call',
  password?: string,
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(`${firebreak.url}/sign-in`);
  await page.getByLabel(/name/iu).fill(person);
  if (password === undefined) await page.getByLabel(/token/iu).fill(firebreak.signInToken());
  else await page.getByLabel(/password/iu).fill(password);
  await page.getByRole('button', { name: /sign in/iu }).click();
  await page.waitForURL(`${firebreak.url}/`);
  return page;
}
