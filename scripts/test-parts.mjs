#!/usr/bin/env node
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chartTools } from './test-parts/chart-tools.mjs';
import { controlPlane } from './test-parts/control-plane.mjs';
import { alertmanager, chromium } from './test-parts/debian.mjs';
import { litellm } from './test-parts/litellm.mjs';

const PARTS = [alertmanager, chromium, litellm, controlPlane, chartTools];
const CACHE = join(dirname(dirname(fileURLToPath(import.meta.url))), '.cache');
const USAGE = `usage: node scripts/test-parts.mjs [--check] [--only NAME]...
  installs the real programs that tests run against; NAME is one of ${PARTS.map((part) => part.name).join(', ')}
  --check  only say what is missing`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      check: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const unknown = (values.only ?? []).filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0) throw new Error(`there is no part named ${unknown.join(', ')}`);
  return values;
}

function ensure(part, check) {
  const started = Date.now();
  const missing = part.missing(CACHE);
  if (missing.length === 0) return `ok        ${part.name} (${part.what})`;
  const get = `get it: node scripts/test-parts.mjs --only ${part.name} (${part.remedy})`;
  if (check) throw new Error(`${missing.join(', ')} missing; ${get}`);
  try {
    part.provision(CACHE);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n          ${get}`, {
      cause: error,
    });
  }
  const left = part.missing(CACHE);
  if (left.length > 0) throw new Error(`${left.join(', ')} still missing after installation; ${get}`);
  return `installed ${part.name} (${part.what}) in ${Math.round((Date.now() - started) / 1000)} s`;
}

function main() {
  const options = readOptions();
  if (options.help) return console.log(USAGE);
  for (const part of PARTS) {
    if (options.only && !options.only.includes(part.name)) continue;
    try {
      console.log(ensure(part, options.check ?? false));
    } catch (error) {
      console.log(`MISSING   ${part.name}: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
}

try {
  main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 2;
}
