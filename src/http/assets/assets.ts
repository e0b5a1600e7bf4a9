import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A file that pages refer to, at an address that changes with its content. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

export interface Assets {
  readonly style: Asset;
  readonly script: Asset;
  readonly icon: Asset;
}

// The order of the cascade; what depends on the screen's size comes last.
const STYLES = [
  'base',
  'frame',
  'forms',
  'badges',
  'incidents',
  'proposal',
  'details',
  'patterns',
  'operation',
  'screens',
] as const;

/** Reads the packaged assets and joins the style sheets into one. */
export function loadAssets(): Assets {
  const style = STYLES.map((name) => read(`style/${name}.css`)).join('\n');
  return Object.freeze({
    style: assetOf('css', 'text/css; charset=utf-8', style),
    script: assetOf('js', 'text/javascript; charset=utf-8', read('firebreak.js')),
    icon: assetOf('svg', 'image/svg+xml', read('firebreak.svg')),
  });
}

// The folder lies at the top of the package: the same way up from src/http/assets and from dist/http/assets.
function read(file: string): string {
  return readFileSync(new URL(`../../../assets/${file}`, import.meta.url), 'utf8');
}

function assetOf(extension: string, type: string, body: string): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return Object.freeze({ path: `/assets/firebreak.${hash}.${extension}`, type, body });
}
