import type { Action } from '../../src/domain/action.ts';
import { type KubernetesObject, refOf } from '../../src/domain/objects.ts';
import { memoryHost } from '../support/memory-host.ts';
import { startRig, web } from '../support/response-rig.ts';

export const repository = 'acme/deployments';
export const path = 'apps/cardboard/web.yaml';

export const manifest = `# The shop's front.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: cardboard
spec:
  template:
    spec:
      containers:
        - name: app
          resources:
            limits: { memory: 256Mi } # measured in March
`;

const memory = '/spec/template/spec/containers/0/resources/limits/memory';

/** Proposes that the manifest of the Deployment has more memory. */
export function proposeMemory(value: string, object: KubernetesObject = web): Action {
  const { uid: _uid, ...target } = refOf(object);
  return {
    apiVersion: 'firebreak.dev/v1',
    action: 'open-pull-request',
    cluster: 'default',
    target,
    params: {
      repository,
      base: 'main',
      title: `web: raise the memory limit of app to ${value}`,
      body: 'It was killed at its limit.',
      edits: [{ path, change: { object: { ...target }, field: memory, value } }],
    },
  };
}

/** The response beside a repository host in memory that holds the Deployment's manifest. */
export async function startPullRequestRig() {
  const host = memoryHost(repository, { [path]: manifest });
  const rig = await startRig({
    pullRequests: {
      reader: host.reader,
      writer: host.writer,
      repositories: [{ repository, base: 'main', paths: ['apps/**'] }],
      lastingFix: async (_incident, { actions }) => ({ actions, notes: [] }),
      pollMilliseconds: 60_000,
      followMilliseconds: 14 * 24 * 3_600_000,
      applyMilliseconds: 600_000,
    },
  });
  rig.state.actions = [proposeMemory('512Mi')];
  return Object.assign(rig, { host });
}

export type PullRequestRig = Awaited<ReturnType<typeof startPullRequestRig>>;
