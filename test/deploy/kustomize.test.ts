import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { partMissing } from '../parts/parts.ts';
import { readObjects } from '../parts/kube-apply.ts';
import { render, renderObjects, runTool } from './helm.ts';

const folder = fileURLToPath(new URL('../../deploy/kustomize', import.meta.url));
const head = '# The chart with its default values: npm test -- test/deploy/kustomize.test.ts -u\n';

describe.skipIf(partMissing('chart-tools'))('deploy/kustomize', () => {
  it('is the chart with its default values', async () => {
    await expect(head + render({})).toMatchFileSnapshot(`${folder}/firebreak.yaml`);
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
