import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { action, change, kubectl, plan } from '../../test/support/actions.ts';
import { field } from '../domain/fields.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { catalogue, parseAction } from './catalogue.ts';

const deployment: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'price-scraper', namespace: 'cardboard', uid: 'uid-1' },
  spec: {
    selector: { matchLabels: { app: 'price-scraper' } },
    template: {
      metadata: { labels: { app: 'price-scraper' } },
      spec: {
        containers: [
          { name: 'sidecar', image: 'sidecar:1' },
          { name: 'scraper', image: 'scraper:1', resources: { limits: { memory: '256Mi' } } },
        ],
      },
    },
  },
};
const service: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'cardboard', uid: 'uid-2' },
  spec: { selector: { 'app.kubernetes.io/name': 'cardboard' }, ports: [{ port: 80 }] },
};
const job: KubernetesObject = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'postgres-backup-29520495', namespace: 'cardboard', uid: 'uid-3' },
};

describe('set-resources', () => {
  const raise = action('set-resources', deployment, { container: 'scraper', limits: { memory: '512Mi' } });

  it('tests the identity, the container at its index and the value that it changes', () => {
    const { request } = change(raise, deployment);
    const container = '/spec/template/spec/containers/1';
    expect(request).toMatchObject({
      verb: 'patch',
      patch: expect.arrayContaining([
        { op: 'test', path: '/metadata/uid', value: 'uid-1' },
        { op: 'test', path: `${container}/name`, value: 'scraper' },
        { op: 'test', path: `${container}/resources/limits/memory`, value: '256Mi' },
        { op: 'replace', path: `${container}/resources/limits/memory`, value: '512Mi' },
        { op: 'add', path: '/metadata/annotations/firebreak.dev~1action', value: 'prp_1.1' },
      ]) as unknown,
    });
  });

  it('makes the maps that are not there before it adds to them', () => {
    const added = action('set-resources', deployment, { container: 'sidecar', requests: { cpu: '100m' } });
    const after = change(added, deployment).after;
    expect(field(after, 'spec', 'template', 'spec', 'containers', 0)).toEqual({
      name: 'sidecar',
      image: 'sidecar:1',
      resources: { requests: { cpu: '100m' } },
    });
  });

  it('names the containers that there are when the one that is meant is not among them', () => {
    const wrong = action('set-resources', deployment, { container: 'scrapper', limits: { memory: '512Mi' } });
    expect(plan(wrong, deployment)).toMatchObject({
      ok: false,
      reason: 'action.invalid',
      remedy: expect.stringContaining('scraper') as string,
    });
  });

  it('refuses what would change nothing', () => {
    const same = action('set-resources', deployment, { container: 'scraper', limits: { memory: '256Mi' } });
    expect(plan(same, deployment)).toMatchObject({ ok: false, reason: 'dry-run.no-effect' });
  });

  it.each([
    ['an exponent', '536870912e0'],
    ['a decimal fraction', '0.25Gi'],
    ['thousandths of a byte', '268435456000m'],
  ])('takes a quantity with %s', (_what, memory) => {
    const given = action('set-resources', deployment, { container: 'scraper', requests: { memory } });
    expect(parseAction(given)).toMatchObject({ ok: true });
  });

  it.each([
    ['a request above the limit that is there', { requests: { memory: '257Mi' } }],
    ['a request above its own limit', { requests: { cpu: '1' }, limits: { cpu: '999m' } }],
  ])('refuses %s, which the API server would not take', (_what, amounts) => {
    const given = action('set-resources', deployment, { container: 'scraper', ...amounts });
    expect(plan(given, deployment)).toMatchObject({ ok: false, reason: 'action.invalid' });
  });

  it('takes a request as high as the limit, in whatever unit', () => {
    const given = action('set-resources', deployment, {
      container: 'scraper',
      requests: { memory: '0.25Gi' },
    });
    expect(plan(given, deployment)).toMatchObject({ ok: true });
  });

  it('is riskier when it takes away than when it gives', () => {
    const lower = action('set-resources', deployment, { container: 'scraper', limits: { memory: '128Mi' } });
    const unbound = action('set-resources', deployment, { container: 'scraper', limits: { memory: null } });
    expect([raise, lower, unbound].map((each) => change(each, deployment).risk)).toEqual([
      'low',
      'medium',
      'medium',
    ]);
  });

  it('reads as kubectl would take it', () => {
    expect(kubectl(raise)).toBe(
      'kubectl -n cardboard set resources deployment/price-scraper --containers=scraper --limits=memory=512Mi',
    );
  });
});

describe('delete-job', () => {
  it('is bound to one life of the Job and takes its pods along', () => {
    expect(change(action('delete-job', job, {}), job).request).toMatchObject({
      verb: 'delete',
      options: { preconditions: { uid: 'uid-3' }, propagationPolicy: 'Background' },
    });
  });

  it('says that it cannot be undone', () => {
    expect(change(action('delete-job', job, {}), job).inverse).toHaveProperty('irreversible');
  });
});

describe('patch-service-selector', () => {
  it('merges keys, and quotes what a shell would read', () => {
    const narrow = action('patch-service-selector', service, {
      selector: { 'app.kubernetes.io/component': 'web' },
    });
    expect(change(narrow, service).after).toMatchObject({
      spec: { selector: { 'app.kubernetes.io/name': 'cardboard', 'app.kubernetes.io/component': 'web' } },
    });
    expect(kubectl(narrow)).toContain(`-p '{"spec":{"selector":{"app.kubernetes.io/component":"web"}}}'`);
  });

  it('never leaves a Service without a selector', () => {
    const empty = action('patch-service-selector', service, { selector: { 'app.kubernetes.io/name': null } });
    expect(plan(empty, service)).toMatchObject({ ok: false, reason: 'selector.loses-all-endpoints' });
  });
});

describe('restart-workload', () => {
  it('gives the same request for the same proposal, so that an approval can bind it', () => {
    const restart = action('restart-workload', deployment, {});
    expect(change(restart, deployment).request).toEqual(change(restart, deployment).request);
  });
});

describe('every action', () => {
  it.each([
    ['an unknown action', { ...action('drop-database', job, {}) }, 'not in the catalogue'],
    ['a kind that it is not for', action('delete-job', deployment, {}), 'delete-job acts on Job'],
    ['a parameter too many', action('delete-job', job, { force: true }), 'params'],
    ['no target', { ...action('delete-job', job, {}), target: undefined }, 'target'],
    [
      'a quantity that is none',
      action('set-resources', deployment, { container: 'scraper', limits: { memory: 'a lot' } }),
      'params.limits.memory',
    ],
    ['a label that is none', action('set-labels', deployment, { labels: { 'a b': 'c' } }), 'params.labels'],
  ])('says what is wrong with %s', (_what, given, word) => {
    expect(parseAction(given)).toMatchObject({ ok: false, problem: expect.stringContaining(word) as string });
  });

  it('is not read from JSON that is nested without end', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    const patch = [{ op: 'add', path: '/data', value: deep }];
    const given = { ...action('patch-object', service, {}), params: { patch } };

    expect(parseAction(given)).toMatchObject({
      ok: false,
      problem: expect.stringContaining('nested') as string,
    });
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), (given) => {
        expect(typeof parseAction(given).ok).toBe('boolean');
      }),
    );
  });

  it('names the rights that it needs, and none of them is a wildcard', () => {
    for (const type of catalogue) {
      const rights =
        type.kinds.length === 0 ? type.rights('Namespace') : type.kinds.flatMap((kind) => type.rights(kind));
      expect(rights.length).toBeGreaterThan(0);
      expect(JSON.stringify(rights)).not.toContain('*');
    }
  });
});

describe('reading an action', () => {
  const labels = { 'pod-security.kubernetes.io/enforce': 'baseline' };
  const target = { apiVersion: 'v1', kind: 'Namespace', name: 'cardboard' };
  const given = { apiVersion: 'firebreak.dev/v1', action: 'set-labels', params: { labels } };

  it('takes a Namespace by its own name for its namespace', () => {
    const parsed = parseAction({ ...given, target: { ...target, namespace: 'cardboard' } });
    expect(parsed.ok && parsed.action.target).toEqual(target);
  });

  it('keeps any other namespace of a Namespace, where nothing is found', () => {
    const parsed = parseAction({ ...given, target: { ...target, namespace: 'default' } });
    expect(parsed.ok && parsed.action.target.namespace).toBe('default');
  });

  it.each(['{"action": "set-la', null, []])('says of %j that it is no object', (input) => {
    expect(parseAction(input)).toEqual({
      ok: false,
      problem: 'not an action: a JSON object is expected',
    });
  });
});
