import { describe, expect, it } from 'vitest';
import type { FieldChange } from '../../../src/domain/manifest-edit.ts';
import { type KubernetesObject, type ObjectRef, refKey, refOf } from '../../../src/domain/objects.ts';
import { parseManifests } from '../../../src/manifests/parse-manifests.ts';
import { applyEdits } from '../../../src/pull-requests/edit/apply-edits.ts';
import { isProblem } from '../../../src/pull-requests/problem.ts';
import { withFields } from '../../../src/pull-requests/with-fields.ts';
import { changedLines, type Files, nowhere, repositoryFiles } from './repository-files.ts';

const files = repositoryFiles('plain');
const cronJob = { apiVersion: 'batch/v1', kind: 'CronJob', namespace: 'shop', name: 'report' } as const;
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' } as const;
const service = { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' } as const;
const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'shop' } as const;
const configMap = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'settings' } as const;
const webContainer = '/spec/template/spec/containers/1';

function objectsOf(all: Files): ReadonlyMap<string, KubernetesObject> {
  const manifests = [...all].flatMap(([path, text]) => parseManifests(text, path, 'shop').valid);
  return new Map(manifests.map(({ object }) => [refKey(refOf(object)), object]));
}

const objects = objectsOf(files);
const live = (ref: ObjectRef) => objects.get(refKey(ref));

type Change = readonly [path: string, object: ObjectRef, field: string, value?: FieldChange['value']];

function edit(...changes: readonly Change[]): { readonly lines: readonly string[]; readonly after: Files } {
  const edits = changes.map(([path, object, field, value]) => ({
    path,
    change: { object, field, ...(value === undefined ? {} : { value }) },
  }));
  const edited = applyEdits(files, edits, live, nowhere);
  if (isProblem(edited)) throw new Error(`${edited.reason}: ${edited.words}`);
  const after = new Map([...files, ...edited]);
  expectOnly(
    after,
    edits.map(({ change }) => change),
  );
  return { lines: changedLines(files, edited), after };
}

/** The files now say what the changes say, of these objects, and of all others what they said before. */
function expectOnly(after: Files, changes: readonly FieldChange[]): void {
  const intended = new Map(objects);
  for (const change of changes) {
    const key = refKey(change.object);
    const object = intended.get(key);
    const next =
      object === undefined ? (change.value as unknown as KubernetesObject) : withFields(object, [change]);
    if (next !== undefined) intended.set(key, next);
  }
  expect(Object.fromEntries(objectsOf(after))).toEqual(Object.fromEntries(intended));
}

describe('edits in a repository of plain manifests', () => {
  it('adds missing resources behind env and the comment that ends it', () => {
    const { lines } = edit(['shop/web.yaml', deployment, `${webContainer}/resources/limits/memory`, '512Mi']);

    expect(lines).toEqual([
      'shop/web.yaml: +        resources:',
      'shop/web.yaml: +          limits:',
      'shop/web.yaml: +            memory: 512Mi',
    ]);
  });

  it('changes an image in its quotes', () => {
    const { lines } = edit([
      'shop/web.yaml',
      deployment,
      `${webContainer}/image`,
      'registry.example.org/shop/web:2.3.2',
    ]);

    expect(lines).toEqual([
      'shop/web.yaml: -        image:   "registry.example.org/shop/web:2.3.1"   # pinned',
      'shop/web.yaml: +        image:   "registry.example.org/shop/web:2.3.2"   # pinned',
    ]);
  });

  it('changes a variable in a flow map, and adds one in the style of the list', () => {
    const { lines } = edit(
      ['shop/web.yaml', deployment, `${webContainer}/env/1/value`, '60'],
      ['shop/web.yaml', deployment, `${webContainer}/env/-`, { name: 'RETRIES', value: '3' }],
    );

    expect(lines).toEqual([
      'shop/web.yaml: -        - {name: TIMEOUT, value: "30"}',
      'shop/web.yaml: +        - {name: TIMEOUT, value: "60"}',
      'shop/web.yaml: +        - name: RETRIES',
      'shop/web.yaml: +          value: "3"',
    ]);
  });

  it('changes a word of a folded text and folds nothing anew', () => {
    const text =
      'a long text that somebody has folded by hand over several lines, with  two spaces in it and an end';

    const { lines } = edit([
      'shop/web.yaml',
      deployment,
      `${webContainer}/env/2/value`,
      text.replace('several lines', 'many lines'),
    ]);

    expect(lines).toEqual([
      'shop/web.yaml: -            over several lines, with  two spaces in it',
      'shop/web.yaml: +            over many lines, with  two spaces in it',
    ]);
  });

  it('changes replicas beside their comment', () => {
    const { lines } = edit(['shop/web.yaml', deployment, '/spec/replicas', 3]);

    expect(lines).toEqual([
      'shop/web.yaml: -  replicas: 2 # see above',
      'shop/web.yaml: +  replicas: 3 # see above',
    ]);
  });

  it('gives workload, template and Service a component together', () => {
    const component = 'app.kubernetes.io~1component';

    const { lines } = edit(
      ['shop/web.yaml', deployment, `/metadata/labels/${component}`, 'web'],
      ['shop/web.yaml', deployment, `/spec/template/metadata/labels/${component}`, 'web'],
      ['shop/web.yaml', service, `/spec/selector/${component}`, 'web'],
    );

    expect(lines).toEqual([
      'shop/web.yaml: -  labels: {app.kubernetes.io/name: web, tier: front}   # in one line, as ever',
      'shop/web.yaml: +  labels: {app.kubernetes.io/name: web, tier: front, app.kubernetes.io/component: web}   # in one line, as ever',
      'shop/web.yaml: +        app.kubernetes.io/component: web',
      'shop/web.yaml: +    app.kubernetes.io/component: web',
    ]);
  });

  it("lowers a Namespace's level in a file with line ends of Windows", () => {
    const { lines, after } = edit([
      'shop/windows.yaml',
      namespace,
      '/metadata/labels/pod-security.kubernetes.io~1enforce',
      'baseline',
    ]);

    expect(lines).toEqual([
      'shop/windows.yaml: -    pod-security.kubernetes.io/enforce: restricted',
      'shop/windows.yaml: +    pod-security.kubernetes.io/enforce: baseline',
    ]);
    expect(after.get('shop/windows.yaml')).not.toMatch(/[^\r]\n/u);
  });

  it('changes a probe and adds to it where the others stand', () => {
    const { lines } = edit(
      ['shop/web.yaml', deployment, `${webContainer}/livenessProbe/initialDelaySeconds`, 20],
      ['shop/web.yaml', deployment, `${webContainer}/livenessProbe/failureThreshold`, 5],
    );

    expect(lines).toEqual([
      'shop/web.yaml: -          initialDelaySeconds:    5',
      'shop/web.yaml: +          initialDelaySeconds:    20',
      'shop/web.yaml: +          failureThreshold: 5',
    ]);
  });

  it('adds a nodeSelector to the pod template', () => {
    const { lines } = edit([
      'shop/web.yaml',
      deployment,
      '/spec/template/spec/nodeSelector/kubernetes.io~1arch',
      'arm64',
    ]);

    expect(lines).toEqual([
      'shop/web.yaml: +      nodeSelector:',
      'shop/web.yaml: +        kubernetes.io/arch: arm64',
    ]);
  });

  it('sets and adds fields of a CronJob', () => {
    const { lines } = edit(
      ['shop/windows.yaml', cronJob, '/spec/concurrencyPolicy', 'Forbid'],
      ['shop/windows.yaml', cronJob, '/spec/startingDeadlineSeconds', 200],
    );

    expect(lines).toEqual([
      'shop/windows.yaml: -  concurrencyPolicy: Allow',
      'shop/windows.yaml: +  concurrencyPolicy: Forbid',
      'shop/windows.yaml: +  startingDeadlineSeconds: 200',
    ]);
  });

  it('changes one line of a file within a ConfigMap, the tab behind it and the braces below kept', () => {
    const old =
      '# The application\'s own file.\ntimeout = 30\t# seconds\nretries = 3\n\nmotd = "it\'s {{ not a template }}"\n';

    const { lines } = edit([
      'shop/config.yaml',
      configMap,
      '/data/app.conf',
      old.replace('timeout = 30', 'timeout = 60'),
    ]);

    expect(lines).toEqual([
      'shop/config.yaml: -    timeout = 30\t# seconds',
      'shop/config.yaml: +    timeout = 60\t# seconds',
    ]);
  });

  it('adds a manifest as a file of its own, or as a further document', () => {
    const object = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', namespace: 'shop', name: 'web' };
    const manifest = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'web' } } },
    };

    const own = edit(['shop/web-pdb.yaml', object, '', manifest]);
    const further = edit(['shop/windows.yaml', object, '', manifest]);

    expect(own.after.get('shop/web-pdb.yaml')).toBe(
      [
        'apiVersion: policy/v1',
        'kind: PodDisruptionBudget',
        'metadata:',
        '  name: web',
        '  namespace: shop',
        'spec:',
        '  maxUnavailable: 1',
        '  selector:',
        '    matchLabels:',
        '      app.kubernetes.io/name: web',
        '',
      ].join('\n'),
    );
    expect(further.lines.slice(0, 3)).toEqual([
      'shop/windows.yaml: +---',
      'shop/windows.yaml: +apiVersion: policy/v1',
      'shop/windows.yaml: +kind: PodDisruptionBudget',
    ]);
    expect(further.after.get('shop/windows.yaml')).not.toMatch(/[^\r]\n/u);
  });

  it('writes out an alias at the place that is to differ', () => {
    const { lines } = edit([
      'shop/web.yaml',
      deployment,
      '/spec/template/spec/containers/2/resources/limits/memory',
      '128Mi',
    ]);

    expect(lines).toEqual([
      'shop/web.yaml: -        resources: *small',
      'shop/web.yaml: +        resources:',
      'shop/web.yaml: +          requests:',
      'shop/web.yaml: +            cpu: 50m',
      'shop/web.yaml: +            memory: 64Mi',
      'shop/web.yaml: +          limits:',
      'shop/web.yaml: +            memory: 128Mi',
    ]);
  });
});

describe('what is refused in a repository of plain manifests', () => {
  const refusal = (path: string, object: ObjectRef, field: string, value: FieldChange['value']) =>
    applyEdits(
      files,
      [{ path, change: { object, field, ...(value === undefined ? {} : { value }) } }],
      live,
      nowhere,
    );

  it('is a value whose anchor other places use', () => {
    expect(
      refusal(
        'shop/web.yaml',
        deployment,
        '/spec/template/spec/containers/0/resources/limits/memory',
        '128Mi',
      ),
    ).toMatchObject({ reason: 'pull-request.shared-anchor' });
  });

  it('is a value that is there already', () => {
    expect(refusal('shop/web.yaml', deployment, '/spec/replicas', 2)).toMatchObject({
      reason: 'pull-request.already-there',
    });
  });

  it('is a file that does not define the object', () => {
    expect(refusal('shop/config.yaml', deployment, '/spec/replicas', 3)).toMatchObject({
      reason: 'pull-request.not-in-manifest',
    });
  });

  it.each([
    ['.github/workflows/deploy.yaml', deployment],
    ['shop/secret.yaml', { apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'token' }],
    [
      'apps/shop.yaml',
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd', name: 'shop' },
    ],
  ])('is %s', (path, object) => {
    expect(refusal(path, object, '/spec/replicas', 3)).toMatchObject({ reason: 'pull-request.protected' });
  });
});
