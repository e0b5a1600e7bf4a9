import { describe, expect, it } from 'vitest';
import { checkPodDocuments } from './check-pod-documents.ts';

const fits = `
apiVersion: v1
kind: Pod
metadata: { name: fits, namespace: cardboard }
spec: { containers: [{ name: app, image: web }] }
`;
const violates = `
apiVersion: batch/v1
kind: CronJob
metadata: { name: host }
spec: { jobTemplate: { spec: { template: { spec: { hostPID: true, containers: [{ name: app }] } } } } }
`;

function check(text: string) {
  return checkPodDocuments(text, 'pods.yaml', 'baseline', 'latest').map(({ object, outcome, verdicts }) => [
    object?.name ?? null,
    outcome,
    verdicts[0]?.reason,
  ]);
}

describe('checkPodDocuments', () => {
  it('gives one result a document, in order', () => {
    expect(check(`${fits}---${violates}`)).toEqual([
      ['fits', 'pass', 'pod-security.fits'],
      ['host', 'refuse', 'pod-security.violates-level'],
    ]);
  });

  it('takes Lists and JSON apart', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [] } };
    const list = { apiVersion: 'v1', kind: 'List', items: [pod, { ...pod, metadata: { name: 'b' } }] };
    expect(check(JSON.stringify(list)).map(([name]) => name)).toEqual(['a', 'b']);
  });

  it('gives items of typed lists the kind that they leave out', () => {
    const spec = { hostPID: true, containers: [{ name: 'app', image: 'web' }] };
    const list = { apiVersion: 'v1', kind: 'PodList', items: [{ metadata: { name: 'a' }, spec }] };
    expect(check(JSON.stringify(list))).toEqual([['a', 'refuse', 'pod-security.violates-level']]);
  });

  it.each([
    ['a YAML 1.1 boolean', 'spec: { hostPID: yes, containers: [{ name: app, image: web }] }'],
    [
      'a merge key',
      'x-host: &host { hostPID: true }\nspec: { <<: *host, containers: [{ name: app, image: web }] }',
    ],
  ])('reads %s as kubectl does', (_name, spec) => {
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: { name: host, namespace: }\n${spec}\n`;
    expect(check(pod)).toEqual([['host', 'refuse', 'pod-security.violates-level']]);
  });

  it('judges a Pod that nobody has named yet', () => {
    expect(check('apiVersion: v1\nkind: Pod\nspec: { containers: [{ name: app, image: web }] }')).toEqual([
      ['', 'pass', 'pod-security.fits'],
    ]);
  });

  it('skips empty documents', () => {
    expect(check(`---\n# nothing\n---${fits}`)).toHaveLength(1);
  });

  it.each([
    ['what is no Kubernetes object', 'just text'],
    ['an object without a pod template', 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\n'],
    ['a pod that the API server could not read', fits.replace('image: web', 'ports: none')],
    ['an alias of nothing', 'apiVersion: v1\nkind: Pod\nmetadata: *nowhere\n'],
    ['a key that stands twice', `${fits}\nkind: Pod\n`],
  ])('refuses %s and goes on', (_name, document) => {
    expect(check(`${document}\n---${fits}`).map(([, , reason]) => reason)).toEqual([
      'action.invalid',
      'pod-security.fits',
    ]);
  });

  it('names the file in what it cannot read', () => {
    const [result] = checkPodDocuments('just text', 'pods.yaml', 'baseline', 'latest');
    expect(result?.verdicts[0]?.message).toContain('pods.yaml');
  });

  it('names the line of what is no YAML, and quotes none of it', () => {
    const [, result] = checkPodDocuments(`${fits}---\n: : [\n`, 'pods.yaml', 'baseline', 'latest');
    expect(result?.verdicts[0]?.message).toMatch(/^pods\.yaml:7: [^\n]*$/u);
  });
});
