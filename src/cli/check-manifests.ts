import { relative } from 'node:path';
import { recordedCluster } from '../adapters/dump/recorded-cluster.ts';
import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import { compareManifests } from '../manifests/comparison.ts';
import { invalidResult, judgeManifests, type ManifestResult } from '../manifests/judge-manifests.ts';
import { rolledOutWaves } from '../manifests/rolled-out-waves.ts';
import { openDump } from './read-files.ts';
import { readManifestFiles } from './check-manifest-files.ts';
import { type CommandLine, type ExitCode, exitCodes, UsageError } from './command-line.ts';
import { manifestAnnotations } from './manifest-annotations.ts';
import { manifestsText } from './manifests-text.ts';

export interface CheckManifestsOptions {
  /** Files or folders; `-` for stdin. */
  readonly paths: readonly string[];
  /** The manifests that the change starts from. */
  readonly base?: string;
  readonly dump?: string;
  readonly policies?: string;
  /** Of manifests that name none. */
  readonly namespace: string;
  readonly cluster: string;
  readonly format: 'text' | 'json' | 'github';
}

/** `firebreak check PATH…`: the guardrails on rendered manifests, one result an object. */
export async function checkManifests(
  options: CheckManifestsOptions,
  command: CommandLine,
): Promise<ExitCode> {
  const { paths, base, namespace } = options;
  refusePoliciesOfChange(options);
  const manifests = await readManifestFiles(paths, namespace, command);
  const old = base === undefined ? undefined : await readManifestFiles([base], namespace, command);
  if (old === undefined && manifests.valid.length + manifests.invalid.length === 0) {
    throw new UsageError(`${paths.join(', ')}: holds no manifest`);
  }
  const dump = options.dump === undefined ? undefined : openDump(options.dump, command);
  const live = dump?.objects ?? [];
  const compared = compareManifests(manifests.valid, old?.valid, live);
  const comparison = await rolledOutWaves(compared, recordedCluster(live));
  const judged = judgeManifests(comparison, {
    cluster: recordedCluster(comparison.after),
    policies: loadPolicies(options.policies ?? packagedPolicies),
    clusterName: options.cluster,
    now: dump?.takenAt ?? new Date(),
  });
  const valid: ManifestResult[] = [];
  for await (const result of judged) valid.push(result);
  const results = [...valid, ...manifests.invalid.map(invalidResult)];
  command.stdout(render(results, options.format));
  return results.some(({ outcome }) => outcome === 'refuse') ? exitCodes.finding : exitCodes.ok;
}

function render(results: readonly ManifestResult[], format: CheckManifestsOptions['format']): string {
  switch (format) {
    case 'json':
      return results.map((result) => `${JSON.stringify(result)}\n`).join('');
    case 'github':
      return manifestAnnotations(results);
    case 'text':
      return manifestsText(results);
  }
}

/** Whoever writes a change must not write the rules that judge it. */
function refusePoliciesOfChange({ policies, base, paths }: CheckManifestsOptions): void {
  if (policies === undefined || base === undefined) return;
  const inside = paths.find((path) => !relative(path, policies).startsWith('..'));
  if (inside === undefined) return;
  throw new UsageError(`--policies ${policies} is part of the change in ${inside}; take it from the base`);
}
