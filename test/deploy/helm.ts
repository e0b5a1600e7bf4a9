import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { type KubeObject, readObjects } from '../parts/kube-apply.ts';
import { type ChartTool, findChartTool, required } from '../parts/parts.ts';

export const chartFolder = fileURLToPath(new URL('../../deploy/chart', import.meta.url));

/** Values as they would stand in a file given with `--values`. */
export type Values = Readonly<Record<string, unknown>>;

export interface ToolRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the chart's tools to its end. */
export function runTool(
  tool: ChartTool,
  args: readonly string[],
  options: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): ToolRun {
  const { status, stdout, stderr, error } = spawnSync(required('chart-tools', findChartTool(tool)), args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    ...(options.input === undefined ? {} : { input: options.input }),
    env: { ...process.env, ...options.env },
  });
  if (error !== undefined) throw error;
  return { code: status ?? -1, stdout, stderr };
}

export const releaseNamespace = 'firebreak';

/** `helm template`, whatever it answers. */
export function tryRender(values: Values): ToolRun {
  return runTool('helm', ['template', 'firebreak', chartFolder, '-n', releaseNamespace, '--values', '-'], {
    input: stringify(values),
  });
}

/** The rendered chart; throws Helm's own words where it refuses. */
export function render(values: Values): string {
  const { code, stdout, stderr } = tryRender(values);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

export function renderObjects(values: Values): readonly KubeObject[] {
  return readObjects(render(values));
}
