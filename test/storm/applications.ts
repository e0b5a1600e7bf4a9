import { stringify } from 'yaml';
import type { Script } from '../../src/diagnosis/scripted-replies.ts';

export const namespace = 'storm';
export const deploymentOf = (group: number) => `app-${group}`;

/** Deployments without pods: what matters here is that each alert has an owner to be found. */
export function applications(groups: number): string {
  const deployments = Array.from({ length: groups }, (_none, group) => {
    const labels = { app: deploymentOf(group) };
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: deploymentOf(group), namespace },
      spec: {
        replicas: 0,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'app', image: 'registry.example/app:1' }] },
        },
      },
    };
  });
  const all = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, ...deployments];
  return all.map((object) => stringify(object)).join('---\n');
}

/** Restarts whatever may be restarted. */
export const restart: Script = {
  cause: 'container.crash',
  summary: 'A restart may clear the errors.',
  picks: ({ candidates }) =>
    candidates
      .filter(({ action }) => action === 'restart-workload')
      .slice(0, 1)
      .map((candidate) => ({ candidate, params: {} })),
};
