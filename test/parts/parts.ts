import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const CACHE = join(ROOT, '.cache');
const CONTROL_PLANE = join(CACHE, 'control-plane');

export const controlPlaneBinaries = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
] as const;
export type ControlPlaneBinary = (typeof controlPlaneBinaries)[number];

export type ChartTool = 'helm' | 'kubectl' | 'kubeconform';

export const kwokStagesFolder = join(CONTROL_PLANE, 'stages');
export const kwokCrdsFolder = join(CONTROL_PLANE, 'crds');

const CHECKS = {
  'control-plane': () =>
    controlPlaneBinaries.every((name) => findControlPlaneBinary(name) !== undefined) &&
    existsSync(kwokStagesFolder) &&
    existsSync(kwokCrdsFolder),
  'chart-tools': () =>
    (['helm', 'kubectl', 'kubeconform'] as const).every((name) => findChartTool(name) !== undefined),
  alertmanager: () => findAlertmanager() !== undefined,
  chromium: () => findChromium() !== undefined,
  litellm: () => findLiteLLM() !== undefined,
} as const;
export type PartName = keyof typeof CHECKS;

function executable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}

export function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => executable(join(folder, name))).find((path) => path !== undefined);
}

export function findControlPlaneBinary(name: ControlPlaneBinary): string | undefined {
  const assets = process.env['KUBEBUILDER_ASSETS'];
  const given = assets === undefined ? undefined : executable(join(assets, name));
  return given ?? executable(join(CONTROL_PLANE, 'bin', name));
}

export function findChartTool(name: ChartTool): string | undefined {
  const assets = process.env['KUBEBUILDER_ASSETS'];
  const given = assets === undefined ? undefined : executable(join(assets, name));
  return given ?? executable(join(CACHE, 'chart-tools', 'bin', name));
}

export function findAlertmanager(): string | undefined {
  return onPath('prometheus-alertmanager');
}

export function findChromium(): string | undefined {
  return onPath('chromium');
}

export function findLiteLLM(): string | undefined {
  // The stamp is written last; without it the installation was interrupted.
  if (!existsSync(join(CACHE, 'litellm', 'version'))) return undefined;
  return executable(join(CACHE, 'litellm', 'bin', 'litellm'));
}

/** The path of a program that a test is about to start, or an error that says how to get it. */
export function required(part: PartName, path: string | undefined): string {
  if (path === undefined) throw new Error(howToGet([part]));
  return path;
}

function howToGet(parts: readonly PartName[]): string {
  const only = parts.map((part) => `--only ${part}`).join(' ');
  return `real part missing: ${parts.join(', ')}; get it with: node scripts/test-parts.mjs ${only}`;
}

/**
 * For `describe.skipIf(partMissing('control-plane'))`: says on stderr what is missing and how to get it.
 * With FIREBREAK_REQUIRE_PARTS=1 it throws instead, so that CI can never pass by skipping.
 */
export function partMissing(...parts: readonly PartName[]): boolean {
  const missing = parts.filter((part) => !CHECKS[part]());
  if (missing.length === 0) return false;
  if (process.env['FIREBREAK_REQUIRE_PARTS'] === '1') throw new Error(howToGet(missing));
  process.stderr.write(`skipped: ${howToGet(missing)}\n`);
  return true;
}
