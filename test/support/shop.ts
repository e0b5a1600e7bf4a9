import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/prepare.mjs';
import { runProgram } from '../../src/cli/program.ts';

/** What the chart of a small shop renders to: web, worker, reports, PostgreSQL, Redis. */
export const shop = join(root, 'test/fixtures/manifests/shop');

const slips = join(root, 'test/fixtures/manifests/slips');

/**
 * Four folders in the given one: `main` with the shop, `change` with the Service of its web part selecting more than it
 * should, `levels` with its Namespace at a level that not everything in it fits, and `slips` with mistakes that the API
 * server takes without a word.
 */
export function writeShops(folder: string): void {
  cpSync(shop, join(folder, 'main'), { recursive: true });
  cpSync(shop, join(folder, 'change'), { recursive: true });
  cpSync(slips, join(folder, 'slips'), { recursive: true });
  const file = join(folder, 'change/templates/web.yaml');
  const [service = '', ...rest] = readFileSync(file, 'utf8').split('\n---\n');
  const narrow = '\n    app.kubernetes.io/component: web';
  const wide = service.slice(0, service.lastIndexOf(narrow));
  writeFileSync(file, [wide, ...rest].join('\n---\n'));
  mkdirSync(join(folder, 'levels'));
  writeFileSync(
    join(folder, 'levels/namespace.yaml'),
    `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    pod-security.kubernetes.io/enforce: restricted
`,
  );
}

/** Runs one command line in a folder, in this process. */
export async function firebreakIn(folder: string, args: readonly string[], stdin = '') {
  let [out, err] = ['', ''];
  const code = await runProgram(args, {
    environment: { INIT_CWD: folder },
    stdout: (text) => void (out += text),
    stderr: (text) => void (err += text),
    stdin: async () => stdin,
    async *stdinChunks() {
      yield stdin;
    },
    terminal: false,
    signal: new AbortController().signal,
  });
  return { code, out, err };
}
