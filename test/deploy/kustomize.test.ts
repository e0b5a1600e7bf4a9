import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { partMissing } from '../parts/parts.ts';
import { readObjects } from '../parts/kube-apply.ts';
import { render, renderObjects, runTool } from './helm.ts';

const folder = fileURLToPath(new URL('../../deploy/kustomize', import.meta.url));
const head = '# The chart with its default values: npm test -- test/deploy/kustomize.test.ts -u\n';

/** Helm gives objects of one kind in no certain order. */
function inOrder(yaml: string): string {
  const documents = yaml.split(/^---\n/mu).filter((text) => text.trim() !== '');
  const keyOf = (text: string) => {
    const [object] = readObjects(text);
    return `${object?.kind} ${object?.metadata.name}`;
  };
  const keyed = documents
    .map((text) => ({ key: keyOf(text), text }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return keyed.map(({ text }) => `---\n${text}`).join('');
}

describe.skipIf(partMissing('chart-tools'))('deploy/kustomize', () => {
  it('is the chart with its default values', async () => {
    await expect(head + inOrder(render({}))).toMatchFileSnapshot(`${folder}/firebreak.yaml`);
  });

  it('gives the same objects through kustomize', () => {
    const { code, stdout, stderr } = runTool('kubectl', ['kustomize', folder]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const named = (objects: ReturnType<typeof readObjects>) =>
      objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`).toSorted();
    expect(named(readObjects(stdout))).toEqual(named([...renderObjects({})]));
  });
});
