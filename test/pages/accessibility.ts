import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface AxeViolation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly any: readonly { readonly message: string }[] }[];
}

/**
 * What axe-core finds that is serious or critical, with everything opened that can be: what is folded away is on the
 * page too.
 */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
  // Through the debugger's protocol, which the page's own policy against scripts is not about.
  await page.evaluate(axe.source);
  const violations = await page.evaluate<readonly AxeViolation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ html, any }) => `${id}: ${html.slice(0, 160)} ${any.map(({ message }) => message).join('; ')}`,
      ),
    );
}

/** Controls that are shown and smaller than a finger needs (44 px); links within a sentence need not be larger. */
export async function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`(() => {
    const controls = document.querySelectorAll('button, summary, select, textarea, input:not([type=hidden]), nav a, a.button, .page-head > a, .citations a, .more a');
    return [...controls].flatMap((control) => {
      const { width, height } = control.getBoundingClientRect();
      const isShown = control.checkVisibility() && width > 0;
      return isShown && (height < 43.5 || width < 43.5)
        ? [\`\${Math.round(width)} × \${Math.round(height)}: \${control.outerHTML.slice(0, 120)}\`]
        : [];
    });
  })()`);
}

/** Collects what the page's console complains of from now on, violations of the Content Security Policy among it. */
export function watchPage(page: Page): string[] {
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
  });
  return said;
}
