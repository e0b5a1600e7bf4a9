import { describe, expect, it } from 'vitest';
import { noon, withRules } from '../../test/support/allowlist.ts';
import {
  namespaceObject,
  podOf,
  relabelled,
  service,
  workload,
} from '../../test/support/namespace-objects.ts';
import { recordedCluster } from '../adapters/dump/recorded-cluster.ts';
import { type KubernetesObject, refOf, refText } from '../domain/objects.ts';
import { compareManifests } from './comparison.ts';
import { judgeManifests } from './judge-manifests.ts';
import { rolledOutWaves } from './rolled-out-waves.ts';

const component = 'app.kubernetes.io/component';
const both = { app: 'shop' };
const ports = { ports: [{ port: 80, targetPort: 8080 }] };
const web = workload('Deployment', 'web', { labels: both, ports: { http: 8080 }, replicas: 1 });
const postgres = workload('StatefulSet', 'postgres', { labels: both, ports: { sql: 5432 } });
const wide = service('web', both, ports);
const labelled = relabelled(web, { ...both, [component]: 'web' });
const narrow = service('web', { ...both, [component]: 'web' }, ports);
const application: KubernetesObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'shop', namespace: 'argocd', uid: 'u-application' },
  spec: {},
};

function annotated(
  object: KubernetesObject,
  annotations: Readonly<Record<string, string>>,
): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, annotations } };
}

const tracked = (object: KubernetesObject) =>
  annotated(object, { 'argocd.argoproj.io/tracking-id': `shop:/${object.kind}:cardboard/web` });
const inWave = (object: KubernetesObject, wave: string) =>
  annotated(object, { 'argocd.argoproj.io/sync-wave': wave });

/** What layer 2 says of the Service where these manifests replace those of the trap. */
async function saidOfService(
  manifests: readonly KubernetesObject[],
  ...live: readonly KubernetesObject[]
): Promise<string | undefined> {
  const asManifests = (objects: readonly KubernetesObject[]) =>
    objects.map((object) => ({ object, place: { file: refText(refOf(object)), line: 1 } }));
  const dump = [namespaceObject({}), podOf(web), postgres, podOf(postgres), ...live];
  const compared = compareManifests(asManifests(manifests), asManifests([web, wide]), dump);
  const comparison = await rolledOutWaves(compared, recordedCluster(dump));
  const setting = { policies: withRules([]), clusterName: 'default', now: noon };
  const judged = judgeManifests(comparison, { ...setting, cluster: recordedCluster(comparison.after) });
  for await (const { object, verdicts } of judged) {
    if (object?.kind === 'Service') return verdicts.find(({ layer }) => layer === 'selector')?.reason;
  }
  return undefined;
}

const ofArgo = [tracked(web), tracked(wide), application];

describe('labels and the selector that asks for them, in one change of manifests', () => {
  it('are safe where Argo CD applies the selector in a later wave', async () => {
    expect(await saidOfService([labelled, inWave(narrow, '1')], ...ofArgo)).toBe('selector.safe');
  });

  it.each([
    ['they come in one wave', [labelled, narrow], ofArgo],
    ['the selector comes first', [labelled, inWave(narrow, '-1')], ofArgo],
    ['nobody is known to apply them in waves', [labelled, inWave(narrow, '1')], [web, wide]],
  ])('leave no endpoint for a while where %s', async (_why, manifests, live) => {
    expect(await saidOfService(manifests, ...live)).toBe('selector.loses-all-endpoints');
  });
});
