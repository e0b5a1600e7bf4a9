import { describe, expect, it } from 'vitest';
import { disruptionBudget, podOf, relabelled, workload } from '../../../test/support/namespace-objects.ts';
import { component, judge, name, narrow, postgres, web, wide } from '../../../test/support/selector-trap.ts';

describe('labels of pod templates and pods', () => {
  it('may not walk into a Service that means another workload', async () => {
    const lone = workload('StatefulSet', 'postgres', { labels: { [component]: 'postgres' } });
    const after = relabelled(lone, { [name]: 'cardboard', [component]: 'postgres' });
    const verdict = await judge([web, podOf(web), wide], lone, after);
    expect(verdict).toMatchObject({
      reason: 'selector.captures-second-workload',
      objects: [{ kind: 'Service', name: 'web' }],
    });
    expect(verdict.remedy).toBe(
      `leave out the labels by which Service cardboard/web selects, or first add ${component}=web to the selector of Service cardboard/web`,
    );
  });

  it('may not leave the Service that means them', async () => {
    const verdict = await judge(
      [postgres, narrow, podOf(web)],
      web,
      relabelled(web, { [name]: 'cardboard' }),
    );
    expect(verdict).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.loses-all-endpoints',
      objects: [{ kind: 'Service', name: 'web' }],
    });
    expect(verdict.remedy).toContain('keep the labels that match the selector of Service cardboard/web');
  });

  it('may be added where no selector asks for them', async () => {
    const verdict = await judge(
      [narrow],
      web,
      relabelled(web, { [name]: 'cardboard', [component]: 'web', v: '2' }),
    );
    expect(verdict).toMatchObject({ outcome: 'pass', reason: 'selector.unchanged' });
  });

  it('may not walk in with a new workload', async () => {
    expect((await judge([web, wide], undefined, postgres)).reason).toBe('selector.captures-second-workload');
  });

  it('count on a single pod too', async () => {
    const pod = podOf(postgres);
    const caught = await judge(
      [web, postgres, narrow],
      pod,
      relabelled(pod, { [name]: 'cardboard', [component]: 'web' }),
    );
    expect(caught.reason).toBe('selector.captures-second-workload');
    const lonely = podOf(web);
    const emptied = await judge([web, narrow], lonely, relabelled(lonely, { quarantine: 'yes' }));
    expect(emptied.reason).toBe('selector.loses-all-endpoints');
  });

  it('name every object that is harmed', async () => {
    const budget = disruptionBudget('web', { matchLabels: { [component]: 'web' } });
    const verdict = await judge([narrow, budget], web, relabelled(web, { [name]: 'cardboard' }));
    expect(verdict.objects?.map(({ kind }) => kind)).toEqual(['Service', 'PodDisruptionBudget']);
  });

  it('are not looked at where none changes', async () => {
    const scaled = { ...web, spec: { ...Object(web['spec']), replicas: 5 } };
    expect((await judge([wide, postgres], web, scaled)).reason).toBe('selector.no-change');
    expect((await judge([wide, postgres], web, undefined)).reason).toBe('selector.no-change');
  });
});
