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

/** Reads the packaged assets; the folder lies at the top of the package, so the path is the same from src and dist. */
export function loadAssets(): Assets {
  return Object.freeze({
    style: load('firebreak', 'css', 'text/css; charset=utf-8'),
    script: load('firebreak', 'js', 'text/javascript; charset=utf-8'),
    icon: load('firebreak', 'svg', 'image/svg+xml'),
  });
}

function load(name: string, extension: string, type: string): Asset {
  const body = readFileSync(new URL(`../../../assets/${name}.${extension}`, import.meta.url), 'utf8');
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return Object.freeze({ path: `/assets/${name}.${hash}.${extension}`, type, body });
}
